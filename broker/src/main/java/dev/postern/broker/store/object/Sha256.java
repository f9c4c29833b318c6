package dev.postern.broker.store.object;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;

/// A SHA-256 that counts what it is given. Not thread-safe.
final class Sha256 {

    private static final int BUFFER_BYTES = 1 << 16;

    private final MessageDigest digest;
    private long bytes;

    Sha256() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }

    void add(byte[] from, int offset, int length) {
        digest.update(from, offset, length);
        bytes += length;
    }

    /// Reads `in` to its end.
    void addAll(InputStream in) throws IOException {
        copy(in, OutputStream.nullOutputStream());
    }

    /// Copies `in` to `out` and looks at everything that passes.
    void copy(InputStream in, OutputStream out) throws IOException {
        byte[] buffer = new byte[BUFFER_BYTES];
        for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
            add(buffer, 0, read);
            out.write(buffer, 0, read);
        }
    }

    /// How many bytes were added.
    long bytes() {
        return bytes;
    }

    /// The hash in hexadecimal; nothing may be added after it.
    String hex() {
        return HexFormat.of().formatHex(digest.digest());
    }

    /// A hash in hexadecimal as the base 64 that S3 writes checksums in.
    static String base64(String hex) {
        return Base64.getEncoder().encodeToString(HexFormat.of().parseHex(hex));
    }
}
