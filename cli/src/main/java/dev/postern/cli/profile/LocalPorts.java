package dev.postern.cli.profile;

import dev.postern.cli.console.CliException;
import dev.postern.json.Json;
import dev.postern.json.MalformedJsonException;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/// The ports of this machine that `postern proxy db` listens on: one a target, the same every time, so that a tool that
/// was set up once goes on working. They are kept in `proxy-ports.json` of the profile.
public final class LocalPorts {

    private static final String FILE = "proxy-ports.json";

    /// Below the ports that Linux and macOS give to outgoing connections.
    private static final int FIRST = 24_000;

    private static final int COUNT = 8_000;

    private final Path home;
    private final Map<String, Integer> ports;

    private LocalPorts(Path home, Map<String, Integer> ports) {
        this.home = home;
        this.ports = ports;
    }

    /// The ports of a profile.
    ///
    /// @throws CliException if the file is damaged
    public static LocalPorts of(Profile profile) throws IOException, CliException {
        Path file = profile.home().resolve(FILE);
        Map<String, Integer> ports = new LinkedHashMap<>();
        if (Files.exists(file)) {
            try {
                Map<String, @Nullable Object> saved = Json.readObject(Files.readAllBytes(file));
                for (Map.Entry<String, @Nullable Object> entry : saved.entrySet()) {
                    if (entry.getValue() instanceof Number port) {
                        ports.put(entry.getKey(), port.intValue());
                    }
                }
            } catch (MalformedJsonException e) {
                throw CliException.failed(
                        "damaged_profile",
                        file + " is damaged: " + e.getMessage(),
                        "Delete the file: the ports are chosen anew.");
            }
        }
        return new LocalPorts(profile.home(), ports);
    }

    /// The port of a target, chosen and kept at the first call: by the target's name, past those of other targets.
    public int port(String target) throws IOException {
        Integer known = ports.get(target);
        if (known != null) {
            return known;
        }
        int port = FIRST + Math.floorMod(target.hashCode(), COUNT);
        while (ports.containsValue(port)) {
            port = FIRST + (port - FIRST + 1) % COUNT;
        }
        keep(target, port);
        return port;
    }

    /// Keeps the port that a person chose for a target.
    public void keep(String target, int port) throws IOException {
        ports.put(target, port);
        PrivateFiles.makeFolder(home);
        PrivateFiles.write(home.resolve(FILE), Json.write(ports) + "\n");
    }
}
