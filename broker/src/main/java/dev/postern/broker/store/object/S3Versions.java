package dev.postern.broker.store.object;

import dev.postern.broker.store.object.ObjectStoreException.Kind;

import org.jspecify.annotations.Nullable;

import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.DeleteMarkerEntry;
import software.amazon.awssdk.services.s3.model.DeleteObjectRequest;
import software.amazon.awssdk.services.s3.model.ListObjectVersionsRequest;
import software.amazon.awssdk.services.s3.model.ListObjectVersionsResponse;
import software.amazon.awssdk.services.s3.model.ObjectVersion;
import software.amazon.awssdk.services.s3.model.S3Exception;

import java.util.ArrayList;
import java.util.List;

/// Removes objects for good.
///
/// A bucket that keeps versions answers a plain removal with a marker and keeps the content, which would leave an erased
/// key readable: so every version is named and removed, and then the store is asked again.
final class S3Versions {

    private static final int ATTEMPTS = 3;

    private final S3Settings settings;
    private final S3Client client;

    S3Versions(S3Settings settings, S3Client client) {
        this.settings = settings;
        this.client = client;
    }

    void removeAll(String bucket, String key) throws ObjectStoreException {
        for (int i = 0; i < ATTEMPTS; i++) {
            List<@Nullable String> versions;
            try {
                versions = versions(bucket, key);
            } catch (S3Exception e) {
                if (e.statusCode() != S3Failures.NOT_IMPLEMENTED) {
                    throw e;
                }
                remove(bucket, key, null);
                return;
            }
            if (versions.isEmpty()) {
                return;
            }
            for (String version : versions) {
                remove(bucket, key, version);
            }
        }
        if (!versions(bucket, key).isEmpty()) {
            throw new ObjectStoreException(
                    Kind.REFUSED,
                    key
                            + " in bucket "
                            + bucket
                            + " of "
                            + settings.region()
                            + " was removed and still has versions; look for a lock or a"
                            + " replication");
        }
    }

    private void remove(String bucket, String key, @Nullable String version) {
        client.deleteObject(
                DeleteObjectRequest.builder().bucket(bucket).key(key).versionId(version).build());
    }

    /// The versions of one key, markers of removal too.
    private List<@Nullable String> versions(String bucket, String key) {
        List<@Nullable String> found = new ArrayList<>();
        String keyMarker = null;
        String versionMarker = null;
        while (true) {
            ListObjectVersionsResponse page =
                    client.listObjectVersions(
                            ListObjectVersionsRequest.builder()
                                    .bucket(bucket)
                                    .prefix(key)
                                    .keyMarker(keyMarker)
                                    .versionIdMarker(versionMarker)
                                    .build());
            for (ObjectVersion version : page.versions()) {
                if (version.key().equals(key)) {
                    found.add(version.versionId());
                }
            }
            for (DeleteMarkerEntry marker : page.deleteMarkers()) {
                if (marker.key().equals(key)) {
                    found.add(marker.versionId());
                }
            }
            if (!Boolean.TRUE.equals(page.isTruncated())) {
                return found;
            }
            keyMarker = page.nextKeyMarker();
            versionMarker = page.nextVersionIdMarker();
        }
    }
}
