package dev.postern.cli.db;

import dev.postern.cli.console.ShellWord;

import java.util.Locale;
import java.util.Map;

/// A shell that can be told libpq's variables. The names are those of `--shell`.
enum ShellKind {
    /// Any POSIX shell: bash, zsh, dash.
    sh,
    /// fish.
    fish,
    /// PowerShell.
    pwsh;

    /// Lines that set a variable for each of libpq's settings.
    String lines(Map<String, String> settings) {
        StringBuilder lines = new StringBuilder();
        settings.forEach((name, value) ->
                lines.append(
                                switch (this) {
                                    case sh -> "export " + variable(name) + "=";
                                    case fish -> "set -gx " + variable(name) + " ";
                                    case pwsh -> "$env:" + variable(name) + " = ";
                                })
                        .append(word(value))
                        .append('\n'));
        return lines.toString();
    }

    /// A line that takes away what would count before the variables of [#lines]: a service and an address.
    String clearing() {
        return switch (this) {
            case sh -> "unset PGSERVICE PGHOSTADDR\n";
            case fish -> "set -e PGSERVICE; set -e PGHOSTADDR; true\n";
            case pwsh -> "Remove-Item Env:PGSERVICE, Env:PGHOSTADDR -ErrorAction Ignore\n";
        };
    }

    private String word(String value) {
        return switch (this) {
            case sh -> ShellWord.of(value);
            case fish -> "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'";
            // PowerShell takes typographic quotes for plain ones.
            case pwsh -> "'" + value.replaceAll("(['\u2018\u2019\u201a\u201b])", "$1$1") + "'";
        };
    }

    private static String variable(String setting) {
        return setting.equals("dbname") ? "PGDATABASE" : "PG" + setting.toUpperCase(Locale.ROOT);
    }
}
