package dev.postern.broker.store.object;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/// What this broker knows to be stored of the files it has, and which objects it has erased or has still to erase from the
/// store.
///
/// A text file that is appended to and synced: `+ NAME BYTES MILLIS` stored, with the file's length and time of change;
/// `- NAME` no longer of interest; `! NAME` to be erased; `~ NAME` erased. A line that a crash cut off is dropped, which
/// costs an upload that the store answers with "there already". Thread-safe.
final class UploadLog implements AutoCloseable {

    private final FileChannel channel;
    private final NavigableMap<String, Copy> stored;
    private final SortedSet<String> erasures;
    private final Set<String> erased;

    /// A file as it was stored.
    private record Copy(long bytes, long changedMillis) {}

    private UploadLog(
            FileChannel channel,
            NavigableMap<String, Copy> stored,
            SortedSet<String> erasures,
            Set<String> erased) {
        this.channel = channel;
        this.stored = stored;
        this.erasures = erasures;
        this.erased = erased;
    }

    /// Reads the log and writes it again without the names for which `isLocal` is false.
    static UploadLog open(Path file, Predicate<String> isLocal) throws IOException {
        NavigableMap<String, Copy> stored = new TreeMap<>();
        SortedSet<String> erasures = new TreeSet<>();
        Set<String> erased = new HashSet<>();
        if (Files.exists(file)) {
            String text = Files.readString(file);
            int end = text.lastIndexOf('\n') + 1;
            for (String line : text.substring(0, end).lines().toList()) {
                read(line, stored, erasures, erased);
            }
        }
        stored.keySet().removeIf(isLocal.negate());
        StringBuilder kept = new StringBuilder();
        stored.forEach((name, copy) -> kept.append(storedLine(name, copy)));
        erasures.forEach(name -> kept.append(line("!", name)));
        erased.forEach(name -> kept.append(line("~", name)));
        Epoch.replace(file, kept.toString().getBytes(StandardCharsets.UTF_8));
        return new UploadLog(
                FileChannel.open(file, StandardOpenOption.WRITE, StandardOpenOption.APPEND),
                stored,
                erasures,
                erased);
    }

    private static void read(
            String line,
            NavigableMap<String, Copy> stored,
            SortedSet<String> erasures,
            Set<String> erased) {
        List<String> fields = List.of(line.split(" "));
        String name = fields.size() > 1 ? fields.get(1) : "";
        switch (fields.getFirst()) {
            case "+" -> {
                if (fields.size() == 4 && (fields.get(2) + fields.get(3)).matches("\\d{2,36}")) {
                    stored.put(
                            name,
                            new Copy(Long.parseLong(fields.get(2)), Long.parseLong(fields.get(3))));
                }
            }
            case "-" -> stored.remove(name);
            case "!" -> erasures.add(name);
            case "~" -> {
                stored.remove(name);
                erasures.remove(name);
                erased.add(name);
            }
            default -> {
                // A line of a later version says nothing that would have to be undone.
            }
        }
    }

    private static String storedLine(String name, Copy copy) {
        return line("+", name + " " + copy.bytes() + " " + copy.changedMillis());
    }

    private static String line(String mark, String rest) {
        return mark + " " + rest + "\n";
    }

    /// Whether a file is stored as it is now.
    ///
    /// @throws java.nio.file.NoSuchFileException if there is no such file
    boolean isStored(String name, Path file) throws IOException {
        Copy now = new Copy(Files.size(file), Files.getLastModifiedTime(file).toMillis());
        synchronized (this) {
            return now.equals(stored.get(name));
        }
    }

    /// The stored files that are here, by name.
    synchronized List<String> stored(ObjectKind kind) {
        return new ArrayList<>(of(kind).keySet());
    }

    /// The bytes of the stored files that are here.
    synchronized long storedBytes(ObjectKind kind) {
        return of(kind).values().stream().mapToLong(Copy::bytes).sum();
    }

    private NavigableMap<String, Copy> of(ObjectKind kind) {
        return stored.subMap(kind.prefix(), true, kind.prefix() + "\uffff", false);
    }

    synchronized List<String> erasures() {
        return List.copyOf(erasures);
    }

    synchronized boolean isErased(String name) {
        return erased.contains(name);
    }

    /// Whether an object was erased or is to be: its file is not stored again.
    synchronized boolean isUnwanted(String name) {
        return erased.contains(name) || erasures.contains(name);
    }

    /// Says that a file is stored.
    synchronized void add(Upload upload) throws IOException {
        Copy copy = new Copy(upload.bytes(), upload.changedMillis());
        append(storedLine(upload.name(), copy));
        stored.put(upload.name(), copy);
    }

    /// Says that nothing is known of a file any more.
    synchronized void remove(String name) throws IOException {
        append(line("-", name));
        stored.remove(name);
    }

    /// Says that an object is to be erased.
    synchronized void erase(String name) throws IOException {
        append(line("!", name));
        erasures.add(name);
    }

    /// Says that an object was erased.
    synchronized void erased(String name) throws IOException {
        append(line("~", name));
        stored.remove(name);
        erasures.remove(name);
        erased.add(name);
    }

    private void append(String line) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(line.getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
        channel.force(false);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
