package dev.postern.broker.store.object;

import org.jspecify.annotations.Nullable;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;

/// A part of a file that is uploaded by itself.
///
/// @param sha256 as S3 writes checksums, in base 64
/// @param md5    as S3 writes the tags of unencrypted parts, in hexadecimal; no protection, only a comparison
record FilePart(Path file, long from, long bytes, String sha256, String md5) {

    private static final int BUFFER_BYTES = 1 << 16;

    /// Reads the part to know its hashes.
    static FilePart of(Path file, long from, long bytes) throws IOException {
        MessageDigest sha256 = digest("SHA-256");
        MessageDigest md5 = digest("MD5");
        try (InputStream in = open(file, from)) {
            byte[] buffer = new byte[BUFFER_BYTES];
            for (long left = bytes; left > 0; ) {
                int read = in.read(buffer, 0, (int) Math.min(buffer.length, left));
                if (read < 0) {
                    throw new EOFException(
                            file + " ends " + left + " bytes before byte " + (from + bytes));
                }
                sha256.update(buffer, 0, read);
                md5.update(buffer, 0, read);
                left -= read;
            }
        }
        return new FilePart(
                file,
                from,
                bytes,
                Base64.getEncoder().encodeToString(sha256.digest()),
                HexFormat.of().formatHex(md5.digest()));
    }

    /// Whether what the store has is this part.
    boolean isSame(@Nullable Long size, @Nullable String checksum, @Nullable String tag) {
        if (size == null || size != bytes || tag == null) {
            return false;
        }
        return checksum == null ? tag.replace("\"", "").equals(md5) : checksum.equals(sha256);
    }

    /// The bytes of the part, from its beginning.
    InputStream open() {
        try {
            return new Bounded(open(file, from), bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static InputStream open(Path file, long from) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
        channel.position(from);
        return Channels.newInputStream(channel);
    }

    private static MessageDigest digest(String name) {
        try {
            return MessageDigest.getInstance(name);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has " + name, e);
        }
    }

    /// The first bytes of another stream.
    private static final class Bounded extends InputStream {

        private final InputStream in;
        private long left;

        Bounded(InputStream in, long bytes) {
            this.in = in;
            this.left = bytes;
        }

        @Override
        public int read() throws IOException {
            int read = left == 0 ? -1 : in.read();
            left -= read < 0 ? 0 : 1;
            return read;
        }

        @Override
        public int read(byte[] to, int offset, int length) throws IOException {
            if (left == 0 && length > 0) {
                return -1;
            }
            int read = in.read(to, offset, (int) Math.min(length, left));
            left -= Math.max(read, 0);
            return read;
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }
}
