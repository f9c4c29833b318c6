package dev.postern.sitelog;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/// A text with signatures under it.
///
/// @param text       ends with a line feed
/// @param signatures in the order of the note
/// Source: C2SP signed-note
public record SignedNote(String text, List<NoteSignature> signatures) {

    /// The longest note that is read, in bytes.
    public static final int MAX_BYTES = 65_536;

    /// The most signatures that are read in one note.
    public static final int MAX_SIGNATURES = 64;

    private static final String MARK = "\u2014 ";
    private static final int ID_BYTES = 4;

    public SignedNote {
        signatures = List.copyOf(signatures);
    }

    /// One signature line.
    ///
    /// @param name  whose key signed
    /// @param keyId which of the keys of that name
    /// @param value what the key made; must not be changed by whoever holds it
    @SuppressWarnings("ArrayRecordComponent") // signatures are carried, never compared
    public record NoteSignature(String name, int keyId, byte[] value) {}

    /// Reads a note.
    ///
    /// @throws MalformedLogException if it is none, or exceeds a limit
    public static SignedNote parse(byte[] bytes) throws MalformedLogException {
        if (bytes.length > MAX_BYTES) {
            throw new MalformedLogException(
                    "a note has " + bytes.length + " bytes; at most " + MAX_BYTES + " are read");
        }
        String note = Texts.utf8(bytes, "a note");
        if (note.chars().anyMatch(c -> c < ' ' && c != '\n')) {
            throw new MalformedLogException("a note has a control character");
        }
        int blank = note.lastIndexOf("\n\n");
        if (blank < 0 || !note.endsWith("\n") || blank + 2 >= note.length()) {
            throw new MalformedLogException("a note has no signatures behind a blank line");
        }
        List<NoteSignature> signatures = new ArrayList<>();
        for (String line : note.substring(blank + 2, note.length() - 1).split("\n", -1)) {
            if (signatures.size() == MAX_SIGNATURES) {
                throw new MalformedLogException(
                        "a note has more than " + MAX_SIGNATURES + " signatures");
            }
            signatures.add(signature(line));
        }
        return new SignedNote(note.substring(0, blank + 1), signatures);
    }

    private static NoteSignature signature(String line) throws MalformedLogException {
        int space = line.indexOf(' ', MARK.length());
        if (!line.startsWith(MARK) || space < 0) {
            throw new MalformedLogException(
                    "a signature line of a note is \"" + Texts.shown(line) + "\"");
        }
        String name = line.substring(MARK.length(), space);
        if (name.isEmpty() || name.chars().anyMatch(c -> c == '+' || Character.isSpaceChar(c))) {
            throw new MalformedLogException("a signature line of a note has no proper name");
        }
        ByteBuffer value;
        try {
            value = ByteBuffer.wrap(Base64.getDecoder().decode(line.substring(space + 1)));
        } catch (IllegalArgumentException e) {
            throw new MalformedLogException("a signature of a note is not in base64");
        }
        if (value.remaining() <= ID_BYTES) {
            throw new MalformedLogException("a signature of a note is too short");
        }
        int id = value.getInt();
        byte[] rest = new byte[value.remaining()];
        value.get(rest);
        return new NoteSignature(name, id, rest);
    }

    /// Signs `text`, which ends with a line feed.
    public static SignedNote sign(String text, String name, SiteSigningKey key) {
        return new SignedNote(
                text,
                List.of(
                        new NoteSignature(
                                name,
                                key.publicKey().noteId(name),
                                key.sign(text.getBytes(StandardCharsets.UTF_8)))));
    }

    /// Whether the note names a key.
    public boolean isNamedBy(String name, SiteKey key) {
        int id = key.noteId(name);
        return signatures.stream().anyMatch(s -> s.keyId() == id && s.name().equals(name));
    }

    /// Whether a key signed the note: it is named, and every signature in its name is good.
    public boolean isSignedBy(String name, SiteKey key) {
        byte[] message = text.getBytes(StandardCharsets.UTF_8);
        int id = key.noteId(name);
        return isNamedBy(name, key)
                && signatures.stream()
                        .filter(s -> s.keyId() == id && s.name().equals(name))
                        .allMatch(s -> key.verifies(message, s.value()));
    }

    /// The note as it is written.
    public byte[] encode() {
        StringBuilder note = new StringBuilder(text).append('\n');
        for (NoteSignature signature : signatures) {
            byte[] value =
                    ByteBuffer.allocate(ID_BYTES + signature.value().length)
                            .putInt(signature.keyId())
                            .put(signature.value())
                            .array();
            note.append(MARK)
                    .append(signature.name())
                    .append(' ')
                    .append(Base64.getEncoder().encodeToString(value))
                    .append('\n');
        }
        return note.toString().getBytes(StandardCharsets.UTF_8);
    }
}
