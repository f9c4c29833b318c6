package dev.postern.cli;

import dev.postern.cli.command.CommandContext;
import dev.postern.cli.console.Console;
import dev.postern.cli.profile.Profile;
import dev.postern.cli.profile.SavedLogin;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;

/// Runs commands in a profile of its own: a JVM that runs this with `-XX:AOTCacheOutput` keeps what
/// they load and link, for the starts to come.
public final class StartTraining {

    /// Nobody answers there.
    private static final String BROKER = "http://127.0.0.1:9";

    private static final List<String> LINES =
            List.of(
                    "--help",
                    "status",
                    "db ls",
                    "db connect --help",
                    "request ls",
                    "sessions ls user:ada",
                    "search verb:update",
                    "play 01J0000000");

    private StartTraining() {}

    /// Takes no arguments.
    public static void main(String[] args) throws IOException {
        Path home = Files.createTempDirectory("postern-start-training");
        try {
            Map<String, String> environment = Map.of("POSTERN_HOME", home.toString());
            Profile profile = Profile.of(environment, home);
            InstantSource clock = InstantSource.system();
            profile.save(
                    new SavedLogin(
                            BROKER, "none", clock.instant().plus(Duration.ofHours(1)), "nobody"));
            Console console =
                    new Console(InputStream.nullInputStream(), nowhere(), nowhere(), false);
            CommandContext context = new CommandContext(console, environment, profile, clock);
            for (String line : LINES) {
                new CommandLineRunner(PosternMain.commands(), context).run(line.split(" "));
            }
        } finally {
            Files.deleteIfExists(home.resolve("login.json"));
            Files.delete(home);
        }
    }

    private static PrintStream nowhere() {
        return new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
    }
}
