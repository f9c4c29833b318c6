package dev.postern.cli.console;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// The person's web browser.
public final class Browser {

    private Browser() {}

    /// Tries to open an address; returns whether a program for it could be started.
    ///
    /// @param environment whose `BROWSER` is the program, if it is set
    public static boolean open(String address, Map<String, String> environment) {
        String own = Variable.BROWSER.in(environment);
        String system = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
        List<String> command =
                !own.isBlank()
                        ? List.of(own.strip(), address)
                        : system.contains("mac")
                                ? List.of("open", address)
                                : system.contains("win")
                                        ? List.of(
                                                "rundll32", "url.dll,FileProtocolHandler", address)
                                        : List.of("xdg-open", address);
        try {
            Process process =
                    new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start();
            process.getOutputStream().close();
            return true;
        } catch (IOException noSuchProgram) {
            return false;
        }
    }
}
