package dev.postern.broker.app;

import dev.postern.broker.base.Randomness;
import dev.postern.broker.keys.SecretFolder;
import dev.postern.keys.KeyEncryptionKey;
import dev.postern.keys.KeyEncryptionKeys;
import dev.postern.keys.KeyFolder;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/// `postern broker keys ls` and `keys rotate`: which key-encryption key wraps what, and wrapping all of it anew.
final class KeysCommand {

    private final BrokerConfig config;
    private final KeyEncryptionKeys keys;
    private final PrintStream out;

    KeysCommand(BrokerConfig config, PrintStream out) {
        this.config = config;
        this.keys = config.keys().open(Randomness.system());
        this.out = out;
    }

    /// Prints how many keys each key-encryption key wraps.
    ///
    /// @return 0, or 1 if one of them is not configured: what it wraps cannot be read
    int list() throws IOException {
        Map<String, Map<String, Integer>> counts = new LinkedHashMap<>();
        counts.put("recordings", recordingKeys().countByKeyEncryptionKey());
        for (Path folder : secretFolders()) {
            counts.put(
                    folder.getFileName().toString(),
                    SecretFolder.open(folder, keys).countByKeyEncryptionKey());
        }
        Set<String> ids = new TreeSet<>();
        counts.values().forEach(byKey -> ids.addAll(byKey.keySet()));
        keys.ids().forEach(ids::remove);
        List<String> ordered = new ArrayList<>(keys.ids());
        ordered.addAll(ids);
        for (String id : ordered) {
            StringBuilder line = new StringBuilder(id).append("  ").append(standing(id));
            counts.forEach((what, byKey) ->
                    line.append("  ").append(what).append(' ').append(byKey.getOrDefault(id, 0)));
            out.println(line);
        }
        return ids.isEmpty() ? 0 : 1;
    }

    /// Wraps everything under the current key-encryption key. Run it again if it was cut short.
    int rotate() throws IOException {
        int recordings = recordingKeys().rewrap();
        int secrets = 0;
        for (Path folder : secretFolders()) {
            secrets += SecretFolder.open(folder, keys).reseal();
        }
        out.println(
                recordings
                        + " recording keys and "
                        + secrets
                        + " private keys were wrapped anew under "
                        + keys.currentId()
                        + "; no recording was rewritten.");
        out.println(
                "The keys of journal and index follow when the broker starts with this"
                        + " configuration: restart it if it has not been since you changed the key."
                        + " Then take the older key out of keys.older.");
        return 0;
    }

    private String standing(String id) {
        if (id.equals(config.keys().current().id())) {
            return "current, " + config.keys().current().source();
        }
        return config.keys().older().stream()
                .filter(key -> key.id().equals(id))
                .map(KeyEncryptionKey::source)
                .map(source -> "older, " + source)
                .findFirst()
                .orElse("NOT CONFIGURED: add it to keys.older");
    }

    private KeyFolder recordingKeys() {
        return new KeyFolder(config.data().resolve("recording-keys"), keys);
    }

    /// The folders of the data folder that hold sealed private keys.
    private List<Path> secretFolders() throws IOException {
        List<Path> found = new ArrayList<>();
        for (String name : List.of("authorities", "site-keys")) {
            Path folder = config.data().resolve(name);
            if (Files.isDirectory(folder) && !isEmpty(folder)) {
                found.add(folder);
            }
        }
        return found;
    }

    private static boolean isEmpty(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.findAny().isEmpty();
        }
    }
}
