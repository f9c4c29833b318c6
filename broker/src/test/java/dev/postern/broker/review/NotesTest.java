package dev.postern.broker.review;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.postern.broker.audit.AuditEvent;
import dev.postern.broker.audit.AuditTrail;
import dev.postern.broker.audit.TestTrail;
import dev.postern.broker.base.Randomness;
import dev.postern.broker.base.Ulids;
import dev.postern.broker.identity.Person;
import dev.postern.broker.keys.TestKeys;
import dev.postern.broker.review.ReviewException.Kind;
import dev.postern.broker.store.sql.IndexRows;
import dev.postern.broker.store.sql.IndexStore;
import dev.postern.broker.store.sql.NoteRow;
import dev.postern.broker.store.sql.SessionRow;
import dev.postern.broker.store.sql.StateStore;
import dev.postern.keys.KeyDestroyedException;
import dev.postern.keys.KeyFolder;
import dev.postern.keys.Tombstone;
import dev.postern.position.Position;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

final class NotesTest {

    private static final Instant START = Instant.parse("2026-11-21T14:00:00Z");
    private static final String SESSION = "01KAJ4V8000000000000000001";
    private static final String OTHER = "01KAJ4V8000000000000000002";
    private static final Person ERIN = person("erin");
    private static final Person ADA = person("ada");
    private static final Person AXEL = person("axel");

    @TempDir Path folder;

    private final AtomicReference<Instant> now = new AtomicReference<>(START);
    private StateStore state;
    private IndexStore index;
    private AuditTrail audit;
    private KeyFolder keys;
    private Notes notes;
    private Reviews reviews;

    @BeforeEach
    void open() throws Exception {
        state = StateStore.open(folder.resolve("state.db"));
        audit = TestTrail.open(state, folder, now::get);
        index = IndexStore.open(folder.resolve("index.db"), TestKeys.KEYS, Randomness.system());
        keys = new KeyFolder(folder.resolve("recording-keys"), TestKeys.KEYS);
        for (String session : List.of(SESSION, OTHER)) {
            keys.create(session, Randomness.system()::bytes).close();
        }
        notes = new Notes(state, keys, audit, now::get, Randomness.system());
        reviews =
                new Reviews(
                        state,
                        new IndexRows(index).outcomes(),
                        audit,
                        now::get,
                        new Ulids(now::get, Randomness.system()));
    }

    @AfterEach
    void close() throws Exception {
        index.close();
        audit.close();
        state.close();
    }

    @Test
    void notes_areReadBackInTheirOrder_withWhoAndWhen() throws Exception {
        Note first = write(ADA, Note.Kind.COMMENT, 41L, "  why \u202e without a WHERE?\n<b> ");
        now.set(START.plus(Duration.ofMinutes(1)));
        Note second = write(AXEL, Note.Kind.BOOKMARK, null, "");

        assertThat(notes.of(SESSION)).containsExactly(first, second);
        assertThat(first.text()).isEqualTo("why \u202e without a WHERE?\n<b>");
        assertThat(first.written().by().name()).isEqualTo("ada");
        assertThat(second.written().at()).isEqualTo(START.plus(Duration.ofMinutes(1)));
        assertThat(notes.of(OTHER)).isEmpty();
    }

    @Test
    void note_withoutTextOrTooLong_isRefused() throws Exception {
        write(ADA, Note.Kind.COMMENT, null, "x".repeat(Notes.LONGEST_TEXT));

        assertRefused(Kind.BAD_INPUT, () -> write(ADA, Note.Kind.COMMENT, null, " \n"));
        assertRefused(
                Kind.BAD_INPUT,
                () -> write(ADA, Note.Kind.COMMENT, null, "x".repeat(Notes.LONGEST_TEXT + 1)));
        assertThat(notes.of(SESSION)).hasSize(1);
        assertThat(codes()).containsExactly("note.written");
    }

    @Test
    void tag_isOneWord_inLowerCase_writtenOnce() throws Exception {
        Note tag = write(ADA, Note.Kind.TAG, null, "GDPR");

        assertThat(tag.text()).isEqualTo("gdpr");
        assertThat(write(AXEL, Note.Kind.TAG, null, "gdpr")).isEqualTo(tag);
        assertThat(write(AXEL, Note.Kind.TAG, 3L, "gdpr")).isNotEqualTo(tag);
        for (String wrong : List.of("", "two words", "-x", "x".repeat(41), "a<b")) {
            assertRefused(Kind.BAD_INPUT, () -> write(ADA, Note.Kind.TAG, null, wrong));
        }
        assertThat(notes.of(SESSION)).hasSize(2);
    }

    @Test
    void removal_byItsAuthor_takesTheText_andKeepsTheFact() throws Exception {
        Note note = write(ADA, Note.Kind.COMMENT, 2L, "canary-7f");

        assertRefused(Kind.NOT_YOURS, () -> remove(AXEL, note.id(), false));
        Note gone = remove(ADA, note.id().substring(18), false);

        assertThat(gone.text()).isEmpty();
        assertThat(notes.of(SESSION)).containsExactly(gone);
        assertThat(gone.removed()).isEqualTo(new Signature(START, gone.written().by()));
        assertRefused(Kind.ALREADY_REMOVED, () -> remove(ADA, note.id(), false));
        assertRefused(Kind.NOT_FOUND, () -> remove(ADA, "none", false));
        assertThat(codes()).containsExactly("note.written", "note.removed");
        Note another = write(AXEL, Note.Kind.COMMENT, null, "b");
        assertThat(remove(ADA, another.id(), true).removed()).isNotNull();
    }

    @Test
    @Tag("G26")
    void text_liesInNoFileAndInNoEvent() throws Exception {
        write(ADA, Note.Kind.COMMENT, 41L, "canary-9b3f1c");
        write(ADA, at(Note.Kind.BOOKMARK, new Position.Cell(41, 2, "canary-col"), ""));
        write(ADA, Note.Kind.TAG, null, "canary-tag-77");

        assertThat(audit.newest(Long.MAX_VALUE, 9).toString())
                .contains("statement 41", "wrote a comment", "wrote a tag")
                .doesNotContain("canary");
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))
                        .as(file.toString())
                        .doesNotContain("canary");
            }
        }
    }

    @Test
    void changedRow_isRefused() throws Exception {
        Note note = write(ADA, Note.Kind.COMMENT, 41L, "it was erin");
        NoteRow row = state.<List<NoteRow>>read(rows -> rows.notes().of(SESSION)).getFirst();
        state.<Boolean>write(rows -> {
            rows.notes().forget(SESSION);
            rows.notes()
                    .add(
                            new NoteRow(
                                    row.id(),
                                    row.session(),
                                    row.kind(),
                                    7L,
                                    row.sealedAnchor(),
                                    row.sealedText(),
                                    row.written(),
                                    null));
            return true;
        });

        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> notes.of(SESSION))
                .withMessageContaining(note.id());
    }

    @Test
    void anchor_isReadBack_andStaysWhenTheNoteIsRemoved() throws Exception {
        for (Position position :
                List.of(
                        new Position.Cell(41, 15, "canary e&mail"),
                        new Position.Message(1207),
                        new Position.Time(92_400_000),
                        new Position.Range(41, 47))) {
            Note note = write(ADA, at(Note.Kind.COMMENT, position, "here"));
            assertThat(note.anchor()).isEqualTo(position);
            assertThat(remove(ADA, note.id(), false).anchor()).isEqualTo(position);
        }

        assertThat(notes.of(SESSION))
                .extracting(Note::anchor)
                .containsExactlyInAnyOrder(
                        new Position.Cell(41, 15, "canary e&mail"),
                        new Position.Message(1207),
                        new Position.Time(92_400_000),
                        new Position.Range(41, 47));
        assertThat(notes.of(SESSION)).extracting(Note::statement).containsOnly(41L);
        assertThat(audit.newest(Long.MAX_VALUE, 9).toString()).doesNotContain("canary");
    }

    @Test
    void tag_isWrittenOnceAtEachAnchor() throws Exception {
        Note cell = write(ADA, at(Note.Kind.TAG, new Position.Cell(41, 15, "email"), "gdpr"));

        assertThat(write(AXEL, at(Note.Kind.TAG, new Position.Cell(41, 15, "email"), "gdpr")))
                .isEqualTo(cell);
        assertThat(write(AXEL, at(Note.Kind.TAG, new Position.Cell(41, 16, "email"), "gdpr")))
                .isNotEqualTo(cell);
    }

    @Test
    void anchorThatWasTakenOut_isMissed() throws Exception {
        Note note = write(ADA, at(Note.Kind.COMMENT, new Position.Cell(41, 15, "email"), "here"));
        NoteRow row = state.<List<NoteRow>>read(rows -> rows.notes().of(SESSION)).getFirst();
        state.<Boolean>write(rows -> {
            rows.notes().forget(SESSION);
            rows.notes()
                    .add(
                            new NoteRow(
                                    row.id(),
                                    row.session(),
                                    row.kind(),
                                    row.statement(),
                                    null,
                                    row.sealedText(),
                                    row.written(),
                                    null));
            return true;
        });

        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> notes.of(SESSION))
                .withMessageContaining(note.id());
    }

    @Test
    @Tag("G27")
    void notes_areUnreadableOnceTheKeyIsDestroyed() throws Exception {
        write(ADA, Note.Kind.COMMENT, 41L, "quoted");
        keys.destroy(new Tombstone(SESSION, START, "ada", "asked", "GDPR Art. 17"));

        assertThatExceptionOfType(KeyDestroyedException.class).isThrownBy(() -> notes.of(SESSION));
        assertThatExceptionOfType(KeyDestroyedException.class)
                .isThrownBy(() -> write(ADA, Note.Kind.COMMENT, 41L, "again"));
    }

    @Test
    void review_standsUntilItIsTakenBack_andBothAreKept() throws Exception {
        Review review =
                reviews.done(
                        ADA, session(SESSION, "ended"), Review.Finding.of(Review.Outcome.OK), "");
        assertThat(reviews.standing(Set.of(SESSION, OTHER))).isEqualTo(Map.of(SESSION, review));
        assertRefused(
                Kind.ALREADY_REVIEWED,
                () ->
                        reviews.done(
                                AXEL,
                                session(SESSION, "ended"),
                                Review.Finding.of(Review.Outcome.INCIDENT),
                                ""));

        Review taken = reviews.takeBack(AXEL, session(SESSION, "ended"), "");

        assertThat(taken.takenBack()).isNotNull();
        assertThat(reviews.standing(Set.of(SESSION))).isEmpty();
        assertRefused(
                Kind.NOT_REVIEWED, () -> reviews.takeBack(AXEL, session(SESSION, "ended"), ""));
        Review again =
                reviews.done(
                        AXEL,
                        session(SESSION, "ended"),
                        Review.Finding.of(Review.Outcome.FOLLOW_UP),
                        "");
        assertThat(reviews.of(SESSION)).containsExactlyInAnyOrder(taken, again);
        assertThat(codes())
                .containsExactly(
                        "session.reviewed", "session.review_taken_back", "session.reviewed");
    }

    @Test
    void review_ofOnesOwnOrOfARunningSession_isRefused() throws Exception {
        Person second = new Person("https://id", "erin-2", "E", "ERIN@example.com", List.of());

        assertRefused(Kind.OWN_SESSION, () -> done(ERIN, "ended"));
        assertRefused(Kind.OWN_SESSION, () -> done(second, "ended"));
        assertRefused(Kind.STILL_RUNNING, () -> done(ADA, "live"));

        assertThat(reviews.of(SESSION)).isEmpty();
        assertThat(codes()).isEmpty();
    }

    @Test
    void index_isBroughtUpWithTheState() throws Exception {
        done(ADA, "ended");
        assertThat(reviews.reindex()).isZero();
        new IndexRows(index).outcomes().put(SESSION, null);
        new IndexRows(index).outcomes().put(OTHER, "ok");

        assertThat(reviews.reindex()).isEqualTo(2);
        assertThat(reviews.reindex()).isZero();
    }

    private Review done(Person person, String lifetime) throws ReviewException {
        return reviews.done(
                person, session(SESSION, lifetime), Review.Finding.of(Review.Outcome.OK), "");
    }

    private Note write(Person person, Note.Kind kind, @Nullable Long statement, String text)
            throws Exception {
        return write(
                person,
                new Notes.Wanted(
                        kind,
                        statement == null
                                ? null
                                : new Anchors.Place(new Position.Statement(statement), statement),
                        text));
    }

    private static Notes.Wanted at(Note.Kind kind, Position position, String text) {
        return new Notes.Wanted(kind, new Anchors.Place(position, 41L), text);
    }

    private Note write(Person person, Notes.Wanted wanted) throws Exception {
        return notes.write(person, session(SESSION, "ended"), wanted, "127.0.0.1");
    }

    private Note remove(Person person, String id, boolean others) throws Exception {
        return notes.remove(person, session(SESSION, "ended"), id, others, "127.0.0.1");
    }

    private List<String> codes() {
        return audit.newest(Long.MAX_VALUE, 500).reversed().stream().map(AuditEvent::code).toList();
    }

    private static SessionRow session(String id, String lifetime) {
        return new SessionRow(
                id,
                new SessionRow.Who(ERIN.id(), ERIN.name(), ERIN.email(), null),
                new SessionRow.Where("orders", "shop", "app_read", "psql", "127.0.0.1"),
                new SessionRow.Lifetime(0, null, lifetime, null, null),
                new SessionRow.Counts(0, 0, 0, 0, 0, 0, 0),
                new SessionRow.Verdict(true, ""));
    }

    private static void assertRefused(Kind kind, Action action) {
        assertThatExceptionOfType(ReviewException.class)
                .isThrownBy(action::run)
                .satisfies(e -> assertThat(e.kind()).isEqualTo(kind));
    }

    private static Person person(String name) {
        return new Person("https://id", name, name, name + "@example.com", List.of());
    }

    /// Something that is refused.
    private interface Action {
        void run() throws Exception;
    }
}
