package dev.postern.broker.proxy.pg;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// The psql and other commands of the machine, run as processes.
final class Psql {

    private static final int LONGEST_SECONDS = 60;

    private Psql() {}

    /// Runs psql to its end with these arguments and nothing to read.
    ///
    /// @return what it printed on both streams
    static String run(String conninfo, String... arguments) throws Exception {
        return output(start(conninfo, arguments));
    }

    static Process start(String conninfo, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("psql", "-X", "-A", "-t", "-d", conninfo));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command).redirectErrorStream(true).start();
    }

    /// Runs any command to its end.
    static String command(String... command) throws Exception {
        return output(new ProcessBuilder(command).redirectErrorStream(true).start());
    }

    private static String output(Process process) throws Exception {
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(LONGEST_SECONDS, TimeUnit.SECONDS)).isTrue();
        return output;
    }
}
