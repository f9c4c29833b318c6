package dev.postern.broker.store.object;

import dev.postern.broker.base.Secret;

import org.jspecify.annotations.Nullable;

import java.net.URI;
import java.time.Duration;

/// Where and how an S3-compatible store keeps objects.
///
/// @param bucket      of recordings and checkpoints
/// @param keyBucket   of key files; the same bucket unless that one locks whatever is put into it
/// @param prefix      before every name: empty, or ending in `/`
/// @param region      such as `eu-central-1`; what the signature names
/// @param endpoint    of a store that is not Amazon's, or null
/// @param pathStyle   whether the bucket stands in the path instead of the host name
/// @param credentials null to ask the environment, the machine or the container
/// @param encryption  what the store is asked to encrypt with
/// @param lock        null for objects that may be removed
/// @param timing      limits
public record S3Settings(
        String bucket,
        String keyBucket,
        String prefix,
        String region,
        @Nullable URI endpoint,
        boolean pathStyle,
        @Nullable Credentials credentials,
        Encryption encryption,
        @Nullable Lock lock,
        Timing timing) {

    public S3Settings {
        if (!prefix.isEmpty() && !prefix.endsWith("/")) {
            throw new IllegalArgumentException("the prefix " + prefix + " does not end in /");
        }
    }

    /// An access key.
    public record Credentials(String accessKey, Secret secretKey) {}

    /// Encryption by the store, on top of the recording's own.
    ///
    /// @param keyId of the key management service; null for its default key and for other modes
    public record Encryption(Scheme scheme, @Nullable String keyId) {

        /// How the store encrypts.
        public enum Scheme {
            /// What the bucket is set to.
            NONE,
            /// Keys of the store.
            AES256,
            /// Keys of the key management service.
            AWS_KMS
        }
    }

    /// Retention that the store enforces on recordings and checkpoints, never on key files.
    ///
    /// @param days from the upload
    public record Lock(Mode mode, int days) {

        /// Who may lift it.
        public enum Mode {
            /// Whoever has the permission to.
            GOVERNANCE,
            /// Nobody.
            COMPLIANCE
        }
    }

    /// Limits of time and size.
    ///
    /// @param connect   to open a connection
    /// @param silence   without a byte from the store
    /// @param least     bytes a second that a transfer may take before it is given up
    /// @param partBytes size of the parts of an upload; files up to twice this size go in one request
    public record Timing(Duration connect, Duration silence, long least, long partBytes) {

        /// 5 s, 30 s, 64 KiB/s, 8 MiB.
        public static final Timing DEFAULT =
                new Timing(Duration.ofSeconds(5), Duration.ofSeconds(30), 64 << 10, 8 << 20);

        /// How long a request that moves so many bytes may take in all.
        Duration whole(long bytes) {
            return silence.plus(silence).plusSeconds(bytes / least);
        }
    }

    String bucketOf(ObjectKind kind) {
        return kind == ObjectKind.KEY_FILE ? keyBucket : bucket;
    }
}
