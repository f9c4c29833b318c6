package dev.postern.broker.review;

import dev.postern.broker.audit.AuditCode;
import dev.postern.broker.audit.AuditTrail;
import dev.postern.broker.base.Clock;
import dev.postern.broker.base.Randomness;
import dev.postern.broker.base.Ulids;
import dev.postern.broker.identity.Person;
import dev.postern.broker.review.ReviewException.Kind;
import dev.postern.broker.store.sql.NoteRow;
import dev.postern.broker.store.sql.SessionRow;
import dev.postern.broker.store.sql.StateStore;
import dev.postern.keys.DataKeys;
import dev.postern.position.Position;
import dev.postern.position.PositionException;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/// What people write about sessions. Nothing is ever changed; what is removed leaves the fact that it was there.
///
/// A text may quote what was seen in a recording, and an anchor may name a column: they lie encrypted ([NoteCipher]) and in
/// no audit event, which names the statement alone.
public final class Notes {

    /// Characters of a text.
    public static final int LONGEST_TEXT = 4_000;

    /// Notes of one session, removed ones too.
    static final int MOST = 1_000;

    private static final Pattern TAG = Pattern.compile("[\\p{L}\\p{N}][\\p{L}\\p{N}._-]{0,39}");
    private static final byte[] NOTHING = {};
    private static final int SHORTEST_ID = 8;

    private final StateStore store;
    private final NoteCipher cipher;
    private final AuditTrail audit;
    private final Clock clock;
    private final Ulids ulids;

    /// @param keys the data keys of recordings
    public Notes(
            StateStore store, DataKeys keys, AuditTrail audit, Clock clock, Randomness randomness) {
        this.store = store;
        this.cipher = new NoteCipher(keys, randomness);
        this.audit = audit;
        this.clock = clock;
        this.ulids = new Ulids(clock, randomness);
    }

    /// What somebody wants to write.
    ///
    /// @param place where, or null for the whole session
    public record Wanted(Note.Kind kind, Anchors.@Nullable Place place, String text) {

        @Nullable Position anchor() {
            return place == null ? null : place.position();
        }

        @Nullable Long statement() {
            return place == null ? null : place.statement();
        }

        @Override
        public String toString() {
            return "Wanted[***]";
        }
    }

    /// The notes of a session, the oldest first, removed ones too.
    ///
    /// @throws dev.postern.keys.KeyDestroyedException   if the session's content is erased
    /// @throws dev.postern.keys.KeyUnavailableException if its key cannot be had
    /// @throws IOException                              if a row was changed by others
    public List<Note> of(String session) throws IOException {
        List<NoteRow> rows = store.read(tables -> tables.notes().of(session));
        List<NoteCipher.Opened> opened = cipher.open(session, rows);
        List<Note> notes = new ArrayList<>();
        for (int i = 0; i < rows.size(); i++) {
            notes.add(note(rows.get(i), opened.get(i)));
        }
        return notes;
    }

    /// Writes a note; it is kept when this returns.
    ///
    /// @throws ReviewException if a text is missing or too long, a tag is no word, or there are too many
    /// @throws IOException     if the session's key is destroyed or cannot be had
    public Note write(Person person, SessionRow session, Wanted wanted, String address)
            throws ReviewException, IOException {
        String text = checked(wanted);
        if (wanted.kind() == Note.Kind.TAG) {
            Optional<Note> same =
                    of(session.id()).stream().filter(note -> isSame(note, wanted, text)).findAny();
            if (same.isPresent()) {
                return same.get();
            }
        }
        Position anchor = wanted.anchor();
        String place = anchor == null ? null : anchor.text();
        NoteRow row =
                cipher.seal(
                        new NoteRow(
                                ulids.next(),
                                session.id(),
                                wanted.kind().word(),
                                wanted.statement(),
                                null,
                                NOTHING,
                                Signature.of(person, clock.now()).columns(),
                                null),
                        place,
                        text);
        Note note = note(row, new NoteCipher.Opened(place, text));
        boolean done =
                store.write(rows -> {
                    if (rows.notes().count(session.id()) >= MOST) {
                        return false;
                    }
                    rows.notes().add(row);
                    audit.write(
                            rows,
                            event(
                                    AuditCode.NOTE_WRITTEN,
                                    note,
                                    note.written(),
                                    session.where().target(),
                                    address));
                    return true;
                });
        if (!done) {
            throw new ReviewException(
                    Kind.TOO_MANY,
                    "Session "
                            + session.id()
                            + " has "
                            + MOST
                            + " notes already, which is the limit.",
                    "Write what is new into your own system and link to the session.");
        }
        return note;
    }

    /// Removes a note: its text is gone, that it was there stays.
    ///
    /// @param id     the note's id, or its last 8 characters
    /// @param others whether `person` may remove what another person wrote
    /// @throws ReviewException if there is none, it is removed already, or another person wrote it
    /// @throws IOException     if the session's key is destroyed or cannot be had
    public Note remove(Person person, SessionRow session, String id, boolean others, String address)
            throws ReviewException, IOException {
        NoteRow row =
                store.read(rows -> rows.notes().of(session.id())).stream()
                        .filter(found -> id.length() >= SHORTEST_ID && found.id().endsWith(id))
                        .findFirst()
                        .orElseThrow(() ->
                                new ReviewException(
                                        Kind.NOT_FOUND,
                                        "Session " + session.id() + " has no note " + id + ".",
                                        "List them: postern note " + session.id()));
        if (!others && !row.written().byId().equals(person.id())) {
            throw new ReviewException(
                    Kind.NOT_YOURS,
                    "The note is by " + row.written().byName() + "; its author removes it.",
                    "Ask them, or somebody whose role has `erase-recordings`.");
        }
        Signature removed = Signature.of(person, clock.now());
        NoteRow empty =
                new NoteRow(
                        row.id(),
                        row.session(),
                        row.kind(),
                        row.statement(),
                        row.sealedAnchor(),
                        NOTHING,
                        row.written(),
                        removed.columns());
        Note gone = note(empty, cipher.open(session.id(), List.of(empty)).getFirst());
        boolean done =
                store.write(rows -> {
                    boolean first = rows.notes().remove(row.id(), removed.columns());
                    if (first) {
                        audit.write(
                                rows,
                                event(
                                        AuditCode.NOTE_REMOVED,
                                        gone,
                                        removed,
                                        session.where().target(),
                                        address));
                    }
                    return first;
                });
        if (!done) {
            throw new ReviewException(Kind.ALREADY_REMOVED, "The note was removed before.", "");
        }
        return gone;
    }

    private static String checked(Wanted wanted) throws ReviewException {
        String text = wanted.text().strip();
        boolean isTag = wanted.kind() == Note.Kind.TAG;
        if (isTag && !TAG.matcher(text).matches()) {
            throw new ReviewException(
                    Kind.BAD_INPUT,
                    "A tag is one word of 1 to 40 letters, digits, dots, hyphens and underscores.",
                    "Write more as a comment.");
        }
        if (text.length() > LONGEST_TEXT
                || (text.isEmpty() && wanted.kind() == Note.Kind.COMMENT)) {
            throw new ReviewException(
                    Kind.BAD_INPUT,
                    "A note has 1 to "
                            + LONGEST_TEXT
                            + " characters, this one has "
                            + text.length()
                            + ".",
                    text.isEmpty()
                            ? "Write something, or set a bookmark, which needs no text."
                            : "Write it as several notes.");
        }
        return isTag ? text.toLowerCase(Locale.ROOT) : text;
    }

    private static boolean isSame(Note note, Wanted wanted, String text) {
        return note.removed() == null
                && note.kind() == wanted.kind()
                && Objects.equals(note.anchor(), wanted.anchor())
                && note.text().equals(text);
    }

    private static Note note(NoteRow row, NoteCipher.Opened opened) {
        for (Note.Kind kind : Note.Kind.values()) {
            if (kind.word().equals(row.kind())) {
                return new Note(
                        row.id(),
                        row.session(),
                        kind,
                        anchor(opened.anchor()),
                        row.statement(),
                        opened.text(),
                        Signature.of(row.written()),
                        row.removed() == null ? null : Signature.of(row.removed()));
            }
        }
        throw new IllegalStateException("a note is of the unknown kind " + row.kind());
    }

    private static @Nullable Position anchor(@Nullable String text) {
        try {
            return text == null ? null : Position.parse(text);
        } catch (PositionException e) {
            throw new IllegalStateException("a note has an anchor that is no position", e);
        }
    }

    private static AuditTrail.NewEvent event(
            AuditCode code, Note note, Signature signature, String target, String address) {
        Map<String, Object> detail = new LinkedHashMap<>();
        detail.put("note", note.id());
        detail.put("kind", note.kind().word());
        if (note.statement() != null) {
            detail.put("statement", note.statement());
        }
        boolean isWritten = code == AuditCode.NOTE_WRITTEN;
        if (!isWritten) {
            detail.put("author", note.written().by().email());
        }
        return new AuditTrail.NewEvent(
                code,
                signature.by(),
                address,
                target,
                note.session(),
                detail,
                signature.by().name()
                        + (isWritten ? " wrote a " : " removed a ")
                        + note.kind().word()
                        + (note.statement() == null
                                ? " about session "
                                : " about statement " + note.statement() + " of session ")
                        + note.session()
                        + ".");
    }
}
