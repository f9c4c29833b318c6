package dev.postern.cli.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Variables as each shell reads them; what a shell makes of them is asked of the shells that are there.
final class ShellLinesTest {

    private static final String NASTY =
            "it's \"$HOME\" `id` $(id) \\ \\' !x; #y\t*\u2019\u201b and\nanother line";

    @Test
    void sh_exports() {
        assertThat(ShellKind.sh.lines(settings("the shop")))
                .isEqualTo("export PGHOST=db.example.com\nexport PGDATABASE='the shop'\n");
        assertThat(ShellKind.sh.lines(settings("it's"))).endsWith("='it'\\''s'\n");
    }

    @Test
    void fish_setsGlobalsThatAreExported() {
        assertThat(ShellKind.fish.lines(settings("it's \\ that")))
                .isEqualTo(
                        "set -gx PGHOST 'db.example.com'\nset -gx PGDATABASE 'it\\'s \\\\ that'\n");
    }

    @Test
    void pwsh_setsTheEnvironment_andTakesTypographicQuotesForQuotes() {
        assertThat(ShellKind.pwsh.lines(settings("it's $x \u2019")))
                .isEqualTo(
                        "$env:PGHOST = 'db.example.com'\n"
                                + "$env:PGDATABASE = 'it''s $x \u2019\u2019'\n");
    }

    @ParameterizedTest
    @CsvSource({
        "sh,   sh,   'eval \"$LINES_OF_IT\"; printf %s \"$PGDATABASE\"'",
        "sh,   bash, 'eval \"$LINES_OF_IT\"; printf %s \"$PGDATABASE\"'",
        "sh,   zsh,  'eval \"$LINES_OF_IT\"; printf %s \"$PGDATABASE\"'",
        "fish, fish, 'printf %s\\\\n $LINES_OF_IT | source; printf %s $PGDATABASE'",
        "pwsh, pwsh, 'Invoke-Expression $env:LINES_OF_IT; [Console]::Out.Write($env:PGDATABASE)'"
    })
    void theShellItself_readsEveryCharacter(ShellKind kind, String program, String script)
            throws IOException, InterruptedException {
        assumeTrue(isThere(program), program + " is not on this machine");
        ProcessBuilder builder = new ProcessBuilder(program, "-c", script);
        builder.environment().put("LINES_OF_IT", kind.clearing() + kind.lines(settings(NASTY)));
        builder.environment().put("LC_ALL", "C.UTF-8");
        builder.environment().put("PGSERVICE", "mine");
        Process process = builder.redirectErrorStream(true).start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(out).isZero();
        assertThat(out).isEqualTo(NASTY);
    }

    private static boolean isThere(String program) {
        return List.of(System.getenv().getOrDefault("PATH", "").split(":")).stream()
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }

    private static Map<String, String> settings(String database) {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("host", "db.example.com");
        settings.put("dbname", database);
        return settings;
    }
}
