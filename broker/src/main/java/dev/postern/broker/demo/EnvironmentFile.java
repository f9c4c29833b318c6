package dev.postern.broker.demo;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/// Shell lines that let scripts connect: `export PGHOST='127.0.0.1'` and so on.
final class EnvironmentFile {

    private EnvironmentFile() {}

    /// Writes all of `variables` at once; a reader never sees half a file.
    static void write(Path file, Map<String, String> variables) throws IOException {
        StringBuilder lines = new StringBuilder();
        variables.forEach((name, value) ->
                lines.append("export ")
                        .append(name)
                        .append("='")
                        .append(value.replace("'", "'\\''"))
                        .append("'\n"));
        DemoFolder.publish(file, lines.toString());
    }
}
