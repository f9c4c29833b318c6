package dev.postern.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.cli.command.CommandContext;
import dev.postern.cli.command.Commands;
import dev.postern.cli.command.Verb;
import dev.postern.cli.console.CliException;
import dev.postern.cli.console.Console;
import dev.postern.cli.console.ExitCode;
import dev.postern.cli.profile.Profile;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;

final class CommandLineRunnerTest {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @TempDir Path home;

    @Test
    void run_unknownCommand_suggestsTheNearest() {
        assertThat(run("lgoin")).isEqualTo(2);
        assertThat(err())
                .isEqualTo(
                        "postern: unknown command \"postern lgoin\"\n"
                                + "postern: Did you mean: postern login?\n");
        assertThat(out.size()).isZero();
    }

    @Test
    void run_unknownVerb_suggestsWithinTheNoun() {
        assertThat(run("db", "lss")).isEqualTo(2);
        assertThat(err()).contains("Did you mean: postern db ls?");
    }

    @Test
    void run_nounAlone_showsItsVerbs() {
        assertThat(run("db")).isEqualTo(2);
        assertThat(err()).contains("Usage: postern db").contains("ls");
    }

    @Test
    void run_help_tellsOfEachCommandForPeople() {
        assertThat(run("--help")).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8))
                .containsPattern("(?m)^  logout +\\S")
                .containsPattern("(?m)^  db +Databases\\.")
                .doesNotContain("__complete");
    }

    @Test
    void run_notLoggedIn_exits4() {
        assertThat(run("status")).isEqualTo(4);
        assertThat(err()).isEqualTo("postern: you are not logged in\nRun: postern login\n");
    }

    @Test
    void run_failureWithJson_isOneJsonLine() {
        assertThat(run("status", "-o", "json")).isEqualTo(4);
        assertThat(err())
                .isEqualTo(
                        "{\"error\":{\"code\":\"not_signed_in\",\"message\":\"you are not logged"
                                + " in\",\"hint\":\"Run: postern login\"}}\n");
    }

    @Test
    void run_hostileTextInARefusal_isHarmless() {
        assertThat(run("db", "ls")).isEqualTo(5);
        assertThat(err()).isEqualTo("postern: no \\x1b]0;x\\x07 \\u202e for you\n");
    }

    @Test
    void login_withoutABroker_isUsage() {
        assertThat(run("login")).isEqualTo(2);
        assertThat(run("login", "--proxy", "http://db.example")).isEqualTo(2);
        assertThat(run("login", "--proxy", "http://127.0.0.1:1", "--browser", "lynx")).isEqualTo(2);
    }

    private int run(String... args) {
        Console console =
                new Console(
                        InputStream.nullInputStream(),
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8),
                        false);
        Map<String, String> environment = Map.of("POSTERN_HOME", home.toString());
        InstantSource clock = InstantSource.fixed(Instant.parse("2026-11-21T01:00:00Z"));
        Commands commands =
                PosternMain.commands()
                        .add(
                                "db",
                                c ->
                                        new Commands.Group(
                                                "Databases.", new Commands().add("ls", Evil::new)));
        return new CommandLineRunner(
                        commands,
                        new CommandContext(
                                console, environment, Profile.of(environment, home), clock))
                .run(args);
    }

    private String err() {
        return err.toString(StandardCharsets.UTF_8);
    }

    @Command(name = "ls")
    static final class Evil implements Verb {

        @Option(names = "--x")
        private boolean unused;

        Evil(CommandContext context) {
            assertThat(context).isNotNull();
        }

        @Override
        public ExitCode run() throws CliException {
            throw new CliException(
                    unused ? ExitCode.FAILED : ExitCode.PERMISSION_DENIED,
                    "x",
                    "no \u001b]0;x\u0007 \u202e for you",
                    "");
        }
    }
}
