package dev.postern.broker.store.object;

import dev.postern.broker.base.Clock;

import software.amazon.awssdk.services.s3.model.CreateMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.ObjectLockMode;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.ServerSideEncryption;

import java.time.Duration;
import java.time.Instant;

/// What every new object asks of the store: to be encrypted, and not to be removed for a while.
///
/// Key files are never locked: destroying one is how a recording is erased.
final class S3Retention {

    private final S3Settings settings;
    private final Clock clock;

    S3Retention(S3Settings settings, Clock clock) {
        this.settings = settings;
        this.clock = clock;
    }

    void apply(ObjectKind kind, PutObjectRequest.Builder request) {
        S3Settings.Encryption encryption = settings.encryption();
        if (encryption.scheme() != S3Settings.Encryption.Scheme.NONE) {
            request.serverSideEncryption(scheme(encryption)).ssekmsKeyId(encryption.keyId());
        }
        S3Settings.Lock lock = settings.lock();
        if (lock != null && kind != ObjectKind.KEY_FILE) {
            request.objectLockMode(mode(lock)).objectLockRetainUntilDate(until(lock));
        }
    }

    void apply(ObjectKind kind, CreateMultipartUploadRequest.Builder request) {
        S3Settings.Encryption encryption = settings.encryption();
        if (encryption.scheme() != S3Settings.Encryption.Scheme.NONE) {
            request.serverSideEncryption(scheme(encryption)).ssekmsKeyId(encryption.keyId());
        }
        S3Settings.Lock lock = settings.lock();
        if (lock != null && kind != ObjectKind.KEY_FILE) {
            request.objectLockMode(mode(lock)).objectLockRetainUntilDate(until(lock));
        }
    }

    private Instant until(S3Settings.Lock lock) {
        return clock.now().plus(Duration.ofDays(lock.days()));
    }

    private static ObjectLockMode mode(S3Settings.Lock lock) {
        return switch (lock.mode()) {
            case GOVERNANCE -> ObjectLockMode.GOVERNANCE;
            case COMPLIANCE -> ObjectLockMode.COMPLIANCE;
        };
    }

    private static ServerSideEncryption scheme(S3Settings.Encryption encryption) {
        return encryption.scheme() == S3Settings.Encryption.Scheme.AES256
                ? ServerSideEncryption.AES256
                : ServerSideEncryption.AWS_KMS;
    }
}
