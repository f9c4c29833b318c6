package dev.postern.cli.manual;

import dev.postern.cli.console.ExitCode;
import dev.postern.cli.console.Variable;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/// What `postern help` tells beside the commands, each text made of what the program itself goes by, or of the documentation.
final class Topics {

    /// The documentation of filters, which the build puts beside this class.
    private static final String FILTERS = "filters.md";

    private Topics() {}

    /// The topics by name, each with a line about it.
    static Map<String, String> all() {
        Map<String, String> all = new LinkedHashMap<>();
        all.put("filters", "How sessions and statements are searched.");
        all.put("exit-codes", "How commands end.");
        all.put("environment", "The variables that commands read.");
        return all;
    }

    /// The text of a topic, with line feeds.
    static String text(String topic) throws IOException {
        return switch (topic) {
            case "filters" -> filters();
            case "exit-codes" -> exitCodes();
            case "environment" -> environment();
            default -> throw new IllegalArgumentException("there is no topic " + topic);
        };
    }

    private static String filters() throws IOException {
        try (InputStream in = Topics.class.getResourceAsStream(FILTERS)) {
            if (in == null) {
                throw new IOException("this build lacks its text about filters");
            }
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return MarkdownText.of(text.substring(text.indexOf('\n') + 1).strip());
        }
    }

    private static String exitCodes() {
        StringBuilder table = new StringBuilder("| code | what |\n|---|---|\n");
        for (ExitCode code : ExitCode.values()) {
            table.append("| ").append(code.number()).append(" | ").append(code.about());
            table.append(" |\n");
        }
        return MarkdownText.of(table.append('\n').append(ExitCode.EXCEPTIONS).toString());
    }

    private static String environment() {
        StringBuilder table = new StringBuilder("| variable | what |\n|---|---|\n");
        for (Variable variable : Variable.values()) {
            table.append("| ").append(variable.name()).append(" | ").append(variable.about());
            table.append(" |\n");
        }
        return MarkdownText.of(table.toString());
    }
}
