package dev.postern.broker.audit;

import dev.postern.broker.keys.SecretFolder;
import dev.postern.keys.DurableFiles;
import dev.postern.keys.KeyEncryptionKeys;
import dev.postern.keys.KeyPurpose;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;

/// Private keys at rest, encrypted under the key-encryption key.
final class PrivateKeyFiles {

    private static final String PREFIX = "key-";

    private final Path folder;
    private final SecretFolder secrets;

    private PrivateKeyFiles(Path folder, SecretFolder secrets) {
        this.folder = folder;
        this.secrets = secrets;
    }

    /// Opens the folder, or makes it.
    ///
    /// @throws IOException if others than its owner may enter it
    static PrivateKeyFiles open(Path folder, KeyEncryptionKeys keys) throws IOException {
        return new PrivateKeyFiles(folder, SecretFolder.open(folder, keys));
    }

    /// Where the key of an epoch is or would be.
    Path path(int epoch) {
        return folder.resolve(PREFIX + epoch);
    }

    boolean has(int epoch) {
        return Files.exists(path(epoch));
    }

    /// The key; wipe it after use.
    ///
    /// @throws IOException if others may read the file, it is damaged, or its key-encryption key is not at hand
    byte[] read(int epoch) throws IOException {
        byte[] text = secrets.readSecret(PREFIX + epoch, KeyPurpose.SIGNING);
        try {
            return Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            throw new IOException(path(epoch) + " holds no key", e);
        } finally {
            Arrays.fill(text, (byte) 0);
        }
    }

    /// Keeps a key; it is durable when this returns.
    void write(int epoch, byte[] key) throws IOException {
        byte[] text = Base64.getEncoder().encode(key);
        try {
            secrets.writeSecret(PREFIX + epoch, KeyPurpose.SIGNING, text);
        } finally {
            Arrays.fill(text, (byte) 0);
        }
    }

    /// Destroys every key but one: zeros over it, then the file is deleted. A copy that the file system or the disk
    /// made of its blocks is out of reach, but is encrypted.
    void destroyOthers(int kept) throws IOException {
        for (Path file : keys()) {
            if (!file.equals(path(kept))) {
                DurableFiles.destroy(file);
            }
        }
    }

    private List<Path> keys() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().startsWith(PREFIX)).toList();
        }
    }
}
