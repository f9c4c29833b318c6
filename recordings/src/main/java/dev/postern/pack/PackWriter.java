package dev.postern.pack;

import dev.postern.sitelog.LeafProof;
import dev.postern.sitelog.LogProof;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/// Writes a pack as a ZIP, front to back; nothing of it is held in memory but its manifest.
///
/// The order is the contents as they are added, [#manifest], [#prove]: the manifest's digest is known before the proof
/// of it is made. A pack that was not written to its end has no directory, and no program opens it.
public final class PackWriter {

    private final ZipOutputStream zip;
    private final LocalDateTime time;
    private final List<PackManifest.Entry> entries = new ArrayList<>();

    /// @param out  left open
    /// @param time of all files, so that the same contents make the same bytes
    public PackWriter(OutputStream out, LocalDateTime time) {
        this.zip = new ZipOutputStream(out, StandardCharsets.UTF_8);
        this.time = time;
    }

    /// Writes the bytes of a file.
    @FunctionalInterface
    public interface Body {

        /// Writes them all; `out` may be closed or not.
        void writeTo(OutputStream out) throws IOException;
    }

    /// Adds a file.
    ///
    /// @param what a sentence that says what it is
    public void add(String name, String what, Body body) throws IOException {
        zip.setLevel(
                name.equals(PackManifest.RECORDING)
                        ? Deflater.NO_COMPRESSION // it is encrypted
                        : Deflater.DEFAULT_COMPRESSION);
        begin(name);
        Digesting out = new Digesting(zip);
        body.writeTo(out);
        zip.closeEntry();
        entries.add(new PackManifest.Entry(name, out.bytes(), out.sha256Hex(), what));
    }

    /// Adds a file that is a text.
    public void add(String name, String what, String text) throws IOException {
        add(name, what, out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
    }

    /// Adds the recording's file, as long as it is now.
    public void addRecording(Path file) throws IOException {
        add(
                PackManifest.RECORDING,
                "The recording as the broker keeps it. It is encrypted and its key is not here; its"
                        + " chain of hashes and its signature can be checked without.",
                out -> Files.copy(file, out));
    }

    /// Adds the manifest of what was added.
    ///
    /// @param about what the pack is of, with `session`
    /// @return its SHA-256 in hexadecimal digits
    public String manifest(Map<String, @Nullable Object> about) throws IOException {
        byte[] bytes = new PackManifest(about, entries).text().getBytes(StandardCharsets.UTF_8);
        put(PackManifest.NAME, bytes);
        return Digesting.hexOf(bytes);
    }

    /// Adds the proofs of leaves, the leaf that names the manifest among them.
    public void prove(LogProof proof) throws IOException {
        put(PackManifest.CHECKPOINT, proof.checkpoint().encode());
        put(PackManifest.KEYS, proof.keys().encode());
        begin(PackManifest.LEAVES);
        for (LeafProof leaf : proof.leaves()) {
            zip.write(ProofLines.line(leaf).getBytes(StandardCharsets.UTF_8));
        }
        zip.closeEntry();
    }

    private void put(String name, byte[] bytes) throws IOException {
        begin(name);
        zip.write(bytes);
        zip.closeEntry();
    }

    private void begin(String name) throws IOException {
        ZipEntry entry = new ZipEntry(name);
        entry.setTimeLocal(time);
        zip.putNextEntry(entry);
    }

    /// How many files there are, and bytes in them, without the manifest and the proof.
    public Map<String, Object> size() {
        return Map.of(
                "files",
                entries.size(),
                "bytes",
                entries.stream().mapToLong(PackManifest.Entry::bytes).sum());
    }

    /// Writes the directory: the pack is whole. Not to be called after a failure.
    public void end() throws IOException {
        zip.finish();
        zip.flush();
    }
}
