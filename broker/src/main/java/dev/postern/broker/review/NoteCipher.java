package dev.postern.broker.review;

import dev.postern.broker.base.Randomness;
import dev.postern.broker.store.chunk.CorruptChunkException;
import dev.postern.broker.store.chunk.IndexCipher;
import dev.postern.broker.store.sql.NoteRow;
import dev.postern.broker.store.sql.SignatureColumns;
import dev.postern.keys.DataKey;
import dev.postern.keys.DataKeys;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;

import javax.crypto.Mac;

/// Encrypts the texts of notes as the search index encrypts those of statements ([IndexCipher]), under a key that comes
/// from the data key of the session's recording: whoever destroys that key destroys the notes in every copy and backup.
///
/// What a note is about, who wrote it and when are authenticated with its text, so a row that was changed is refused.
final class NoteCipher {

    private static final byte[] LABEL =
            "postern session notes 1".getBytes(StandardCharsets.US_ASCII);
    private static final String SCOPE = "notes";

    private final DataKeys keys;
    private final Randomness randomness;

    NoteCipher(DataKeys keys, Randomness randomness) {
        this.keys = keys;
        this.randomness = randomness;
    }

    /// The row with `text` sealed in it.
    ///
    /// @param bare a row without a text
    /// @throws dev.postern.keys.KeyDestroyedException   if the session's content is erased
    /// @throws dev.postern.keys.KeyUnavailableException if its key cannot be had
    NoteRow seal(NoteRow bare, String text) throws IOException {
        byte[] sealed =
                cipher(bare.session())
                        .seal(SCOPE, place(bare), text.getBytes(StandardCharsets.UTF_8));
        return new NoteRow(
                bare.id(),
                bare.session(),
                bare.kind(),
                bare.statement(),
                sealed,
                bare.written(),
                bare.removed());
    }

    /// The texts of some notes of one session, in their order; empty for one that is removed.
    ///
    /// @throws IOException as [#seal], or if a row was changed
    List<String> open(String session, List<NoteRow> rows) throws IOException {
        if (rows.stream().allMatch(row -> row.removed() != null)) {
            return rows.stream().map(row -> "").toList();
        }
        IndexCipher cipher = cipher(session);
        List<String> texts = new ArrayList<>();
        for (NoteRow row : rows) {
            texts.add(row.removed() == null ? open(cipher, row) : "");
        }
        return texts;
    }

    private static String open(IndexCipher cipher, NoteRow row) throws IOException {
        try {
            return new String(
                    cipher.open(SCOPE, place(row), row.sealedText()), StandardCharsets.UTF_8);
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
}
