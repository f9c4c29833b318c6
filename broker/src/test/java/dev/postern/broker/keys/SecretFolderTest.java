package dev.postern.broker.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.postern.keys.KeyEncryptionKey;
import dev.postern.keys.KeyEncryptionKeys;
import dev.postern.keys.KeyPurpose;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.stream.Stream;

final class SecretFolderTest {

    private static final byte[] SECRET = "a private key".getBytes(StandardCharsets.US_ASCII);
    private static final KeyEncryptionKey OLD = TestKeys.key();
    private static final KeyEncryptionKey NEW = TestKeys.key();

    @TempDir Path temporary;

    @Test
    void writtenSecret_isReadAgain_andNotInTheClear() throws Exception {
        SecretFolder folder = open(TestKeys.ring(OLD));

        folder.writeSecret("a.key", KeyPurpose.SIGNING, SECRET);

        assertThat(open(TestKeys.ring(OLD)).readSecret("a.key", KeyPurpose.SIGNING))
                .isEqualTo(SECRET);
        assertThat(Files.readString(folder.path("a.key")))
                .startsWith("-----BEGIN POSTERN SEALED KEY-----\nPurpose: signing\n")
                .doesNotContain("private key");
        assertThat(
                        PosixFilePermissions.toString(
                                Files.getPosixFilePermissions(folder.path("a.key"))))
                .isEqualTo("rw-------");
    }

    @Test
    void secretInTheClear_isSealedWhenRead_andItsBytesAreOverwritten() throws Exception {
        SecretFolder folder = open(TestKeys.ring(OLD));
        folder.writeText("a.key", "a private key");
        Path onDisk = Files.createLink(temporary.resolve("inode"), folder.path("a.key"));

        byte[] read = folder.readSecret("a.key", KeyPurpose.AUTHORITY);

        assertThat(read).isEqualTo(SECRET);
        assertThat(Files.readAllBytes(onDisk)).containsOnly(0);
        assertThat(folder.readSecret("a.key", KeyPurpose.AUTHORITY)).isEqualTo(SECRET);
        assertThat(bytesOfAllFiles()).doesNotContain("a private key");
    }

    @Test
    void remainsOfACutShortReplacement_areDestroyedAtOpen() throws Exception {
        open(TestKeys.ring(OLD)).writeText(".a.key.old", "a private key");

        open(TestKeys.ring(OLD));

        assertThat(bytesOfAllFiles()).doesNotContain("a private key");
    }

    @Test
    void wrongKeyEncryptionKey_isNamedWithTheFile() throws Exception {
        SecretFolder folder = open(TestKeys.ring(OLD));
        folder.writeSecret("a.key", KeyPurpose.AUTHORITY, SECRET);

        assertThatExceptionOfType(SecretFolderException.class)
                .isThrownBy(
                        () -> open(TestKeys.ring(NEW)).readSecret("a.key", KeyPurpose.AUTHORITY))
                .withMessageContaining(folder.path("a.key") + " cannot be opened")
                .withMessageContaining(OLD.id())
                .withMessageContaining("a test with key " + NEW.id());
    }

    @Test
    void secretUnderAnotherNameOrChanged_isRefused() throws Exception {
        SecretFolder folder = open(TestKeys.ring(OLD));
        folder.writeSecret("a.key", KeyPurpose.AUTHORITY, SECRET);
        String text = Files.readString(folder.path("a.key"));
        folder.writeText("b.key", text);
        folder.writeText("c.key", text.replace("a.key", "c.key"));
        folder.writeText("d.key", text.replace("-----END", "-----ENDE"));

        for (String name : new String[] {"b.key", "c.key", "d.key"}) {
            assertThatExceptionOfType(SecretFolderException.class)
                    .as(name)
                    .isThrownBy(() -> folder.readSecret(name, KeyPurpose.AUTHORITY))
                    .withMessageContaining("restore it from a backup");
        }
        assertThatExceptionOfType(SecretFolderException.class)
                .isThrownBy(() -> folder.readSecret("a.key", KeyPurpose.SIGNING))
                .withMessageContaining("it is the authority key a.key");
    }

    @Test
    void rotation_reseals_afterWhichTheOldKeyIsNotNeeded() throws Exception {
        open(TestKeys.ring(OLD)).writeSecret("a.key", KeyPurpose.AUTHORITY, SECRET);
        open(TestKeys.ring(OLD)).writeSecret("b.key", KeyPurpose.SIGNING, SECRET);
        open(TestKeys.ring(OLD)).writeText("a.crt", "a certificate");

        SecretFolder rotating = open(TestKeys.ring(NEW, OLD));
        rotating.readSecret("a.key", KeyPurpose.AUTHORITY);
        assertThat(rotating.countByKeyEncryptionKey())
                .as("reading one moves it")
                .isEqualTo(Map.of(OLD.id(), 1, NEW.id(), 1));
        assertThat(rotating.reseal()).isEqualTo(1);

        SecretFolder after = open(TestKeys.ring(NEW));
        assertThat(after.readSecret("a.key", KeyPurpose.AUTHORITY)).isEqualTo(SECRET);
        assertThat(after.readSecret("b.key", KeyPurpose.SIGNING)).isEqualTo(SECRET);
        assertThat(after.readText("a.crt")).isEqualTo("a certificate");
        assertThat(after.reseal()).isZero();
    }

    private SecretFolder open(KeyEncryptionKeys keys) throws IOException {
        return SecretFolder.open(temporary.resolve("secrets"), keys);
    }

    private String bytesOfAllFiles() throws IOException {
        StringBuilder all = new StringBuilder();
        try (Stream<Path> files = Files.walk(temporary)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                all.append(Files.readString(file, StandardCharsets.ISO_8859_1));
            }
        }
        return all.toString();
    }
}
