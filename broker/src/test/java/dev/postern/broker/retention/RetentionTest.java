package dev.postern.broker.retention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.postern.broker.audit.AuditEvent;
import dev.postern.broker.audit.AuditTrail;
import dev.postern.broker.audit.TestTrail;
import dev.postern.broker.base.Randomness;
import dev.postern.broker.base.Ulids;
import dev.postern.broker.identity.Person;
import dev.postern.broker.keys.TestKeys;
import dev.postern.broker.record.Durability;
import dev.postern.broker.record.RecordingStore;
import dev.postern.broker.retention.LegalHold.Scope;
import dev.postern.broker.retention.RetentionException.Kind;
import dev.postern.broker.store.sql.IndexRows;
import dev.postern.broker.store.sql.IndexStore;
import dev.postern.broker.store.sql.NoteRow;
import dev.postern.broker.store.sql.SessionBatch;
import dev.postern.broker.store.sql.SessionRow;
import dev.postern.broker.store.sql.SignatureColumns;
import dev.postern.broker.store.sql.StateStore;
import dev.postern.broker.target.Target;
import dev.postern.broker.target.TargetTls;
import dev.postern.keys.KeyDestroyedException;
import dev.postern.keys.KeyEncryptionKeys;
import dev.postern.keys.KeyFolder;
import dev.postern.keys.Tombstone;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;

@Tag("G27")
final class RetentionTest {

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
    private IndexRows rows;
    private AuditTrail audit;
    private KeyFolder keys;
    private RecordingStore recordings;
    private Holds holds;
    private Erasures erasures;

    @BeforeEach
    void open() throws Exception {
        KeyEncryptionKeys ring = TestKeys.KEYS;
        state = StateStore.open(folder.resolve("state.db"));
        audit = TestTrail.open(state, folder, now::get);
        index = IndexStore.open(folder.resolve("index.db"), ring, Randomness.system());
        rows = new IndexRows(index);
        keys = new KeyFolder(folder.resolve("recording-keys"), ring);
        recordings = new RecordingStore(folder);
        Ulids ulids = new Ulids(now::get, Randomness.system());
        holds = new Holds(state, audit, now::get, ulids);
        erasures = new Erasures(state, holds, content(), audit, now::get, ulids);
        record(SESSION, "ended");
    }

    @AfterEach
    void close() throws Exception {
        index.close();
        audit.close();
        state.close();
    }

    @Test
    void erasure_confirmedByAnother_destroysKeyAndRows_keepsFileAndSaysWho() throws Exception {
        Erasure asked = ask(ADA);
        assertThat(asked.state()).isEqualTo(Erasure.State.PENDING);
        keys.dataKey(SESSION).close();
        SignatureColumns by = new SignatureColumns(7, ADA.id(), ADA.name(), ADA.email());
        state.<Boolean>write(tables -> {
            tables.notes()
                    .add(new NoteRow("N1", SESSION, "comment", 1L, null, new byte[] {1}, by, null));
            return true;
        });

        Erasure done = erasures.confirm(AXEL, asked.id(), "checked", "127.0.0.1");

        assertThat(done.state()).isEqualTo(Erasure.State.DONE);
        assertThat(done.finishedAt()).isEqualTo(START);
        assertThatExceptionOfType(KeyDestroyedException.class)
                .isThrownBy(() -> keys.dataKey(SESSION))
                .satisfies(e -> {
                    Tombstone tombstone = e.tombstone();
                    assertThat(tombstone.destroyedBy()).isEqualTo("ada, confirmed by axel");
                    assertThat(tombstone.reason()).isEqualTo("customer 7 asked");
                    assertThat(tombstone.legalBasis()).isEqualTo("GDPR Art. 17");
                });
        assertThat(rows.session(SESSION)).isEmpty();
        assertThat(state.<Integer>read(tables -> tables.notes().count(SESSION))).isZero();
        assertThat(recordings.find(SESSION)).as("the proof stays").isPresent();
        assertThat(elsewhere).containsExactly("bring here", "remove");
        assertThat(codes())
                .containsSubsequence("erasure.asked", "erasure.confirmed", "recording.erased");
    }

    @Test
    void requester_neverConfirms_notEvenByASecondAccountOfTheSameAddress() throws Exception {
        Erasure asked = ask(ADA);
        Person second = new Person("https://id", "ada-2", "Ada II", "ADA@example.com", List.of());

        assertRefused(Kind.SECOND_PERSON_NEEDED, () -> confirm(ADA, asked));
        assertRefused(Kind.SECOND_PERSON_NEEDED, () -> confirm(second, asked));
        assertRefused(Kind.SECOND_PERSON_NEEDED, () -> confirm(ERIN, asked));

        keys.dataKey(SESSION).close();
        assertThat(rows.session(SESSION)).isPresent();
        assertThat(codes()).filteredOn("erasure.refused"::equals).hasSize(3);
    }

    @Test
    void hold_winsOverErasure_whicheverCameFirst_untilItIsLifted() throws Exception {
        Erasure asked = ask(ADA);
        LegalHold hold = holds.place(ADA, Scope.TARGET, "orders", "court order 7", "");

        assertRefused(Kind.HELD, () -> confirm(AXEL, asked));
        record(OTHER, "ended");
        assertRefused(
                Kind.HELD,
                () -> erasures.ask(ADA, rows.session(OTHER).orElseThrow(), "r", "b", ""));
        keys.dataKey(SESSION).close();

        holds.lift(AXEL, hold.id().substring(18), "case closed", "");
        assertThat(confirm(AXEL, asked).state()).isEqualTo(Erasure.State.DONE);
        assertThat(codes()).contains("hold.placed", "hold.lifted");
    }

    @Test
    void holds_areByPersonAndSessionToo_andLiftedOnce() throws Exception {
        LegalHold person = holds.place(ADA, Scope.PERSON, ERIN.id(), "investigation", "");
        now.set(START.plusSeconds(1));
        LegalHold session = holds.place(ADA, Scope.SESSION, SESSION, "investigation", "");
        Erasure.Subject subject = Erasure.Subject.of(rows.session(SESSION).orElseThrow());
        assertThat(holds.on(subject)).contains(person);

        holds.lift(AXEL, person.id(), "over", "");
        assertThat(holds.on(subject)).contains(session);
        holds.lift(AXEL, session.id(), "over", "");
        assertThat(holds.on(subject)).isEmpty();

        assertRefused(Kind.ALREADY_LIFTED, () -> holds.lift(AXEL, person.id(), "again", ""));
        assertRefused(Kind.NOT_FOUND, () -> holds.lift(AXEL, SESSION, "none", ""));
        assertRefused(Kind.BAD_INPUT, () -> holds.place(ADA, Scope.TARGET, "orders", "  ", ""));
    }

    @Test
    void runningSession_isNotErased_norAskedForTwice() throws Exception {
        record(OTHER, "live");
        assertRefused(
                Kind.STILL_RUNNING,
                () -> erasures.ask(ADA, rows.session(OTHER).orElseThrow(), "r", "b", ""));
        Erasure asked = ask(ADA);
        assertRefused(Kind.ALREADY_ASKED, () -> ask(AXEL));

        erasures.reject(ADA, asked.id(), "a mistake", "");

        assertRefused(Kind.NOT_PENDING, () -> confirm(AXEL, asked));
        assertThat(ask(AXEL).state()).isEqualTo(Erasure.State.PENDING);
    }

    @Test
    void crashAfterConfirmation_isFinishedLater() throws Exception {
        Erasure asked = ask(ADA);
        state.write(r ->
                r.retention()
                        .decideErasure(
                                asked.id(),
                                "confirmed",
                                new Deed(START, asked.asked().by(), "x").columns()));
        keys.dataKey(SESSION).close();

        assertThat(erasures.finish()).isEqualTo(1);

        assertThat(erasures.finish()).isZero();
        assertThat(keys.tombstone(SESSION)).isPresent();
        assertThat(erasures.all().getFirst().state()).isEqualTo(Erasure.State.DONE);
    }

    @Test
    void sweep_removesWhatIsOverByTheFirstRuleThatCovers_andKeepsTheTombstone() throws Exception {
        RetentionSweep sweep =
                sweep(
                        new RetentionRule(List.of("*"), List.of("env=test"), Duration.ofDays(1)),
                        new RetentionRule(
                                List.of("orders"), List.of("env=production"), Duration.ofDays(90)),
                        new RetentionRule(List.of("*"), List.of(), Duration.ofDays(1)));

        now.set(START.plus(Duration.ofDays(90)));
        assertThat(sweep.sweep()).as("it ended an hour after its start").isZero();
        now.set(START.plus(Duration.ofDays(90)).plus(Duration.ofHours(1)));
        assertThat(sweep.sweep()).isEqualTo(1);

        assertThat(recordings.find(SESSION)).isEmpty();
        assertThat(rows.session(SESSION)).isEmpty();
        assertThat(keys.tombstone(SESSION).orElseThrow().reason())
                .isEqualTo("keep 90 days of orders with env=production");
        assertThat(codes()).contains("recording.expired");
        assertThat(elsewhere).containsExactly("remove");
        assertThat(sweep.sweep()).isZero();
    }

    @Test
    void rule_knowsTargetsThatAreAddedChangedAndRemoved_atOnce() {
        RetentionRule test =
                new RetentionRule(List.of("*"), List.of("env=test"), Duration.ofDays(1));
        RetentionRule production =
                new RetentionRule(List.of("*"), List.of("env=production"), Duration.ofDays(365));
        RetentionRule rest = new RetentionRule(List.of("*"), List.of(), Duration.ofDays(30));
        RetentionSweep sweep = sweep(test, production, rest);
        targets = List.of();
        assertThat(sweep.rule("orders")).as("unknown").contains(production);

        targets = List.of(orders(Map.of("env", "test")));
        assertThat(sweep.rule("orders")).as("added").contains(test);
        targets = List.of(orders(Map.of("env", "production")));
        assertThat(sweep.rule("orders")).as("changed").contains(production);
        targets = List.of(orders(Map.of()));
        assertThat(sweep.rule("orders")).as("without labels").contains(rest);
        targets = List.of();
        assertThat(sweep.rule("orders")).as("removed: never sooner").contains(production);
        assertThat(sweep(test, production).rule("orders")).as("maybe none covers it").isEmpty();
    }

    @Test
    void sweep_leavesHeldAndRunningAndUncovered_andRemovesErasedFiles() throws Exception {
        record(OTHER, "live");
        RetentionSweep sweep =
                sweep(new RetentionRule(List.of("orders"), List.of(), Duration.ofDays(1)));
        LegalHold hold = holds.place(ADA, Scope.SESSION, SESSION, "keep", "");
        now.set(START.plus(Duration.ofDays(400)));

        assertThat(sweep.sweep()).isZero();
        assertThat(
                        sweep(new RetentionRule(List.of("stock"), List.of(), Duration.ofDays(1)))
                                .sweep())
                .isZero();

        holds.lift(AXEL, hold.id(), "over", "");
        confirm(AXEL, ask(ADA));
        assertThat(recordings.find(SESSION)).isPresent();
        assertThat(sweep.sweep()).isEqualTo(1);
        assertThat(recordings.find(SESSION)).isEmpty();
        assertThat(recordings.find(OTHER)).as("running").isPresent();
    }

    @Test
    void sweep_bringsWhatWasErasedLongAgoHere_andRemovesItElsewhere_once() throws Exception {
        confirm(AXEL, ask(ADA));
        stored.add(SESSION);
        elsewhere.clear();

        assertThat(sweep().sweep()).isZero();

        assertThat(elsewhere).containsExactly("bring here", "remove");
        assertThat(recordings.find(SESSION)).as("the proof stays").isPresent();
        assertThat(sweep().sweep()).isZero();
        assertThat(elsewhere).as("once").hasSize(2);
    }

    @Test
    void sweep_leavesAHeldErasedRecordingElsewhere() throws Exception {
        confirm(AXEL, ask(ADA));
        stored.add(SESSION);
        elsewhere.clear();
        LegalHold hold = holds.place(ADA, Scope.SESSION, SESSION, "keep", "");

        sweep().sweep();
        assertThat(elsewhere).isEmpty();

        holds.lift(AXEL, hold.id(), "over", "");
        sweep().sweep();
        assertThat(elsewhere).containsExactly("bring here", "remove");
    }

    @Test
    void sweep_oneThatCannotBeRemoved_doesNotKeepTheOthers() throws Exception {
        record(OTHER, "ended");
        stored.add(OTHER);
        failing.add(SESSION);
        now.set(START.plus(Duration.ofDays(2)));
        RetentionSweep sweep =
                sweep(new RetentionRule(List.of("orders"), List.of(), Duration.ofDays(1)));

        assertThatExceptionOfType(IOException.class)
                .isThrownBy(sweep::sweep)
                .withMessage("the store does not answer");

        assertThat(recordings.find(OTHER)).isEmpty();
        assertThat(recordings.find(SESSION)).isPresent();
        failing.clear();
        assertThat(sweep.sweep()).isEqualTo(1);
        assertThat(recordings.find(SESSION)).isEmpty();
    }

    @Test
    void sweep_removesWhatWasErasedWhileItWasOnlyElsewhere_once() throws Exception {
        RetentionSweep sweep =
                sweep(new RetentionRule(List.of("orders"), List.of(), Duration.ofDays(1)));
        confirm(AXEL, ask(ADA));
        Files.delete(recordings.find(SESSION).orElseThrow());
        stored.add(SESSION);
        silent.add(SESSION);
        elsewhere.clear();
        now.set(START.plus(Duration.ofDays(2)));

        assertThatExceptionOfType(IOException.class)
                .as("the store gives nothing back, but takes the order")
                .isThrownBy(sweep::sweep);

        assertThat(elsewhere).containsExactly("remove");
        assertThat(codes()).contains("recording.expired");
        assertThat(keys.tombstone(SESSION).orElseThrow().legalBasis()).isEqualTo("GDPR Art. 17");
        assertThat(sweep.sweep()).isZero();
    }

    private Erasure ask(Person person) throws RetentionException {
        return erasures.ask(
                person,
                rows.session(SESSION).orElseThrow(),
                "customer 7 asked",
                "GDPR Art. 17",
                "127.0.0.1");
    }

    private Erasure confirm(Person person, Erasure erasure) throws RetentionException, IOException {
        return erasures.confirm(person, erasure.id(), "", "127.0.0.1");
    }

    private final List<String> elsewhere = new ArrayList<>();
    private List<Target> targets = List.of(orders(Map.of("env", "production")));
    private final Set<String> stored = new HashSet<>();
    private final Set<String> silent = new HashSet<>();
    private final Set<String> failing = new HashSet<>();

    private SessionContent content() {
        return new SessionContent(keys, rows, state, recordings, new Store());
    }

    private static Target orders(Map<String, String> labels) {
        return new Target(
                "orders",
                labels,
                List.of(),
                new TargetTls(TargetTls.Mode.DISABLE, null),
                List.of(),
                List.of(),
                Durability.STRICT);
    }

    private RetentionSweep sweep(RetentionRule... rules) {
        return new RetentionSweep(
                List.of(rules),
                () -> targets,
                new RetentionSweep.Parts(content(), holds, erasures),
                audit,
                now::get);
    }

    private void record(String session, String lifetime) throws IOException {
        keys.create(session, Randomness.system()::bytes).close();
        Path day = keys.path(session).resolveSibling("");
        Path file =
                folder.resolve("recordings")
                        .resolve(folder.resolve("recording-keys").relativize(day))
                        .resolve(session + ".pgrec");
        Files.createDirectories(file.resolveSibling(""));
        Files.write(file, new byte[] {1});
        long began = Deed.micros(START);
        Long ended = lifetime.equals("live") ? null : began + 3_600_000_000L;
        SessionRow row =
                new SessionRow(
                        session,
                        new SessionRow.Who(ERIN.id(), ERIN.name(), ERIN.email(), null),
                        new SessionRow.Where("orders", "shop", "app_read", "psql", "127.0.0.1"),
                        new SessionRow.Lifetime(began, ended, lifetime, null, null),
                        new SessionRow.Counts(0, 0, 0, 0, 0, 0, 0),
                        new SessionRow.Verdict(true, ""));
        rows.write(List.of(new SessionBatch(row, List.of(), List.of(), List.of(), true)));
    }

    private List<String> codes() {
        return audit.newest(Long.MAX_VALUE, 500).reversed().stream().map(AuditEvent::code).toList();
    }

    private static void assertRefused(Kind kind, Action action) {
        assertThatExceptionOfType(RetentionException.class)
                .isThrownBy(action::run)
                .satisfies(e -> assertThat(e.kind()).isEqualTo(kind));
    }

    private static Person person(String name) {
        return new Person("https://id", name, name, name + "@example.com", List.of());
    }

    /// A store that says what it was asked for.
    private final class Store implements SessionContent.Elsewhere {
        @Override
        public void bringHere(String session) throws IOException {
            refuse(silent, session);
            elsewhere.add("bring here");
        }

        @Override
        public void remove(String session) throws IOException {
            refuse(failing, session);
            elsewhere.add("remove");
            stored.remove(session);
        }

        private static void refuse(Set<String> these, String session) throws IOException {
            if (these.contains(session)) {
                throw new IOException("the store does not answer");
            }
        }

        @Override
        public boolean mayHold(String session) {
            return stored.contains(session);
        }
    }

    /// Something that is refused.
    private interface Action {
        void run() throws Exception;
    }
}
