package dev.postern.broker.app;

import dev.postern.broker.app.ConfigNode.Section;
import dev.postern.broker.keys.KeySource;
import dev.postern.broker.keys.KeySourceException;
import dev.postern.broker.keys.KeysConfig;
import dev.postern.keys.KeyEncryptionKey;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Reads the `keys` section: where the current key-encryption key is, and the older ones.
final class KeysReader {

    private static final String FILE = "file";
    private static final String ENVIRONMENT = "environment";
    private static final String CREDENTIAL = "credential";
    private static final String OLDER = "older";

    private final Map<String, String> environment;

    KeysReader(Map<String, String> environment) {
        this.environment = environment;
    }

    KeysConfig read(ConfigNode node) throws ConfigException {
        Section section = node.section(FILE, ENVIRONMENT, CREDENTIAL, OLDER);
        KeyEncryptionKey current = key(node, section);
        List<KeyEncryptionKey> older = new ArrayList<>();
        Optional<ConfigNode> list = section.optional(OLDER);
        if (list.isPresent()) {
            for (ConfigNode item : list.get().items()) {
                older.add(key(item, item.section(FILE, ENVIRONMENT, CREDENTIAL)));
            }
        }
        return new KeysConfig(current, older);
    }

    /// The one key that a mapping names.
    private KeyEncryptionKey key(ConfigNode node, Section section) throws ConfigException {
        long named = List.of(FILE, ENVIRONMENT, CREDENTIAL).stream().filter(section::has).count();
        if (named != 1) {
            throw node.problem(
                    named == 0 ? "names no key-encryption key" : "names several places of one key",
                    "write one of file: PATH, environment: NAME, credential: NAME");
        }
        if (section.has(FILE)) {
            ConfigNode file = section.required(FILE);
            return load(file, new KeySource.KeyFile(file.path()));
        }
        if (section.has(ENVIRONMENT)) {
            ConfigNode variable = section.required(ENVIRONMENT);
            return load(variable, new KeySource.Variable(variable.text()));
        }
        ConfigNode credential = section.required(CREDENTIAL);
        return load(credential, new KeySource.Credential(credential.text()));
    }

    private KeyEncryptionKey load(ConfigNode node, KeySource source) throws ConfigException {
        try {
            return source.load(environment);
        } catch (KeySourceException e) {
            throw node.problem(String.valueOf(e.getMessage()), e.remedy());
        }
    }
}
