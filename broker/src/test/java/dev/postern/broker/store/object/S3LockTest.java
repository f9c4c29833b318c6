package dev.postern.broker.store.object;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.broker.base.Secret;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;

/// The requests of a store with object lock and encryption, as a strict stand-in sees them. No server at hand has object
/// lock: that a store keeps what it promises is its own affair.
final class S3LockTest {

    private static final String SESSION = "01KAJ5X1C0AAAAAAAAAAAAAAA0";
    private static final Instant NOW = Instant.parse("2026-11-21T08:00:00Z");

    @TempDir Path folder;
    private LockingS3 server;
    private ObjectStore store;

    @BeforeEach
    void start() throws IOException {
        server = new LockingS3(NOW);
        S3Settings settings =
                new S3Settings(
                        "evidence",
                        "keys",
                        "postern/",
                        "eu-central-1",
                        server.endpoint(),
                        true,
                        new S3Settings.Credentials("AK", Secret.of("secret")),
                        new S3Settings.Encryption(S3Settings.Encryption.Scheme.AWS_KMS, "key-7"),
                        new S3Settings.Lock(S3Settings.Lock.Mode.COMPLIANCE, 365),
                        S3Server.QUICK);
        store = new S3ObjectStore(settings, folder.resolve("parts"), () -> NOW);
    }

    @AfterEach
    void stop() throws IOException {
        store.close();
        server.stop();
    }

    private Upload upload(String name, int bytes) throws IOException {
        Path file = Files.write(Files.createTempFile(folder, "file", ""), new byte[bytes]);
        return Upload.of(name, file, 7);
    }

    @Test
    void recording_isLockedEncryptedConditionalAndChecked() throws IOException {
        Upload upload = upload(ObjectNames.recording(SESSION), 1000);

        store.put(upload);

        assertThat(server.refusals).isEmpty();
        HttpRequest put = server.requests.getFirst();
        assertThat(put.method() + " " + put.target())
                .isEqualTo("PUT /evidence/postern/" + ObjectNames.recording(SESSION));
        assertThat(put.headers())
                .containsEntry("x-amz-object-lock-mode", "COMPLIANCE")
                .containsEntry("x-amz-object-lock-retain-until-date", "2027-11-21T08:00:00Z")
                .containsEntry("x-amz-server-side-encryption", "aws:kms")
                .containsEntry("x-amz-server-side-encryption-aws-kms-key-id", "key-7")
                .containsEntry("if-none-match", "*")
                .containsEntry("x-amz-checksum-sha256", Sha256.base64(upload.sha256()))
                .containsEntry("x-amz-meta-sha256", upload.sha256())
                .containsEntry("x-amz-meta-epoch", "7");
        assertThat(put.headers().get("authorization"))
                .contains(
                        "AWS4-HMAC-SHA256",
                        "/eu-central-1/s3/aws4_request",
                        "x-amz-object-lock-mode",
                        "x-amz-object-lock-retain-until-date",
                        "if-none-match");
        assertThat(put.headers().get("x-amz-content-sha256"))
                .isIn(LockingS3.hex(put.body()), "UNSIGNED-PAYLOAD");
    }

    @Test
    void bigRecording_isLockedWhenItBegins() throws IOException {
        store.put(upload(ObjectNames.recording(SESSION), 11 << 20));

        assertThat(server.refusals).isEmpty();
        HttpRequest begin = server.requests.getFirst();
        assertThat(begin.target()).endsWith("?uploads");
        assertThat(begin.headers())
                .containsEntry("x-amz-object-lock-mode", "COMPLIANCE")
                .containsEntry("x-amz-object-lock-retain-until-date", "2027-11-21T08:00:00Z")
                .containsEntry("x-amz-checksum-algorithm", "SHA256")
                .containsEntry("x-amz-server-side-encryption", "aws:kms");
        assertThat(server.requests.stream().filter(r -> r.method().equals("PUT")))
                .hasSize(3)
                .allSatisfy(
                        part -> assertThat(part.headers()).containsKey("x-amz-checksum-sha256"));
        assertThat(server.requests.getLast().method()).isEqualTo("POST");
        assertThat(server.requests.getLast().headers()).containsEntry("if-none-match", "*");
    }

    @Test
    void keyFile_isNeverLockedAndGoesToItsOwnBucket() throws IOException {
        store.put(upload(ObjectNames.keyFile(SESSION), 300));

        HttpRequest put = server.requests.getFirst();
        assertThat(put.target()).startsWith("/keys/postern/recording-keys/");
        assertThat(put.headers().keySet()).noneMatch(name -> name.contains("object-lock"));
        assertThat(put.headers()).containsEntry("x-amz-server-side-encryption", "aws:kms");
    }

    @Test
    void checkpoint_isLocked() throws IOException {
        store.put(upload("checkpoints/00000000000000000042.note", 300));

        assertThat(server.refusals).isEmpty();
        assertThat(server.requests.getFirst().headers())
                .containsEntry("x-amz-object-lock-mode", "COMPLIANCE");
    }
}
