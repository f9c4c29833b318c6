package dev.postern.broker.keys;

import dev.postern.keys.CorruptKeyException;
import dev.postern.keys.DurableFiles;
import dev.postern.keys.KeyEncryptionKeys;
import dev.postern.keys.KeyPurpose;
import dev.postern.keys.KeyUnavailableException;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.SequencedMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/// A folder of mode 0700 with files of mode 0600, some of them [SealedSecret]s; anything wider is refused, not
/// repaired: it may have been read. A secret that lies there in the clear, as older versions left it, is sealed when
/// it is read, and the clear bytes are overwritten.
public final class SecretFolder {

    private static final Logger LOG = LoggerFactory.getLogger(SecretFolder.class);
    private static final Set<PosixFilePermission> FOLDER =
            PosixFilePermissions.fromString("rwx------");
    private static final Set<PosixFilePermission> FILE =
            PosixFilePermissions.fromString("rw-------");

    private final Path folder;
    private final KeyEncryptionKeys keys;

    private SecretFolder(Path folder, KeyEncryptionKeys keys) {
        this.folder = folder;
        this.keys = keys;
    }

    /// Opens `folder`, or makes it.
    ///
    /// @throws SecretFolderException if others than the owner may enter it
    public static SecretFolder open(Path folder, KeyEncryptionKeys keys) throws IOException {
        DurableFiles.makeFolders(folder);
        refuseWider(folder, FOLDER, "700");
        SecretFolder opened = new SecretFolder(folder, keys);
        for (String name : opened.names(".old")) {
            DurableFiles.destroy(opened.path(name));
        }
        return opened;
    }

    /// Where a file is or would be.
    public Path path(String name) {
        return folder.resolve(name);
    }

    /// Whether there is a file of this name.
    public boolean has(String name) {
        return Files.exists(path(name));
    }

    /// The text of a file that is no secret, such as a certificate.
    ///
    /// @throws SecretFolderException if others than the owner may read or write it
    public String readText(String name) throws IOException {
        refuseWider(path(name), FILE, "600");
        return Files.readString(path(name), StandardCharsets.US_ASCII);
    }

    /// Writes a file so that it is there wholly or not at all, also after a power loss.
    public void writeText(String name, String text) throws IOException {
        DurableFiles.write(path(name), text.getBytes(StandardCharsets.US_ASCII));
    }

    /// Writes a secret, encrypted; its subject is `name`.
    ///
    /// @param secret 1 to 16,384 bytes; not kept
    public void writeSecret(String name, KeyPurpose purpose, byte[] secret) throws IOException {
        writeText(name, SealedSecret.seal(keys, purpose, name, secret).toText());
    }

    /// The secret of a file; the caller wipes it. What is in the clear, or under an older key-encryption key, is sealed
    /// under the current one on the way.
    ///
    /// @throws SecretFolderException if others may read the file, it is damaged, or its key is not at hand
    public byte[] readSecret(String name, KeyPurpose purpose) throws IOException {
        String text = readText(name);
        if (!SealedSecret.isSealed(text)) {
            byte[] secret = text.getBytes(StandardCharsets.US_ASCII);
            SealedSecret sealed = SealedSecret.seal(keys, purpose, name, secret);
            replace(name, sealed);
            LOG.atWarn()
                    .addKeyValue("file", path(name))
                    .log(
                            "a private key that lay in the clear was encrypted; backups may still"
                                    + " hold it");
            return secret;
        }
        try {
            SealedSecret sealed = SealedSecret.parse(text);
            if (sealed.purpose() != purpose || !sealed.subject().equals(name)) {
                throw new CorruptKeyException(
                        "it is the "
                                + sealed.purpose().label()
                                + " key "
                                + sealed.subject()
                                + ", not "
                                + name);
            }
            byte[] secret = sealed.open(keys);
            if (!sealed.isCurrent(keys)) {
                replace(name, sealed.reseal(keys));
            }
            return secret;
        } catch (KeyUnavailableException e) {
            throw new SecretFolderException(path(name) + " cannot be opened: " + e.getMessage(), e);
        } catch (CorruptKeyException e) {
            throw new SecretFolderException(
                    path(name) + " is damaged: " + e.getMessage() + "; restore it from a backup",
                    e);
        }
    }

    /// Seals every secret of the folder that is under an older key-encryption key under the current one.
    ///
    /// @return how many there were
    public int reseal() throws IOException {
        int count = 0;
        for (String name : names("")) {
            String text = readText(name);
            if (SealedSecret.isSealed(text)) {
                SealedSecret sealed = SealedSecret.parse(text);
                if (!sealed.isCurrent(keys)) {
                    replace(name, sealed.reseal(keys));
                    count++;
                }
            }
        }
        return count;
    }

    /// How many secrets each key-encryption key wraps, by its identifier.
    public SequencedMap<String, Integer> countByKeyEncryptionKey() throws IOException {
        TreeMap<String, Integer> counts = new TreeMap<>();
        for (String name : names("")) {
            String text = readText(name);
            if (SealedSecret.isSealed(text)) {
                counts.merge(
                        SealedSecret.parse(text).wrapped().keyEncryptionKeyId(), 1, Integer::sum);
            }
        }
        return counts;
    }

    private void replace(String name, SealedSecret sealed) throws IOException {
        DurableFiles.replace(path(name), sealed.toText().getBytes(StandardCharsets.US_ASCII));
    }

    private List<String> names(String suffix) throws IOException {
        List<String> names = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            files.filter(Files::isRegularFile)
                    .map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(suffix))
                    .sorted()
                    .forEach(names::add);
        }
        return names;
    }

    private static void refuseWider(Path path, Set<PosixFilePermission> most, String mode)
            throws IOException {
        Set<PosixFilePermission> found = Files.getPosixFilePermissions(path);
        Set<PosixFilePermission> extra = EnumSet.noneOf(PosixFilePermission.class);
        extra.addAll(found);
        extra.removeAll(most);
        if (!extra.isEmpty()) {
            throw new SecretFolderException(
                    path
                            + " has mode "
                            + PosixFilePermissions.toString(found)
                            + ", so others than its owner may have used it; run: chmod "
                            + mode
                            + " "
                            + path
                            + " (and delete the folder of keys if it was really exposed: new ones"
                            + " are made, everybody logs in again)");
        }
    }
}
