package dev.postern.broker.store.object;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.postern.broker.base.Randomness;
import dev.postern.broker.store.object.ObjectStoreException.Kind;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// The contract on a directory, and what is particular to one.
final class DirectoryObjectStoreTest extends ObjectStoreContract {

    private Path root;
    private ObjectStore store;

    @BeforeEach
    void open() throws IOException {
        root = Files.createDirectory(folder.resolve("store"));
        store = open(root);
    }

    private ObjectStore open(Path directory) {
        return new DirectoryObjectStore(
                directory, new DirectoryIdentity(folder.resolve("memory"), Randomness.system()));
    }

    @Override
    ObjectStore store() {
        return store;
    }

    @Override
    void damage(String name) throws IOException {
        Path file = root.resolve(name);
        byte[] content = Files.readAllBytes(file);
        content[content.length / 2] ^= 1;
        Files.write(file, content);
    }

    @Test
    void put_writesTheHashAsSha256sumReadsIt() throws IOException {
        Upload upload = upload(RECORDING, 100, 7);

        store.put(upload);

        Path sidecar = root.resolve(RECORDING + ".sha256");
        assertThat(Files.readAllLines(sidecar))
                .containsExactly(
                        "# epoch 7",
                        upload.sha256() + "  " + root.resolve(RECORDING).getFileName());
    }

    @Test
    void put_leavesNothingButTheObjectAndItsHash() throws IOException {
        store.put(upload(RECORDING, 100, 7));

        try (var files = Files.list(root.resolve(RECORDING).getParent())) {
            assertThat(files.map(f -> f.getFileName().toString()).sorted().toList())
                    .isEqualTo(
                            List.of(
                                    root.resolve(RECORDING).getFileName().toString(),
                                    root.resolve(RECORDING).getFileName() + ".sha256"));
        }
    }

    @Test
    void put_afterACrashBetweenObjectAndHash_writesTheHash() throws IOException {
        Upload upload = upload(RECORDING, 100, 7);
        store.put(upload);
        Files.delete(root.resolve(RECORDING + ".sha256"));

        assertThat(store.put(upload)).isEqualTo(ObjectStore.Outcome.ALREADY_THERE);

        assertThat(root.resolve(RECORDING + ".sha256")).exists();
    }

    @Test
    void put_fileThatChangedMeanwhile_isNotStored() throws IOException {
        Upload upload = upload(RECORDING, 100, 7);
        Files.write(upload.file(), new byte[100]);

        assertThatExceptionOfType(ObjectStoreException.class)
                .isThrownBy(() -> store.put(upload))
                .matches(e -> e.kind() == Kind.DAMAGED);

        assertThat(store.find(RECORDING)).isEmpty();
    }

    @Test
    void anyCall_directoryGone_isUnreachable() throws IOException {
        Files.delete(root);

        assertThatExceptionOfType(ObjectStoreException.class)
                .isThrownBy(store::probe)
                .withMessageContaining("is it mounted?")
                .matches(e -> e.kind() == Kind.UNREACHABLE);
    }

    @Test
    void anyCall_emptyDirectoryInsteadOfTheMountedOne_isUnreachable() throws IOException {
        store.put(upload(RECORDING, 100, 7));
        Files.move(root, folder.resolve("unmounted"));
        Files.createDirectory(root);

        assertThatExceptionOfType(ObjectStoreException.class)
                .isThrownBy(() -> store.put(upload(RECORDING, 100, 7)))
                .withMessageContaining("not the store used before")
                .matches(e -> e.kind() == Kind.UNREACHABLE);

        assertThat(root).isEmptyDirectory();
    }
}
