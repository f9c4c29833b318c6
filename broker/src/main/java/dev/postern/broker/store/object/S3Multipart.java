package dev.postern.broker.store.object;

import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.AbortMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CompletedMultipartUpload;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.ListPartsRequest;
import software.amazon.awssdk.services.s3.model.ListPartsResponse;
import software.amazon.awssdk.services.s3.model.Part;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.UploadPartRequest;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Uploads in parts, continued where an earlier attempt or an earlier process stopped.
///
/// What was begun is remembered in a small file with the hash of the content it is for; which parts arrived is asked of
/// the store, and a part is kept only if its checksum is that of the file's bytes. The object appears with the last
/// request, which is conditional like every other write.
final class S3Multipart {

    /// Source: Amazon S3 user guide, "Multipart upload limits".
    private static final int MAX_PARTS = 10_000;

    private static final String NO_SUCH_UPLOAD = "NoSuchUpload";

    private final S3Settings settings;
    private final S3Connection connection;
    private final S3Client client;
    private final S3Retention retention;
    private final Path memory;

    S3Multipart(S3Settings settings, S3Connection connection, S3Retention retention, Path memory) {
        this.settings = settings;
        this.connection = connection;
        this.client = connection.client();
        this.retention = retention;
        this.memory = memory;
    }

    /// Stores a file under a name that has no object yet.
    ///
    /// @throws S3Exception with status 412 if it has one
    void put(Upload upload, String key) throws IOException {
        try {
            putOnce(upload, key);
        } catch (S3Exception e) {
            if (!S3Failures.code(e).equals(NO_SUCH_UPLOAD)) {
                throw e;
            }
            // Completed by a request whose answer was lost, or removed by the store: the next one
            // tells which.
            forget(key);
            putOnce(upload, key);
        }
    }

    private void putOnce(Upload upload, String key) throws IOException {
        Begun begun = begin(upload, key);
        Map<Integer, Part> arrived = arrived(begun);
        List<CompletedPart> parts = new ArrayList<>();
        int number = 1;
        for (long from = 0; from < upload.bytes(); from += begun.partBytes()) {
            FilePart part =
                    FilePart.of(
                            upload.file(),
                            from,
                            Math.min(begun.partBytes(), upload.bytes() - from));
            Part there = arrived.get(number);
            String tag =
                    there != null && part.isSame(there.size(), there.checksumSHA256(), there.eTag())
                            ? there.eTag()
                            : send(begun, number, part);
            parts.add(
                    CompletedPart.builder()
                            .partNumber(number)
                            .eTag(tag)
                            .checksumSHA256(part.sha256())
                            .build());
            number++;
        }
        complete(begun, parts);
    }

    private Begun begin(Upload upload, String key) throws IOException {
        Optional<Begun> earlier = remembered(upload, key);
        if (earlier.isPresent()) {
            return earlier.get();
        }
        String bucket = settings.bucketOf(upload.kind());
        CreateMultipartUploadRequest.Builder request =
                CreateMultipartUploadRequest.builder()
                        .bucket(bucket)
                        .key(key)
                        .checksumAlgorithm(ChecksumAlgorithm.SHA256)
                        .metadata(S3ObjectStore.metadata(upload));
        retention.apply(upload.kind(), request);
        String id = client.createMultipartUpload(request.build()).uploadId();
        long partBytes = partBytes(settings.timing().partBytes(), upload.bytes());
        Epoch.replace(
                file(key),
                "%s %d %s\n"
                        .formatted(upload.sha256(), partBytes, id)
                        .getBytes(StandardCharsets.UTF_8));
        return new Begun(bucket, key, id, partBytes);
    }

    /// The wished size of parts, or the least one with which the file has not too many.
    static long partBytes(long wished, long bytes) {
        return Math.max(wished, (bytes + MAX_PARTS - 1) / MAX_PARTS);
    }

    private Optional<Begun> remembered(Upload upload, String key) throws IOException {
        String[] fields;
        try {
            fields = Files.readString(file(key)).strip().split(" ", 3);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
        if (fields.length == 3
                && fields[0].equals(upload.sha256())
                && fields[1].matches("\\d{1,18}")) {
            return Optional.of(
                    new Begun(
                            settings.bucketOf(upload.kind()),
                            key,
                            fields[2],
                            Long.parseLong(fields[1])));
        }
        return Optional.empty();
    }

    private Map<Integer, Part> arrived(Begun begun) {
        Map<Integer, Part> parts = new HashMap<>();
        Integer marker = null;
        while (true) {
            ListPartsResponse page =
                    client.listParts(
                            ListPartsRequest.builder()
                                    .bucket(begun.bucket())
                                    .key(begun.key())
                                    .uploadId(begun.id())
                                    .partNumberMarker(marker)
                                    .build());
            page.parts().forEach(part -> parts.put(part.partNumber(), part));
            if (!Boolean.TRUE.equals(page.isTruncated())) {
                return parts;
            }
            marker = page.nextPartNumberMarker();
        }
    }

    private String send(Begun begun, int number, FilePart part) {
        return client.uploadPart(
                        UploadPartRequest.builder()
                                .bucket(begun.bucket())
                                .key(begun.key())
                                .uploadId(begun.id())
                                .partNumber(number)
                                .contentLength(part.bytes())
                                .checksumAlgorithm(ChecksumAlgorithm.SHA256)
                                .checksumSHA256(part.sha256())
                                .overrideConfiguration(connection.limit(part.bytes()))
                                .build(),
                        RequestBody.fromContentProvider(
                                part::open, part.bytes(), "application/octet-stream"))
                .eTag();
    }

    private void complete(Begun begun, List<CompletedPart> parts) throws IOException {
        try {
            client.completeMultipartUpload(
                    CompleteMultipartUploadRequest.builder()
                            .bucket(begun.bucket())
                            .key(begun.key())
                            .uploadId(begun.id())
                            .ifNoneMatch("*")
                            .multipartUpload(
                                    CompletedMultipartUpload.builder().parts(parts).build())
                            .build());
        } catch (S3Exception e) {
            if (e.statusCode() == S3Failures.PRECONDITION_FAILED) {
                client.abortMultipartUpload(
                        AbortMultipartUploadRequest.builder()
                                .bucket(begun.bucket())
                                .key(begun.key())
                                .uploadId(begun.id())
                                .build());
                forget(begun.key());
            }
            throw e;
        }
        forget(begun.key());
    }

    private void forget(String key) throws IOException {
        Files.deleteIfExists(file(key));
    }

    private Path file(String key) {
        Sha256 name = new Sha256();
        byte[] bytes = key.getBytes(StandardCharsets.UTF_8);
        name.add(bytes, 0, bytes.length);
        return memory.resolve(name.hex());
    }

    private record Begun(String bucket, String key, String id, long partBytes) {}
}
