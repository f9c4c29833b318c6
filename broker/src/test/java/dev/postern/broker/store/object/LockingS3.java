package dev.postern.broker.store.object;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// A hand-written stand-in for a store with object lock, strict where Amazon's documentation is: it answers 400 to a
/// locked write without a checksum, without a mode or without a time, or with a time that is past; it compares every
/// checksum with the bytes that came. It keeps nothing but the requests, and checks no signature.
///
/// Source: Amazon S3 user guide, "Locking objects with Object Lock"; API reference, PutObject and CreateMultipartUpload.
final class LockingS3 {

    private final ServerSocket listener;
    private final Instant now;
    final List<HttpRequest> requests = new CopyOnWriteArrayList<>();
    final List<String> refusals = new CopyOnWriteArrayList<>();

    LockingS3(Instant now) throws IOException {
        this.now = now;
        this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
    }

    URI endpoint() {
        return URI.create("http://127.0.0.1:" + listener.getLocalPort());
    }

    void stop() throws IOException {
        listener.close();
    }

    private void accept() {
        try {
            while (true) {
                Socket client = listener.accept();
                Thread.ofVirtual().start(() -> serve(client));
            }
        } catch (IOException closed) {
            // The test is over.
        }
    }

    private void serve(Socket client) {
        try (client) {
            while (true) {
                HttpRequest request = HttpRequest.read(client.getInputStream());
                requests.add(request);
                client.getOutputStream().write(answer(request).getBytes(StandardCharsets.UTF_8));
            }
        } catch (IOException end) {
            // The client went.
        }
    }

    private String answer(HttpRequest request) {
        String problem = problem(request);
        if (!problem.isEmpty()) {
            refusals.add(request.method() + " " + request.target() + ": " + problem);
            return response(
                    "400 Bad Request",
                    "",
                    "<Error><Code>InvalidRequest</Code><Message>" + problem + "</Message></Error>");
        }
        if (request.method().equals("POST") && request.target().endsWith("?uploads")) {
            return response(
                    "200 OK",
                    "",
                    "<InitiateMultipartUploadResult><UploadId>one</UploadId>"
                            + "</InitiateMultipartUploadResult>");
        }
        if (request.method().equals("POST")) {
            return response(
                    "200 OK",
                    "",
                    "<CompleteMultipartUploadResult><ETag>\"whole\"</ETag>"
                            + "</CompleteMultipartUploadResult>");
        }
        if (request.method().equals("GET")) {
            return response("200 OK", "", "<ListPartsResult></ListPartsResult>");
        }
        return response("200 OK", "ETag: \"part\"\r\n", "");
    }

    private String problem(HttpRequest request) {
        String checksum = request.headers().get("x-amz-checksum-sha256");
        if (checksum != null
                && request.method().equals("PUT")
                && !checksum.equals(sha256(request.body()))) {
            return "the checksum is not the body's";
        }
        String mode = request.headers().get("x-amz-object-lock-mode");
        String until = request.headers().get("x-amz-object-lock-retain-until-date");
        if ((mode == null) != (until == null)) {
            return "object lock needs a mode and a time";
        }
        if (mode == null || until == null) {
            return "";
        }
        if (!List.of("GOVERNANCE", "COMPLIANCE").contains(mode)) {
            return "no such mode: " + mode;
        }
        if (!Instant.parse(until).isAfter(now)) {
            return "the time is past: " + until;
        }
        boolean begins = request.method().equals("POST");
        return begins
                ? request.headers().containsKey("x-amz-checksum-algorithm")
                        ? ""
                        : "a locked upload in parts needs a checksum algorithm"
                : checksum == null ? "a locked object needs a checksum" : "";
    }

    private static String sha256(byte[] body) {
        try {
            return Base64.getEncoder()
                    .encodeToString(MessageDigest.getInstance("SHA-256").digest(body));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /// The hash of a body as the signature names it.
    static String hex(byte[] body) {
        return HexFormat.of().formatHex(Base64.getDecoder().decode(sha256(body)));
    }

    private static String response(String status, String headers, String body) {
        return "HTTP/1.1 "
                + status
                + "\r\nContent-Type: application/xml\r\n"
                + headers
                + "Content-Length: "
                + body.getBytes(StandardCharsets.UTF_8).length
                + "\r\n\r\n"
                + body;
    }
}
