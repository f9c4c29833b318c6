package dev.postern.broker.store.object;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.postern.broker.store.object.ObjectStore.Outcome;
import dev.postern.broker.store.object.ObjectStoreException.Kind;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;

/// What every object store does; each implementation runs all of it.
abstract class ObjectStoreContract {

    private static final String SESSION = "01KAJ5X1C0AAAAAAAAAAAAAAA0";
    static final String RECORDING = ObjectNames.recording(SESSION);
    static final String KEY_FILE = ObjectNames.keyFile(SESSION);

    @TempDir Path folder;

    /// The store under test, empty at the beginning of a test.
    abstract ObjectStore store();

    /// Changes a byte of a stored object behind the store's back.
    abstract void damage(String name) throws Exception;

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 4096, 100_000, 11 << 20})
    void put_newName_canBeFoundAndFetched(int bytes) throws IOException {
        Upload upload = upload(RECORDING, bytes, 7);

        Outcome outcome = store().put(upload);

        assertThat(outcome).isEqualTo(Outcome.STORED);
        assertThat(store().find(RECORDING))
                .contains(new StoredObject(RECORDING, bytes, upload.sha256(), 7));
        Path copy = folder.resolve("copy");
        assertThat(store().fetch(RECORDING, copy).bytes()).isEqualTo(bytes);
        assertThat(copy).hasSameBinaryContentAs(upload.file());
    }

    @ParameterizedTest
    @ValueSource(ints = {5000, 11 << 20})
    void put_sameContentAgain_isSuccess(int bytes) throws IOException {
        Upload upload = upload(RECORDING, bytes, 7);
        store().put(upload);

        Outcome again =
                store().put(new Upload(RECORDING, upload.file(), bytes, upload.sha256(), 8, 0));

        assertThat(again).isEqualTo(Outcome.ALREADY_THERE);
        assertThat(store().find(RECORDING).orElseThrow().epoch()).isEqualTo(7);
    }

    @ParameterizedTest
    @ValueSource(ints = {5000, 11 << 20})
    void put_otherContent_isRefusedAndTheFirstStays(int bytes) throws IOException {
        Upload first = upload(RECORDING, 5000, 7);
        store().put(first);
        Upload second = upload(RECORDING, bytes, 9);

        assertThatExceptionOfType(ObjectStoreException.class)
                .isThrownBy(() -> store().put(second))
                .withMessageContaining(first.sha256())
                .withMessageContaining(second.sha256())
                .matches(e -> e.kind() == Kind.CONFLICT);

        assertThat(store().find(RECORDING).orElseThrow().sha256()).isEqualTo(first.sha256());
    }

    @Test
    void replace_keyFile_hasTheNewContent() throws IOException {
        store().put(upload(KEY_FILE, 300, 7));
        Upload rewrapped = upload(KEY_FILE, 310, 8);

        Outcome outcome = store().replace(rewrapped);

        assertThat(outcome).isEqualTo(Outcome.STORED);
        assertThat(store().find(KEY_FILE))
                .contains(new StoredObject(KEY_FILE, 310, rewrapped.sha256(), 8));
        assertThat(store().replace(rewrapped)).isEqualTo(Outcome.ALREADY_THERE);
    }

    @Test
    void replace_nothingThere_stores() throws IOException {
        assertThat(store().replace(upload(KEY_FILE, 300, 7))).isEqualTo(Outcome.STORED);
    }

    @Test
    void replace_byAnEarlierBroker_isFencedOff() throws IOException {
        Upload later = upload(KEY_FILE, 300, 9);
        store().put(later);

        assertThatExceptionOfType(ObjectStoreException.class)
                .isThrownBy(() -> store().replace(upload(KEY_FILE, 300, 8)))
                .withMessageContaining("epoch 9")
                .matches(e -> e.kind() == Kind.CONFLICT);

        assertThat(store().find(KEY_FILE).orElseThrow().sha256()).isEqualTo(later.sha256());
    }

    @Test
    void find_noSuchObject_isEmpty() throws IOException {
        assertThat(store().find(RECORDING)).isEmpty();
    }

    @Test
    void fetch_noSuchObject_saysSo() {
        Path copy = folder.resolve("copy");

        assertThatExceptionOfType(ObjectStoreException.class)
                .isThrownBy(() -> store().fetch(RECORDING, copy))
                .matches(e -> e.kind() == Kind.MISSING);

        assertThat(copy).doesNotExist();
    }

    @Test
    void fetch_damagedObject_isRefusedAndLeavesNoFile() throws Exception {
        store().put(upload(RECORDING, 5000, 7));
        damage(RECORDING);
        Path copy = folder.resolve("copy");

        assertThatExceptionOfType(ObjectStoreException.class)
                .isThrownBy(() -> store().fetch(RECORDING, copy))
                .withMessageContaining("SHA-256")
                .matches(e -> e.kind() == Kind.DAMAGED);

        assertThat(copy).doesNotExist();
    }

    @Test
    void range_insideTheObject_isExactlyThat() throws IOException {
        Upload upload = upload(RECORDING, 100_000, 7);
        store().put(upload);

        byte[] range = store().range(RECORDING, 70_000, 1234);

        assertThat(range)
                .isEqualTo(Arrays.copyOfRange(Files.readAllBytes(upload.file()), 70_000, 71_234));
    }

    @Test
    void range_beyondTheEnd_isRefused() throws IOException {
        store().put(upload(RECORDING, 1000, 7));

        assertThatExceptionOfType(ObjectStoreException.class)
                .isThrownBy(() -> store().range(RECORDING, 900, 101))
                .matches(e -> e.kind() == Kind.DAMAGED);
    }

    @Test
    void list_inPages_hasEveryNameOfTheKindInOrder() throws IOException {
        String[] names = {
            ObjectNames.recording("01KAJ5X1C0AAAAAAAAAAAAAAA0"),
            ObjectNames.recording("01KAJ5X1C0AAAAAAAAAAAAAAA1"),
            ObjectNames.recording("01KAM5X1C0AAAAAAAAAAAAAAA0"),
            ObjectNames.recording("01KD05X1C0AAAAAAAAAAAAAAA0"),
            ObjectNames.recording("01KZ05X1C0AAAAAAAAAAAAAAA0")
        };
        for (String name : names) {
            store().put(upload(name, 10, 7));
        }
        store().put(upload(KEY_FILE, 10, 7));

        assertThat(store().list(ObjectKind.RECORDING, "", 3))
                .containsExactly(names[0], names[1], names[2]);
        assertThat(store().list(ObjectKind.RECORDING, names[2], 3))
                .containsExactly(names[3], names[4]);
        assertThat(store().list(ObjectKind.RECORDING, names[4], 3)).isEmpty();
        assertThat(store().list(ObjectKind.KEY_FILE, "", 3)).containsExactly(KEY_FILE);
        assertThat(store().list(ObjectKind.CHECKPOINT, "", 3)).isEmpty();
    }

    @Test
    void delete_keyFile_isGoneAndTheNameIsFree() throws IOException {
        store().put(upload(KEY_FILE, 300, 7));

        store().delete(KEY_FILE);

        assertThat(store().find(KEY_FILE)).isEmpty();
        assertThat(store().list(ObjectKind.KEY_FILE, "", 3)).isEmpty();
        store().delete(KEY_FILE);
        assertThat(store().put(upload(KEY_FILE, 300, 7))).isEqualTo(Outcome.STORED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../recordings/x",
                "recordings/../x",
                "recordings/.x",
                "/recordings/x",
                "recordings",
                "else/x",
                "recordings//x",
                "recordings/a b"
            })
    void anyName_thatIsNone_isRefusedBeforeTheStoreIsAsked(String name) {
        assertThatIllegalArgumentException().isThrownBy(() -> store().find(name));
        assertThatIllegalArgumentException().isThrownBy(() -> store().delete(name));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> store().fetch(name, folder.resolve("copy")));
    }

    @Test
    void probe_ofAStoreThatAnswers_isQuiet() throws IOException {
        store().probe();

        assertThat(store().place()).isNotBlank().doesNotContain(S3Server.SECRET_KEY);
    }

    /// A file of random bytes to be stored.
    Upload upload(String name, int bytes, long epoch) throws IOException {
        byte[] content = new byte[bytes];
        new Random(bytes * 31L + epoch).nextBytes(content);
        Path file = Files.write(Files.createTempFile(folder, "file", ""), content);
        return Upload.of(name, file, epoch);
    }
}
