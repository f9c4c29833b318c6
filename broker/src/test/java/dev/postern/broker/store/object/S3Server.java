package dev.postern.broker.store.object;

import dev.postern.broker.base.Secret;

import org.gaul.s3proxy.AccessGrant;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.nio2blob.TransientNio2BlobStore;

import java.net.URI;
import java.time.Duration;

/// S3Proxy on a free port, with objects in memory: it checks signatures, conditions and checksums, and keeps versions
/// where a bucket is told to. It knows no object lock.
final class S3Server {

    static final String ACCESS_KEY = "AKIAPOSTERNTEST";
    static final String SECRET_KEY = "a secret of tests only";
    static final String BUCKET = "recordings-of-postern";
    static final S3Settings.Timing QUICK =
            new S3Settings.Timing(Duration.ofSeconds(2), Duration.ofSeconds(10), 64 << 10, 5 << 20);

    private final TransientNio2BlobStore objects = new TransientNio2BlobStore();
    private final S3Proxy proxy;

    private S3Server() throws Exception {
        objects.createContainer(BUCKET);
        proxy =
                S3Proxy.builder()
                        .blobStore(objects)
                        .endpoint(URI.create("http://127.0.0.1:0"))
                        .awsAuthentication(AuthenticationType.AWS_V4, ACCESS_KEY, SECRET_KEY)
                        .build();
        proxy.setBlobStoreLocator((identity, container, blob) ->
                ACCESS_KEY.equals(identity) ? new AccessGrant(SECRET_KEY, objects) : null);
        proxy.start();
    }

    static S3Server start() throws Exception {
        return new S3Server();
    }

    TransientNio2BlobStore objects() {
        return objects;
    }

    URI endpoint() {
        return URI.create("http://127.0.0.1:" + proxy.getPort());
    }

    S3Settings settings(String prefix) {
        return settings(endpoint(), prefix, SECRET_KEY);
    }

    static S3Settings settings(URI endpoint, String prefix, String secretKey) {
        return new S3Settings(
                BUCKET,
                BUCKET,
                prefix,
                "eu-central-1",
                endpoint,
                true,
                new S3Settings.Credentials(ACCESS_KEY, Secret.of(secretKey)),
                new S3Settings.Encryption(S3Settings.Encryption.Scheme.NONE, null),
                null,
                QUICK);
    }

    void stop() throws Exception {
        proxy.stop();
    }
}
