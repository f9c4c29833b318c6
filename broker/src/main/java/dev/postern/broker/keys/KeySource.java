package dev.postern.broker.keys;

import dev.postern.keys.CorruptKeyException;
import dev.postern.keys.KeyEncryptionKey;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/// A place that holds a key-encryption key as text: base64 of 32 bytes, or 64 hexadecimal digits.
public sealed interface KeySource {

    /// Makes a fresh key, for messages.
    String MAKE_ONE = "make one with: openssl rand -base64 32";

    /// The key.
    ///
    /// @param environment the process's variables
    /// @throws KeySourceException if the place is missing, open to others, or holds no key
    KeyEncryptionKey load(Map<String, String> environment) throws KeySourceException;

    /// A file that only its owner can read.
    record KeyFile(Path path) implements KeySource {

        @Override
        public KeyEncryptionKey load(Map<String, String> environment) throws KeySourceException {
            return read(path, "file " + path, MAKE_ONE + " > " + path + "; chmod 600 " + path);
        }
    }

    /// A variable of the process's environment.
    record Variable(String name) implements KeySource {

        @Override
        public KeyEncryptionKey load(Map<String, String> environment) throws KeySourceException {
            String value = environment.get(name);
            if (value == null || value.isBlank()) {
                throw new KeySourceException(
                        "names the variable " + name + ", which is not set",
                        "set it before starting the broker; " + MAKE_ONE);
            }
            return parse(value, "environment variable " + name);
        }
    }

    /// A credential that systemd hands to the service, a file in `$CREDENTIALS_DIRECTORY`.
    record Credential(String name) implements KeySource {

        private static final String DIRECTORY = "CREDENTIALS_DIRECTORY";

        @Override
        public KeyEncryptionKey load(Map<String, String> environment) throws KeySourceException {
            String directory = environment.get(DIRECTORY);
            String remedy =
                    "put LoadCredential="
                            + name
                            + ":FILE, or LoadCredentialEncrypted=, into the unit and start the"
                            + " broker with systemd";
            if (directory == null || directory.isBlank()) {
                throw new KeySourceException(
                        "names the credential "
                                + name
                                + ", but $"
                                + DIRECTORY
                                + " is not set, so systemd has handed none over",
                        remedy);
            }
            if (!name.matches("[A-Za-z0-9_.-]+") || name.startsWith(".")) {
                throw new KeySourceException(
                        "names the credential \"" + name + "\", which is no plain file name",
                        "use letters, digits, - and _");
            }
            return read(Path.of(directory).resolve(name), "credential " + name, remedy);
        }
    }

    private static KeyEncryptionKey read(Path path, String source, String remedy)
            throws KeySourceException {
        if (!Files.isRegularFile(path)) {
            throw new KeySourceException("names " + path + ", which is no file", remedy);
        }
        try {
            refuseOpen(path);
            return parse(Files.readString(path), source);
        } catch (IOException e) {
            throw new KeySourceException(
                    "names " + path + ", which cannot be read (" + e + ")",
                    "check its owner and its permissions");
        }
    }

    private static KeyEncryptionKey parse(String text, String source) throws KeySourceException {
        try {
            return KeyEncryptionKey.parse(text, source);
        } catch (CorruptKeyException e) {
            throw new KeySourceException(
                    "cannot be used: " + e.getMessage(),
                    "give the key that was used before; for a new broker, " + MAKE_ONE);
        }
    }

    private static void refuseOpen(Path path) throws IOException, KeySourceException {
        Set<PosixFilePermission> others =
                EnumSet.of(
                        PosixFilePermission.GROUP_READ,
                        PosixFilePermission.GROUP_WRITE,
                        PosixFilePermission.OTHERS_READ,
                        PosixFilePermission.OTHERS_WRITE);
        Set<PosixFilePermission> found;
        try {
            found = Files.getPosixFilePermissions(path);
        } catch (UnsupportedOperationException noPosix) {
            return;
        }
        others.retainAll(found);
        if (!others.isEmpty()) {
            throw new KeySourceException(
                    "names " + path + ", which others than its owner can read or write",
                    "run: chmod 600 " + path + ", and change the key if it was really exposed");
        }
    }
}
