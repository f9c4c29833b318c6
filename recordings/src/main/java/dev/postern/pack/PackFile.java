package dev.postern.pack;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/// The files in a pack that may have been made to do harm: nothing is believed of their number and length.
final class PackFile implements Closeable {

    /// Files in a pack; a broker writes a dozen.
    static final int MOST_FILES = 64;

    private static final int PIECE = 1 << 16;

    private final ZipFile zip;
    private final List<String> names;

    private PackFile(ZipFile zip, List<String> names) {
        this.zip = zip;
        this.names = names;
    }

    /// @throws ZipException if it is no ZIP, or has no end
    static PackFile open(Path file) throws IOException {
        ZipFile zip = new ZipFile(file.toFile());
        if (zip.size() > MOST_FILES) {
            int size = zip.size();
            zip.close();
            throw new ZipException("it has " + size + " files; a pack has at most " + MOST_FILES);
        }
        return new PackFile(zip, zip.stream().map(ZipEntry::getName).toList());
    }

    /// As the directory has them, also such as come twice.
    List<String> names() {
        return names;
    }

    /// A file as a whole.
    ///
    /// @throws MalformedPackException if it is longer than `limit`, or damaged
    byte[] read(String name, int limit) throws IOException {
        try (InputStream in = open(name)) {
            byte[] bytes = in.readNBytes(limit + 1);
            if (bytes.length > limit) {
                throw new MalformedPackException("it has more than " + limit + " bytes");
            }
            return bytes;
        } catch (ZipException | EOFException e) {
            throw new MalformedPackException("it cannot be unpacked: " + e.getMessage());
        }
    }

    /// Copies a file, but not more than `limit` bytes and one.
    ///
    /// @throws MalformedPackException if it is damaged
    void copy(String name, long limit, OutputStream out) throws IOException {
        try (InputStream in = open(name)) {
            byte[] piece = new byte[PIECE];
            long left = limit + 1;
            for (int n = 0; n >= 0 && left > 0; ) {
                n = in.read(piece, 0, (int) Math.min(piece.length, left));
                if (n > 0) {
                    out.write(piece, 0, n);
                    left -= n;
                }
            }
        } catch (ZipException | EOFException e) {
            throw new MalformedPackException("it cannot be unpacked: " + e.getMessage());
        }
    }

    private InputStream open(String name) throws IOException {
        ZipEntry entry = zip.getEntry(name);
        if (entry == null) {
            throw new MalformedPackException("it is missing");
        }
        return zip.getInputStream(entry);
    }

    @Override
    public void close() throws IOException {
        zip.close();
    }
}
