package dev.postern.broker.store.object;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.postern.broker.store.object.ObjectStoreException.Kind;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectRequest;
import software.amazon.awssdk.services.s3.model.ListObjectVersionsRequest;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;

/// The contract on S3Proxy, and what is particular to S3.
final class S3ObjectStoreIT extends ObjectStoreContract {

    private static final AtomicInteger COUNT = new AtomicInteger();
    private static S3Server server;

    private String prefix;
    private ObjectStore store;

    @BeforeAll
    static void startServer() throws Exception {
        server = S3Server.start();
    }

    @AfterAll
    static void stopServer() throws Exception {
        server.stop();
    }

    @BeforeEach
    void open() {
        prefix = "test-" + COUNT.incrementAndGet() + "/";
        store = open(server.settings(prefix));
    }

    private ObjectStore open(S3Settings settings) {
        return new S3ObjectStore(settings, folder.resolve("parts"), Instant::now);
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Override
    ObjectStore store() {
        return store;
    }

    @Override
    void damage(String name) throws IOException {
        Path copy = folder.resolve("undamaged");
        StoredObject object = store.fetch(name, copy);
        byte[] content = Files.readAllBytes(copy);
        content[content.length / 2] ^= 1;
        server.objects()
                .putBlob(
                        PutObjectRequest.builder()
                                .bucket(S3Server.BUCKET)
                                .key(prefix + name)
                                .contentLength((long) content.length)
                                .metadata(java.util.Map.of("sha256", object.sha256()))
                                .build(),
                        new ByteArrayInputStream(content));
    }

    @Test
    void anyCall_wrongSecret_isRefusedWithTheRemedy() {
        try (ObjectStore stranger =
                open(S3Server.settings(server.endpoint(), prefix, "not the secret"))) {
            assertThatExceptionOfType(ObjectStoreException.class)
                    .isThrownBy(() -> stranger.put(upload(RECORDING, 100, 7)))
                    .withMessageContaining("check the access key and its secret")
                    .matches(e -> e.kind() == Kind.REFUSED);
        }
    }

    @Test
    void find_objectWithoutOurMetadata_hasTheHashOfItsContent() throws IOException {
        Upload upload = upload(RECORDING, 5000, 0);
        server.objects()
                .putBlob(
                        PutObjectRequest.builder()
                                .bucket(S3Server.BUCKET)
                                .key(prefix + RECORDING)
                                .contentLength(5000L)
                                .build(),
                        Files.newInputStream(upload.file()));

        assertThat(store.find(RECORDING).orElseThrow().sha256()).isEqualTo(upload.sha256());
        assertThat(store.put(upload)).isEqualTo(ObjectStore.Outcome.ALREADY_THERE);
    }

    @Test
    void delete_keyFileWithVersions_leavesNoVersion() throws IOException {
        server.objects().putBucketVersioning(S3Server.BUCKET, BucketVersioningStatus.ENABLED);
        try {
            store.put(upload(KEY_FILE, 300, 7));
            store.replace(upload(KEY_FILE, 300, 8));
            assertThat(versions()).isEqualTo(2);

            store.delete(KEY_FILE);

            assertThat(versions()).isZero();
        } finally {
            server.objects().putBucketVersioning(S3Server.BUCKET, BucketVersioningStatus.SUSPENDED);
        }
    }

    private int versions() {
        var page =
                server.objects()
                        .listVersions(
                                ListObjectVersionsRequest.builder()
                                        .bucket(S3Server.BUCKET)
                                        .prefix(prefix)
                                        .build());
        return page.versions().size() + page.deleteMarkers().size();
    }

    @Test
    void put_bigFile_carriesHashAndEpochAsMetadata() throws IOException {
        Upload upload = upload(RECORDING, 11 << 20, 7);

        store.put(upload);

        assertThat(
                        server.objects()
                                .blobMetadata(
                                        HeadObjectRequest.builder()
                                                .bucket(S3Server.BUCKET)
                                                .key(prefix + RECORDING)
                                                .build())
                                .metadata())
                .containsEntry("sha256", upload.sha256())
                .containsEntry("epoch", "7");
        assertThat(folder.resolve("parts")).isEmptyDirectory();
    }

    @Test
    void put_bigFileWhoseUploadTheStoreForgot_beginsAgain() throws IOException {
        Upload upload = upload(RECORDING, 11 << 20, 7);
        String id =
                server.objects()
                        .initiateMultipartUpload(
                                CreateMultipartUploadRequest.builder()
                                        .bucket(S3Server.BUCKET)
                                        .key(prefix + "other")
                                        .build())
                        .id();
        Sha256 name = new Sha256();
        byte[] key = (prefix + RECORDING).getBytes(java.nio.charset.StandardCharsets.UTF_8);
        name.add(key, 0, key.length);
        Epoch.replace(
                folder.resolve("parts").resolve(name.hex()),
                (upload.sha256() + " " + (5 << 20) + " gone-" + id)
                        .getBytes(java.nio.charset.StandardCharsets.UTF_8));

        assertThat(store.put(upload)).isEqualTo(ObjectStore.Outcome.STORED);

        assertThat(store.find(RECORDING).orElseThrow().sha256()).isEqualTo(upload.sha256());
    }
}
