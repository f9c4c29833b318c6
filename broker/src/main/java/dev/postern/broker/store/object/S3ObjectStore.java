package dev.postern.broker.store.object;

import dev.postern.broker.base.Clock;
import dev.postern.broker.store.object.ObjectStoreException.Kind;

import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Objects of an S3-compatible store, `BUCKET/PREFIXrecordings/2026/11/21/SESSION.pgrec`.
///
/// Every write is conditional: a name is written once (`If-None-Match: *`), a key file replaces only the version that was
/// looked at (`If-Match`). The hash of the content travels as the checksum that the store verifies and as metadata that
/// [#find] reads; objects that other tools brought there without it are read to learn it.
///
/// Source: Amazon S3 API reference, PutObject, "Conditional writes" and "Checking object integrity".
public final class S3ObjectStore implements ObjectStore {

    static final String SHA256 = "sha256";
    static final String EPOCH = "epoch";

    private final S3Settings settings;
    private final S3Connection connection;
    private final S3Client client;
    private final S3Failures failures;
    private final S3Retention retention;
    private final S3Multipart multipart;
    private final S3Versions versions;

    /// @param memory folder for what is known of unfinished uploads
    public S3ObjectStore(S3Settings settings, Path memory, Clock clock) {
        this.settings = settings;
        this.connection = new S3Connection(settings);
        this.client = connection.client();
        this.failures = new S3Failures(place());
        this.retention = new S3Retention(settings, clock);
        this.multipart = new S3Multipart(settings, connection, retention, memory);
        this.versions = new S3Versions(settings, client);
    }

    @Override
    public Outcome put(Upload upload) throws ObjectStoreException {
        return failures.attempt(
                "store " + upload.name(),
                () -> {
                    try {
                        if (upload.bytes() > 2 * settings.timing().partBytes()) {
                            multipart.put(upload, key(upload.name()));
                        } else {
                            putWhole(upload, request -> request.ifNoneMatch("*"));
                        }
                        return Outcome.STORED;
                    } catch (S3Exception e) {
                        if (e.statusCode() != S3Failures.PRECONDITION_FAILED) {
                            throw e;
                        }
                        return same(upload);
                    }
                });
    }

    private Outcome same(Upload upload) throws ObjectStoreException {
        StoredObject there =
                find(upload.name()).orElseThrow(() -> Conflicts.wroteMeanwhile(upload));
        if (!there.sha256().equals(upload.sha256())) {
            throw Conflicts.otherContent(upload, there);
        }
        return Outcome.ALREADY_THERE;
    }

    private void putWhole(Upload upload, Condition condition) {
        PutObjectRequest.Builder request =
                PutObjectRequest.builder()
                        .bucket(settings.bucketOf(upload.kind()))
                        .key(key(upload.name()))
                        .contentLength(upload.bytes())
                        .checksumSHA256(Sha256.base64(upload.sha256()))
                        .metadata(metadata(upload))
                        .overrideConfiguration(connection.limit(upload.bytes()));
        retention.apply(upload.kind(), request);
        condition.apply(request);
        client.putObject(request.build(), RequestBody.fromFile(upload.file()));
    }

    static Map<String, String> metadata(Upload upload) {
        return Map.of(SHA256, upload.sha256(), EPOCH, Long.toString(upload.epoch()));
    }

    @Override
    public Outcome replace(Upload upload) throws ObjectStoreException {
        return failures.attempt(
                "replace " + upload.name(),
                () -> {
                    try {
                        Optional<HeadObjectResponse> head = head(upload.name());
                        if (head.isEmpty()) {
                            putWhole(upload, request -> request.ifNoneMatch("*"));
                            return Outcome.STORED;
                        }
                        StoredObject there = describe(upload.name(), head.get());
                        if (there.epoch() > upload.epoch()) {
                            throw Conflicts.laterEpoch(upload, there);
                        }
                        if (there.sha256().equals(upload.sha256())) {
                            return Outcome.ALREADY_THERE;
                        }
                        putWhole(upload, request -> request.ifMatch(head.get().eTag()));
                        return Outcome.STORED;
                    } catch (S3Exception e) {
                        if (e.statusCode() == S3Failures.PRECONDITION_FAILED) {
                            throw Conflicts.wroteMeanwhile(upload);
                        }
                        throw e;
                    }
                });
    }

    @Override
    public Optional<StoredObject> find(String name) throws ObjectStoreException {
        ObjectNames.check(name);
        return failures.attempt(
                "look for " + name,
                () -> {
                    Optional<HeadObjectResponse> head = head(name);
                    return head.isEmpty()
                            ? Optional.empty()
                            : Optional.of(describe(name, head.get()));
                });
    }

    private Optional<HeadObjectResponse> head(String name) {
        try {
            return Optional.of(
                    client.headObject(
                            HeadObjectRequest.builder()
                                    .bucket(bucket(name))
                                    .key(key(name))
                                    .build()));
        } catch (S3Exception e) {
            if (e.statusCode() == S3Failures.NOT_FOUND
                    && !S3Failures.code(e).equals("NoSuchBucket")) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private StoredObject describe(String name, HeadObjectResponse head) throws IOException {
        String hash = head.metadata().getOrDefault(SHA256, "");
        if (!hash.matches("[0-9a-f]{64}")) {
            Sha256 digest = new Sha256();
            try (var in = client.getObject(get(name, head.contentLength()))) {
                digest.addAll(in);
            }
            hash = digest.hex();
        }
        return new StoredObject(name, head.contentLength(), hash, epoch(head.metadata()));
    }

    private static long epoch(Map<String, String> metadata) {
        String text = metadata.getOrDefault(EPOCH, "0");
        return text.matches("\\d{1,18}") ? Long.parseLong(text) : 0;
    }

    private GetObjectRequest get(String name, long bytes) {
        return GetObjectRequest.builder()
                .bucket(bucket(name))
                .key(key(name))
                .overrideConfiguration(connection.limit(bytes))
                .build();
    }

    @Override
    public StoredObject fetch(String name, Path file) throws ObjectStoreException {
        return failures.attempt(
                "fetch " + name,
                () -> {
                    StoredObject object =
                            find(name)
                                    .orElseThrow(() ->
                                            new ObjectStoreException(
                                                    Kind.MISSING, place() + " has no " + name));
                    return Fetching.toFile(
                            place(),
                            file,
                            () ->
                                    new Fetching.Source(
                                            object, client.getObject(get(name, object.bytes()))));
                });
    }

    @Override
    public byte[] range(String name, long from, int length) throws ObjectStoreException {
        ObjectNames.check(name);
        return failures.attempt(
                "read " + name,
                () -> {
                    GetObjectRequest request =
                            get(name, length).toBuilder()
                                    .range("bytes=" + from + "-" + (from + length - 1))
                                    .build();
                    try (ResponseInputStream<GetObjectResponse> in = client.getObject(request)) {
                        byte[] bytes = in.readNBytes(length);
                        if (bytes.length < length) {
                            throw Conflicts.shortRange(name, from, length, bytes.length);
                        }
                        return bytes;
                    }
                });
    }

    @Override
    public List<String> list(ObjectKind kind, String after, int limit) throws ObjectStoreException {
        return failures.attempt(
                "list " + kind.prefix(),
                () -> {
                    ListObjectsV2Request.Builder request =
                            ListObjectsV2Request.builder()
                                    .bucket(settings.bucketOf(kind))
                                    .prefix(key(kind.prefix()))
                                    .maxKeys(limit);
                    if (!after.isEmpty()) {
                        request.startAfter(key(after));
                    }
                    return client.listObjectsV2(request.build()).contents().stream()
                            .map(S3Object::key)
                            .map(key -> key.substring(settings.prefix().length()))
                            .toList();
                });
    }

    @Override
    public void delete(String name) throws ObjectStoreException {
        ObjectNames.check(name);
        failures.attempt(
                "remove " + name,
                () -> {
                    versions.removeAll(bucket(name), key(name));
                    return name;
                });
    }

    @Override
    public Optional<Instant> lockedUntil(String name) throws ObjectStoreException {
        ObjectNames.check(name);
        return failures.attempt(
                "look at " + name,
                () -> head(name).map(HeadObjectResponse::objectLockRetainUntilDate));
    }

    @Override
    public void probe() throws ObjectStoreException {
        list(ObjectKind.RECORDING, "", 1);
    }

    @Override
    public String place() {
        return "bucket "
                + settings.bucket()
                + (settings.endpoint() == null
                        ? " of Amazon S3 in " + settings.region()
                        : " of " + settings.endpoint());
    }

    private String bucket(String name) {
        return settings.bucketOf(ObjectKind.of(name));
    }

    private String key(String name) {
        return settings.prefix() + name;
    }

    @Override
    public void close() {
        connection.close();
    }

    private interface Condition {
        void apply(PutObjectRequest.Builder request);
    }
}
