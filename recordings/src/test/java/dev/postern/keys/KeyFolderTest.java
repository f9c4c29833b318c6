package dev.postern.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Stream;

final class KeyFolderTest {

    private static final Tombstone ERASED =
            new Tombstone(
                    Keys.RECORDING,
                    Instant.parse("2026-11-20T10:00:00Z"),
                    "Ada Auditor, confirmed by Axel Admin",
                    "asked for by the customer\nline two \\n",
                    "GDPR Art. 17");

    @TempDir Path temporary;

    @Test
    void storedKey_isFoundAgain_andIsItsOwnersOnly() throws Exception {
        KeyFolder folder = folder(1);
        DataKey key = DataKey.generate(Keys.random(5));

        folder.store(Keys.RECORDING, key.wrap(Keys.ring(1), Keys.RECORDING));

        Path file = folder.path(Keys.RECORDING);
        assertThat(file).hasParent(root().resolve("2024/11/22"));
        assertThat(mode(file)).isEqualTo("rw-------");
        assertThat(mode(file.resolveSibling(""))).isEqualTo("rwx------");
        assertThat(mode(root())).isEqualTo("rwx------");
        assertThat(folder(1).dataKey(Keys.RECORDING).checkValue()).isEqualTo(key.checkValue());
    }

    @Test
    void storedAgain_keepsTheFirst_unlessItIsDamaged() throws Exception {
        KeyFolder folder = folder(1);
        DataKey first = store(folder, Keys.RECORDING);
        WrappedKey second = DataKey.generate(Keys.random(6)).wrap(Keys.ring(1), Keys.RECORDING);

        folder.store(Keys.RECORDING, second);
        assertThat(folder.dataKey(Keys.RECORDING).checkValue()).isEqualTo(first.checkValue());

        Files.write(folder.path(Keys.RECORDING), new byte[10]);
        folder.store(Keys.RECORDING, second);
        assertThat(folder.wrapped(Keys.RECORDING).toBytes()).isEqualTo(second.toBytes());
    }

    @Test
    void noKeyFile_isUnavailable_namingThePlace() {
        KeyFolder folder = new KeyFolder(root(), noKeys());

        assertThatExceptionOfType(KeyUnavailableException.class)
                .isThrownBy(() -> folder.dataKey(Keys.RECORDING))
                .withMessageContaining(root().resolve("2024/11/22").toString());
    }

    @Test
    void damagedFile_isCorrupt_atEveryBitAndLength() throws Exception {
        KeyFolder folder = folder(1);
        store(folder, Keys.RECORDING);
        byte[] good = Files.readAllBytes(folder.path(Keys.RECORDING));
        int minorVersion = 9;
        for (int bit = 0; bit < good.length * 8; bit++) {
            byte[] bad = good.clone();
            bad[bit / 8] ^= (byte) (1 << bit % 8);
            assertCorrupt(bad, "bit " + bit);
        }
        for (int length = 0; length < good.length; length++) {
            assertCorrupt(Arrays.copyOf(good, length), "length " + length);
        }
        assertThat(good[minorVersion]).isZero();
    }

    @Test
    void newerMajorVersion_isNamed() throws Exception {
        KeyFolder folder = folder(1);
        store(folder, Keys.RECORDING);
        byte[] newer = Files.readAllBytes(folder.path(Keys.RECORDING));
        newer[8] = 2;

        assertThatExceptionOfType(CorruptKeyException.class)
                .isThrownBy(() -> KeyFile.parse(newer, Keys.RECORDING, "x.pgkey"))
                .withMessageContaining("x.pgkey has version 2, this version of Postern knows 1");
    }

    @Test
    void keyFileUnderAnotherName_isRefused() throws Exception {
        KeyFolder folder = folder(1);
        store(folder, Keys.RECORDING);
        store(folder, Keys.OTHER);
        Files.delete(folder.path(Keys.OTHER));
        Files.move(folder.path(Keys.RECORDING), folder.path(Keys.OTHER));

        assertThatExceptionOfType(CorruptKeyException.class)
                .isThrownBy(() -> folder.dataKey(Keys.OTHER))
                .withMessageContaining("holds the key of " + Keys.RECORDING);
    }

    @Test
    void destroyedKey_isGone_andSaysWhoWhenWhy() throws Exception {
        KeyFolder folder = folder(1);
        store(folder, Keys.RECORDING);
        WrappedKey wrapped = folder.wrapped(Keys.RECORDING);

        folder.destroy(ERASED);

        assertThat(folder.path(Keys.RECORDING)).doesNotExist();
        assertThat(folder.tombstone(Keys.RECORDING)).contains(ERASED);
        assertThatExceptionOfType(KeyDestroyedException.class)
                .isThrownBy(() -> folder(1).dataKey(Keys.RECORDING))
                .withMessageContaining("erased on 2026-11-20T10:00:00Z by Ada Auditor")
                .withMessageContaining("asked for by the customer")
                .satisfies(e -> assertThat(e.tombstone()).isEqualTo(ERASED));
        assertThatExceptionOfType(KeyDestroyedException.class)
                .as("a key never comes back")
                .isThrownBy(() -> folder.store(Keys.RECORDING, wrapped));
    }

    @Test
    void destroyedTwice_keepsTheFirstNote() throws Exception {
        KeyFolder folder = folder(1);
        folder.destroy(ERASED);

        folder.destroy(new Tombstone(Keys.RECORDING, Instant.EPOCH, "b", "c", "d"));

        assertThat(folder.tombstone(Keys.RECORDING)).contains(ERASED);
    }

    @Test
    void crashBetweenNoteAndRemoval_countsAsDestroyed_andIsFinished() throws Exception {
        KeyFolder folder = folder(1);
        store(folder, Keys.RECORDING);
        byte[] key = Files.readAllBytes(folder.path(Keys.RECORDING));
        folder.destroy(ERASED);
        Files.write(folder.path(Keys.RECORDING), key);

        assertThatExceptionOfType(KeyDestroyedException.class)
                .isThrownBy(() -> folder.dataKey(Keys.RECORDING));
        assertThat(folder.rewrap()).isZero();
        assertThat(folder.finishDestructions()).isEqualTo(1);
        assertThat(folder.finishDestructions()).isZero();
        assertThat(folder.path(Keys.RECORDING)).doesNotExist();
    }

    @Test
    void damagedNote_stillMeansDestroyed() throws Exception {
        KeyFolder folder = folder(1);
        folder.destroy(ERASED);
        try (Stream<Path> files = Files.list(folder.path(Keys.RECORDING).resolveSibling(""))) {
            Files.write(files.findFirst().orElseThrow(), new byte[] {1, 2, (byte) 0xff});
        }

        assertThatExceptionOfType(KeyDestroyedException.class)
                .isThrownBy(() -> folder.dataKey(Keys.RECORDING))
                .withMessageContaining("not known");
    }

    @Test
    void rewrap_movesEveryKeyToTheCurrentOne_andCanGoOnAfterACrash() throws Exception {
        DataKey key = store(folder(1), Keys.RECORDING);
        DataKey other = store(folder(1), Keys.OTHER);
        assertThat(folder(1).countByKeyEncryptionKey()).isEqualTo(Map.of(Keys.key(1).id(), 2));
        folder(2, 1).store(Keys.OTHER, other.wrap(Keys.ring(2), Keys.OTHER));

        assertThat(folder(2, 1).rewrap()).isEqualTo(2);

        assertThat(folder(2, 1).rewrap()).isZero();
        KeyFolder without = folder(2);
        assertThat(without.dataKey(Keys.RECORDING).checkValue()).isEqualTo(key.checkValue());
        assertThat(without.dataKey(Keys.OTHER).checkValue()).isEqualTo(other.checkValue());
        assertThat(without.countByKeyEncryptionKey()).isEqualTo(Map.of(Keys.key(2).id(), 2));
        try (Stream<Path> files = Files.walk(root())) {
            assertThat(files.filter(Files::isRegularFile).map(f -> f.getFileName().toString()))
                    .containsExactlyInAnyOrder(
                            ".lock", Keys.RECORDING + ".pgkey", Keys.OTHER + ".pgkey");
        }
    }

    @Test
    void rewrapWithoutTheOldKey_changesNothing() throws Exception {
        store(folder(1), Keys.RECORDING);
        byte[] before = Files.readAllBytes(folder(1).path(Keys.RECORDING));

        assertThatExceptionOfType(KeyUnavailableException.class)
                .isThrownBy(() -> folder(2).rewrap())
                .withMessageContaining(Keys.key(1).id());
        assertThat(Files.readAllBytes(folder(1).path(Keys.RECORDING))).isEqualTo(before);
    }

    @Test
    void replacedFile_leavesNoOldBytesBehind() throws Exception {
        Path file = temporary.resolve("secret");
        Files.writeString(file, "clear text");
        Path link = Files.createLink(temporary.resolve("disk"), file);

        DurableFiles.replace(file, "sealed".getBytes(java.nio.charset.StandardCharsets.US_ASCII));

        assertThat(file).hasContent("sealed");
        assertThat(Files.readAllBytes(link)).as("the old bytes on disk").containsOnly(0);
        assertThat(temporary.resolve(".secret.old")).doesNotExist();
    }

    private static void assertCorrupt(byte[] bytes, String what) {
        assertThatExceptionOfType(CorruptKeyException.class)
                .as(what)
                .isThrownBy(() -> KeyFile.parse(bytes, Keys.RECORDING, "file"));
    }

    private DataKey store(KeyFolder folder, String recording) throws IOException {
        DataKey key = DataKey.generate(Keys.random(recording.hashCode()));
        folder.store(recording, key.wrap(Keys.ring(1), recording));
        return key;
    }

    private Path root() {
        return temporary.resolve("recording-keys");
    }

    private KeyFolder folder(int current, Integer... older) throws CorruptKeyException {
        return new KeyFolder(root(), Keys.ring(current, older));
    }

    private static KeyEncryptionKeys noKeys() {
        try {
            return Keys.ring(1);
        } catch (CorruptKeyException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String mode(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }
}
