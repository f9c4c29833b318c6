package dev.postern.cli.profile;

import dev.postern.cli.console.CliException;
import dev.postern.cli.console.Variable;
import dev.postern.json.Json;
import dev.postern.json.MalformedJsonException;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// The folder of one login on this machine: `POSTERN_HOME`, or `~/.postern`.
///
/// | path | what |
/// | --- | --- |
/// | `login.json` | the broker's address and the token |
/// | `targets/TARGET/` | key and certificate for that target, see [TargetFiles] |
/// | `pg_service.conf` | libpq's service file, where `POSTERN_HOME` is set; else it is `~/.pg_service.conf` |
public final class Profile {

    private final Path home;
    private final Path serviceFile;
    private final boolean explicit;

    private Profile(Path home, Path serviceFile, boolean explicit) {
        this.home = home;
        this.serviceFile = serviceFile;
        this.explicit = explicit;
    }

    /// The profile that the environment chooses.
    public static Profile of(Map<String, String> environment, Path userHome) {
        String chosen = Variable.POSTERN_HOME.in(environment);
        if (chosen.isEmpty()) {
            return new Profile(
                    userHome.resolve(".postern"), userHome.resolve(".pg_service.conf"), false);
        }
        Path home = Path.of(chosen).toAbsolutePath().normalize();
        return new Profile(home, home.resolve("pg_service.conf"), true);
    }

    /// The folder itself.
    public Path home() {
        return home;
    }

    /// libpq's service file for this profile.
    public Path serviceFile() {
        return serviceFile;
    }

    /// Whether libpq has to be told where the service file is (`PGSERVICEFILE`).
    public boolean needsServiceFileVariable() {
        return explicit;
    }

    /// The files of one target.
    public TargetFiles target(String name) throws CliException {
        if (!name.matches("[a-z0-9][a-z0-9-]{0,62}")) {
            throw CliException.failed(
                    "bad_target_name",
                    "\"" + name + "\" is no target name",
                    "A name has lower-case letters, digits and dashes.");
        }
        return new TargetFiles(home.resolve("targets").resolve(name));
    }

    /// The names of the targets that have files, sorted.
    public List<String> targets() throws IOException {
        Path folder = home.resolve("targets");
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.filter(Files::isDirectory)
                    .map(p -> String.valueOf(p.getFileName()))
                    .sorted()
                    .toList();
        }
    }

    /// The saved login, expired or not.
    public Optional<SavedLogin> login() throws IOException, CliException {
        Path file = home.resolve("login.json");
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            Map<String, @Nullable Object> fields = Json.readObject(Files.readAllBytes(file));
            return Optional.of(
                    new SavedLogin(
                            text(fields, "proxy"),
                            text(fields, "token"),
                            Instant.parse(text(fields, "expiresAt")),
                            text(fields, "name")));
        } catch (MalformedJsonException | DateTimeException e) {
            throw CliException.failed(
                    "damaged_profile",
                    file + " is damaged: " + e.getMessage(),
                    "Run: postern login");
        }
    }

    /// The saved login, which must be there and must not have expired.
    public SavedLogin liveLogin(Instant now) throws IOException, CliException {
        SavedLogin login = login().orElseThrow(CliException::notLoggedIn);
        if (!now.isBefore(login.expiresAt())) {
            throw CliException.notLoggedIn();
        }
        return login;
    }

    /// Saves a login.
    public void save(SavedLogin login) throws IOException {
        PrivateFiles.makeFolder(home);
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("proxy", login.proxy());
        fields.put("token", login.token());
        fields.put("expiresAt", login.expiresAt().toString());
        fields.put("name", login.name());
        PrivateFiles.write(home.resolve("login.json"), Json.write(fields) + "\n");
    }

    /// Takes the files of every target away that is not among `names`.
    public void keepOnly(List<String> names) throws IOException, CliException {
        for (String target : targets()) {
            if (!names.contains(target)) {
                target(target).delete();
            }
        }
    }

    /// Takes the saved login and every target's key and certificate away.
    public void forget() throws IOException, CliException {
        Files.deleteIfExists(home.resolve("login.json"));
        for (String target : targets()) {
            target(target).delete();
        }
    }

    /// Takes a target's key and certificate away, if they are there.
    public void forget(String target) throws IOException, CliException {
        TargetFiles files = target(target);
        if (Files.isDirectory(files.folder())) {
            files.delete();
        }
    }

    private static String text(Map<String, @Nullable Object> fields, String name) {
        return String.valueOf(fields.get(name));
    }
}
