package dev.postern.sitelog;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/// Checkpoints kept outside the log: notes one behind another, a blank line after each.
///
/// A single `checkpoint` file is one too.
public final class AnchorFile {

    /// The largest file that is read.
    public static final long MAX_BYTES = 1L << 30;

    private static final String SIGNATURE = "\u2014 ";

    private AnchorFile() {}

    /// What a file holds.
    ///
    /// @param notes      the notes that are whole, in the order of the file
    /// @param unreadable how many pieces are no note, as one that a crash cut off
    public record Content(List<SignedNote> notes, int unreadable) {
        public Content {
            notes = List.copyOf(notes);
        }
    }

    /// Adds a note; it is durable when this returns.
    public static void append(Path file, byte[] note, LogSync sync) throws IOException {
        boolean isNew = !Files.exists(file);
        try (FileChannel channel =
                FileChannel.open(
                        file,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE,
                        StandardOpenOption.CREATE)) {
            long size = channel.size();
            String gap = size == 0 || endsWithBlankLine(channel, size) ? "" : "\n\n";
            byte[] text = gap.getBytes(StandardCharsets.US_ASCII);
            ByteBuffer piece = ByteBuffer.allocate(text.length + note.length + 1);
            piece.put(text).put(note).put((byte) '\n').flip();
            DurableFiles.write(channel, piece, size);
            sync.force(channel);
        }
        Path folder = file.toAbsolutePath().getParent();
        if (isNew && folder != null) {
            sync.forceDirectory(folder);
        }
    }

    private static boolean endsWithBlankLine(FileChannel channel, long size) throws IOException {
        ByteBuffer end = ByteBuffer.allocate(2);
        return size >= 2
                && channel.read(end, size - 2) == 2
                && end.get(0) == '\n'
                && end.get(1) == '\n';
    }

    /// Reads a file.
    public static Content read(Path file) throws IOException {
        if (Files.size(file) > MAX_BYTES) {
            throw new MalformedLogException(
                    file + " has " + Files.size(file) + " bytes; at most " + MAX_BYTES);
        }
        return parse(Files.readAllBytes(file));
    }

    static Content parse(byte[] bytes) throws MalformedLogException {
        List<SignedNote> notes = new ArrayList<>();
        int unreadable = 0;
        StringBuilder text = new StringBuilder();
        StringBuilder signatures = new StringBuilder();
        for (String line : (Texts.utf8(bytes, "a file of checkpoints") + "\n\n").split("\n", -1)) {
            if (line.startsWith(SIGNATURE)) {
                signatures.append(line).append('\n');
            } else if (!line.isEmpty()) {
                unreadable += signatures.isEmpty() ? 0 : 1;
                if (!signatures.isEmpty()) {
                    text.setLength(0);
                    signatures.setLength(0);
                }
                text.append(line).append('\n');
            } else if (!signatures.isEmpty()) {
                String note = text + "\n" + signatures;
                text.setLength(0);
                signatures.setLength(0);
                try {
                    notes.add(SignedNote.parse(note.getBytes(StandardCharsets.UTF_8)));
                } catch (MalformedLogException _) {
                    unreadable++; // counted: the caller says so
                }
            }
        }
        return new Content(notes, text.isEmpty() ? unreadable : unreadable + 1);
    }
}
