package dev.postern.broker.review;

import dev.postern.broker.base.Randomness;
import dev.postern.broker.store.chunk.CorruptChunkException;
import dev.postern.broker.store.chunk.IndexCipher;
import dev.postern.broker.store.sql.NoteRow;
import dev.postern.broker.store.sql.SignatureColumns;
import dev.postern.keys.DataKey;
import dev.postern.keys.DataKeys;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;

import javax.crypto.Mac;

/// Encrypts the texts of notes as the search index encrypts those of statements ([IndexCipher]), under a key that comes
/// from the data key of the session's recording: whoever destroys that key destroys the notes in every copy and backup.
///
/// So are their anchors: one may name a column, which is what somebody wrote into a statement. What a note is about, who
/// wrote it and when are authenticated with its text, so a row that was changed is refused.
final class NoteCipher {

    private static final byte[] LABEL =
            "postern session notes 1".getBytes(StandardCharsets.US_ASCII);
    private static final String SCOPE = "notes";
    private static final String ANCHORS = "note anchors";

    private final DataKeys keys;
    private final Randomness randomness;

    NoteCipher(DataKeys keys, Randomness randomness) {
        this.keys = keys;
        this.randomness = randomness;
    }

    /// The row with an anchor and a text sealed in it.
    ///
    /// @param bare   a row without them
    /// @param anchor the text of a position, or null
    /// @throws dev.postern.keys.KeyDestroyedException   if the session's content is erased
    /// @throws dev.postern.keys.KeyUnavailableException if its key cannot be had
    NoteRow seal(NoteRow bare, @Nullable String anchor, String text) throws IOException {
        IndexCipher cipher = cipher(bare.session());
        return new NoteRow(
                bare.id(),
                bare.session(),
                bare.kind(),
                bare.statement(),
                anchor == null ? null : cipher.seal(ANCHORS, place(bare), bytes(anchor)),
                cipher.seal(SCOPE, place(bare, anchor), bytes(text)),
                bare.written(),
                bare.removed());
    }

    /// What was sealed in some notes of one session, in their order.
    ///
    /// @throws IOException as [#seal], or if a row was changed
    List<Opened> open(String session, List<NoteRow> rows) throws IOException {
        if (rows.stream().allMatch(row -> row.removed() != null && row.sealedAnchor() == null)) {
            return rows.stream().map(row -> new Opened(null, "")).toList();
        }
        IndexCipher cipher = cipher(session);
        List<Opened> opened = new ArrayList<>();
        for (NoteRow row : rows) {
            opened.add(open(cipher, row));
        }
        return opened;
    }

    private static Opened open(IndexCipher cipher, NoteRow row) throws IOException {
        try {
            byte[] sealed = row.sealedAnchor();
            String anchor = sealed == null ? null : text(cipher.open(ANCHORS, place(row), sealed));
            String text =
                    row.removed() == null
                            ? text(cipher.open(SCOPE, place(row, anchor), row.sealedText()))
                            : "";
            return new Opened(anchor, text);
        } catch (CorruptChunkException e) {
            throw new IOException(
                    "note "
                            + row.id()
                            + " of session "
                            + row.session()
                            + " was changed in the database; restore the state from a backup",
                    e);
        }
    }

    private IndexCipher cipher(String session) throws IOException {
        try (DataKey key = keys.dataKey(session)) {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(key.secret());
            return new IndexCipher(mac.doFinal(LABEL), randomness);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HMAC-SHA-256", e);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /// What is authenticated with a text: the anchor too, so that one that was taken out is missed.
    private static String place(NoteRow row, @Nullable String anchor) {
        return anchor == null ? place(row) : place(row) + "\n" + anchor;
    }

    private static String place(NoteRow row) {
        SignatureColumns written = row.written();
        return String.join(
                "\n",
                row.id(),
                row.kind(),
                String.valueOf(row.statement()),
                String.valueOf(written.at()),
                written.byId(),
                written.byName(),
                written.byEmail());
    }

    /// What was sealed in a note.
    ///
    /// @param anchor the text of a position, or null
    /// @param text   empty if the note is removed
    record Opened(@Nullable String anchor, String text) {}
}
