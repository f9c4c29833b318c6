package dev.postern.broker.store.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.broker.base.Randomness;
import dev.postern.broker.store.sql.IndexQuery.Comparison;
import dev.postern.broker.store.sql.IndexQuery.Criterion;
import dev.postern.broker.store.sql.IndexQuery.Kind;
import dev.postern.broker.store.sql.RequestRow.DecisionColumns;
import dev.postern.broker.store.sql.RequestRow.PersonColumns;
import dev.postern.keys.CorruptKeyException;
import dev.postern.keys.KeyEncryptionKey;
import dev.postern.keys.KeyRing;
import dev.postern.sql.SqlText;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;

/// What state and index do on every database.
abstract class StoreContract {

    private static final Randomness RANDOM = Randomness.system();

    @TempDir Path folder;

    private final KeyRing keys = ring();

    /// Where this test keeps its tables; they are empty.
    abstract DatabaseConfig database();

    StateStore state() {
        return StateStore.open(database(), folder.resolve("state.db"));
    }

    IndexStore index() {
        return index(keys);
    }

    IndexStore index(KeyRing ring) {
        return IndexStore.open(database(), folder.resolve("index.db"), ring, RANDOM);
    }

    static KeyRing ring() {
        try {
            KeyEncryptionKey key =
                    KeyEncryptionKey.of(RANDOM.bytes(KeyEncryptionKey.BYTES), "test");
            return new KeyRing(key, List.of(), RANDOM::bytes);
        } catch (CorruptKeyException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void auditEvents_areReadBackInOrder() {
        try (StateStore store = state()) {
            assertThat(lastEvent(store)).isZero();
            for (long id = 1; id <= 5; id++) {
                AuditRow row = audit(id);
                store.write(rows -> {
                    rows.audit().add(row);
                    return true;
                });
            }
            assertThat(lastEvent(store)).isEqualTo(5);
            List<AuditRow> before = store.read(rows -> rows.audit().before(AuditFilter.ALL, 4, 2));
            assertThat(before).extracting(AuditRow::id).containsExactly(3L, 2L);
            List<AuditRow> after = store.read(rows -> rows.audit().after(3, 9));
            assertThat(after).extracting(AuditRow::id).containsExactly(4L, 5L);
            AuditRow first = store.read(rows -> rows.audit().after(0, 1)).getFirst();
            assertThat(first.sentence()).isEqualTo("Ada did 1.");
        }
    }

    @Test
    void write_thatThrows_leavesNothing() {
        try (StateStore store = state()) {
            assertThatThrownBy(() ->
                            store.write(rows -> {
                                rows.audit().add(audit(1));
                                throw new IllegalStateException("changed my mind");
                            }))
                    .hasMessage("changed my mind");
            assertThat(lastEvent(store)).isZero();
        }
    }

    @Test
    void writers_followOneAnother() throws Exception {
        try (StateStore store = state()) {
            CountDownLatch ready = new CountDownLatch(1);
            List<Thread> threads = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                threads.add(
                        Thread.ofVirtual()
                                .start(() -> {
                                    awaitQuietly(ready);
                                    for (int n = 0; n < 5; n++) {
                                        store.write(rows -> {
                                            long last =
                                                    rows.audit()
                                                            .last()
                                                            .map(AuditRow::id)
                                                            .orElse(0L);
                                            rows.audit().add(audit(last + 1));
                                            return true;
                                        });
                                    }
                                }));
            }
            ready.countDown();
            for (Thread thread : threads) {
                thread.join();
            }
            assertThat(lastEvent(store)).isEqualTo(30);
        }
    }

    @Test
    void request_isDecidedOnceAndRevokedOnce() {
        DecisionColumns decision = new DecisionColumns(20, "i|b", "Bob", "bob@x", "fine", 500L);
        DecisionColumns revocation = new DecisionColumns(30, "i|b", "Bob", "", "over", null);
        try (StateStore store = state()) {
            store.write(rows -> {
                rows.requests().add(request());
                return true;
            });
            boolean approved =
                    store.write(rows -> rows.requests().decide("R1", 1, "approved", decision));
            boolean denied =
                    store.write(rows -> rows.requests().decide("R1", 1, "denied", decision));
            assertThat(approved).isTrue();
            assertThat(denied).isFalse();
            List<RequestRow> running = store.read(rows -> rows.requests().grantsOf("i", "a", 499));
            List<RequestRow> over = store.read(rows -> rows.requests().grantsOf("i", "a", 500));
            assertThat(running).hasSize(1);
            assertThat(over).isEmpty();
            boolean revoked = store.write(rows -> rows.requests().revoke("R1", 2, revocation));
            assertThat(revoked).isTrue();
            store.write(rows -> {
                rows.requests().linkSession("R1", "S1", 5);
                return true;
            });
            List<String> sessions = store.read(rows -> rows.requests().sessionsOf("R1"));
            List<RequestRow> like = store.read(rows -> rows.requests().startingWith("R"));
            assertThat(sessions).containsExactly("S1");
            assertThat(like).extracting(RequestRow::state).containsExactly("revoked");
        }
    }

    @Test
    void login_isFoundByItsTokensHashUntilItIsRemoved() {
        LoginRow row =
                new LoginRow(
                        "L1", "hash", "WEB", "i", "a", "Ada", "ada@x", "[]", 1, 100, "127.0.0.1");
        try (StateStore store = state()) {
            store.write(rows -> {
                rows.logins().add(row);
                return true;
            });
            Optional<LoginRow> found = store.read(rows -> rows.logins().findByTokenHash("hash"));
            assertThat(found).contains(row);
            store.write(rows -> {
                rows.logins().removeExpiredBefore(101);
                return true;
            });
            Optional<LoginRow> gone = store.read(rows -> rows.logins().find("L1"));
            assertThat(gone).isEmpty();
        }
    }

    @Test
    void managedItem_isReplacedByItsKindAndName_andRemovedOnce() {
        DeedColumns by = new DeedColumns(7, "a", "Ada", "ada@x", "");
        try (StateStore store = state()) {
            store.write(rows -> {
                rows.managed().put(new ManagedRow("target", "stock", "old", by));
                rows.managed().put(new ManagedRow("target", "stock", "new", by));
                rows.managed().put(new ManagedRow("role", "stock", "a role", by));
                return true;
            });
            assertThat(store.<List<ManagedRow>>read(rows -> rows.managed().all()))
                    .containsExactly(
                            new ManagedRow("role", "stock", "a role", by),
                            new ManagedRow("target", "stock", "new", by));
            assertThat(store.<Boolean>write(rows -> rows.managed().remove("target", "stock")))
                    .isTrue();
            assertThat(store.<Boolean>write(rows -> rows.managed().remove("target", "stock")))
                    .isFalse();
            assertThat(store.<List<ManagedRow>>read(rows -> rows.managed().all())).hasSize(1);
        }
    }

    @Test
    void note_losesItsTextOnce_andIsForgottenWithItsSession() {
        SignatureColumns ada = new SignatureColumns(7, "a", "Ada", "ada@x");
        SignatureColumns bob = new SignatureColumns(9, "b", "Bob", "bob@x");
        NoteRow note =
                new NoteRow(
                        "N1", "S1", "comment", 41L, new byte[] {5}, new byte[] {1, 2}, ada, null);
        NoteRow mark = new NoteRow("N2", "S1", "bookmark", null, null, new byte[] {3}, bob, null);
        try (StateStore store = state()) {
            store.write(rows -> {
                rows.notes().add(mark);
                rows.notes().add(note);
                return true;
            });
            assertThat(store.<List<NoteRow>>read(rows -> rows.notes().of("S1")))
                    .usingRecursiveComparison()
                    .isEqualTo(List.of(note, mark));
            assertThat(store.<Boolean>write(rows -> rows.notes().remove("N1", bob))).isTrue();
            assertThat(store.<Boolean>write(rows -> rows.notes().remove("N1", ada))).isFalse();
            NoteRow removed = store.<List<NoteRow>>read(rows -> rows.notes().of("S1")).getFirst();
            assertThat(removed.sealedText()).isEmpty();
            assertThat(removed.sealedAnchor()).containsExactly(5);
            assertThat(removed.removed()).isEqualTo(bob);
            assertThat(store.<Integer>read(rows -> rows.notes().count("S1"))).isEqualTo(2);
            assertThat(store.<Integer>write(rows -> rows.notes().forget("S1"))).isEqualTo(2);
            assertThat(store.<List<NoteRow>>read(rows -> rows.notes().of("S1"))).isEmpty();
        }
    }

    @Test
    void review_standsOnce_isNeverOnesOwn_andIsTakenBackOnce() {
        SignatureColumns ada = new SignatureColumns(7, "a", "Ada", "ada@x");
        SignatureColumns bob = new SignatureColumns(9, "b", "Bob", "bob@x");
        try (StateStore store = state()) {
            addReview(store, new ReviewRow("R1", "S1", "e", "ok", "[]", ada, null));
            assertThatExceptionOfType(StoreException.class)
                    .isThrownBy(() ->
                            addReview(
                                    store, new ReviewRow("R2", "S1", "e", "ok", "[]", bob, null)));
            assertThatExceptionOfType(StoreException.class)
                    .isThrownBy(() ->
                            addReview(
                                    store, new ReviewRow("R3", "S2", "a", "ok", "[]", ada, null)));
            assertThat(store.<Boolean>write(rows -> rows.reviews().takeBack("R1", bob))).isTrue();
            assertThat(store.<Boolean>write(rows -> rows.reviews().takeBack("R1", bob))).isFalse();
            ReviewRow second = new ReviewRow("R2", "S1", "e", "incident", "[]", bob, null);
            addReview(store, second);
            assertThat(
                            store.<List<ReviewRow>>read(
                                    rows -> rows.reviews().standing(List.of("S1", "S2"))))
                    .containsExactly(second);
            assertThat(store.<List<ReviewRow>>read(rows -> rows.reviews().of("S1")))
                    .containsExactly(new ReviewRow("R1", "S1", "e", "ok", "[]", ada, bob), second);
            assertThat(store.<Map<String, String>>read(rows -> rows.reviews().outcomes()))
                    .isEqualTo(Map.of("S1", "incident"));
        }
    }

    private static void addReview(StateStore store, ReviewRow row) {
        store.write(rows -> {
            rows.reviews().add(row);
            return true;
        });
    }

    @Test
    void index_findsSessionsByTheirReview() {
        try (IndexStore store = index()) {
            IndexRows rows = new IndexRows(store);
            for (String session : List.of("S1", "S2", "S3")) {
                rows.write(List.of(IndexSamples.batch(session, 2, true)));
            }
            rows.outcomes().put("S1", "incident");
            assertThat(rows.outcomes().putAll(Map.of("S1", "incident", "S2", "ok"))).isEqualTo(1);
            assertThat(reviewed(rows, "done", false)).containsExactly("S2", "S1");
            assertThat(reviewed(rows, "open", false)).containsExactly("S3");
            assertThat(reviewed(rows, "ok", true)).containsExactly("S3", "S1");
            assertThat(reviewed(rows, "incident", false)).containsExactly("S1");
            assertThat(walk(rows, query(criterion(Kind.REVIEW, "done", false)))).hasSize(4);
            assertThat(walk(rows, query(criterion(Kind.PERSON, "i|a", true)))).isEmpty();
            rows.outcomes().put("S1", null);
            rows.write(List.of(IndexSamples.batch("S2", 2, true)));
            assertThat(reviewed(rows, "done", false)).containsExactly("S2");
            rows.forget("S2");
            assertThat(rows.outcomes().putAll(Map.of())).isZero();
        }
    }

    private static List<String> reviewed(IndexRows rows, String value, boolean negated) {
        return rows
                .sessions(
                        query(criterion(Kind.REVIEW, value, negated)),
                        null,
                        9,
                        SearchBudget.unlimited())
                .items()
                .stream()
                .map(SessionRow::id)
                .toList();
    }

    @Test
    void outbox_keepsItsPlace_takesAMessageOnce_andGivesItToOneOfTwo() {
        OutboxRow row = new OutboxRow("audit-7", "chat", "lock.placed", "{}", 100, 0);
        try (StateStore store = state()) {
            assertThat(store.<OptionalLong>read(rows -> rows.outbox().place())).isEmpty();
            store.write(rows -> {
                rows.outbox().moveTo(6);
                rows.outbox().moveTo(7);
                return rows.outbox().add(row);
            });
            assertThat(store.<OptionalLong>read(rows -> rows.outbox().place())).hasValue(7);
            assertThat(store.<Boolean>write(rows -> rows.outbox().add(row))).isFalse();
            assertThat(store.<List<OutboxRow>>read(rows -> rows.outbox().due("chat", 99, 10)))
                    .isEmpty();
            assertThat(store.<List<OutboxRow>>read(rows -> rows.outbox().due("chat", 100, 10)))
                    .containsExactly(row);
            assertThat(store.<Boolean>write(rows -> rows.outbox().claim(row, 500))).isTrue();
            assertThat(store.<Boolean>write(rows -> rows.outbox().claim(row, 500)))
                    .as("another broker has it")
                    .isFalse();
            store.write(rows -> {
                rows.outbox().failed(row, "503", 200);
                return true;
            });
            assertThat(store.<List<OutboxRow>>read(rows -> rows.outbox().due("chat", 200, 10)))
                    .singleElement()
                    .satisfies(again -> assertThat(again.attempts()).isEqualTo(1));
            store.write(rows -> {
                rows.outbox().sent(row);
                return true;
            });
            assertThat(store.<List<OutboxRow>>read(rows -> rows.outbox().due("chat", 900, 10)))
                    .isEmpty();
            assertThat(store.<Boolean>read(rows -> rows.outbox().has("audit-7", "chat"))).isTrue();
            assertThat(store.<Integer>write(rows -> rows.outbox().clear(101))).isEqualTo(1);
        }
    }

    @Test
    void auditEvent_withATakenNumber_isRefused() {
        try (StateStore store = state()) {
            store.write(rows -> {
                rows.audit().add(audit(1));
                return true;
            });
            assertThatExceptionOfType(StoreException.class)
                    .isThrownBy(() ->
                            store.write(rows -> {
                                rows.audit().add(audit(1));
                                return true;
                            }));
        }
    }

    @Test
    void index_findsPagesCountsAndForgets() {
        try (IndexStore store = index()) {
            IndexRows rows = new IndexRows(store);
            rows.write(List.of(IndexSamples.batch("S1", 700, true)));
            rows.write(
                    List.of(
                            IndexSamples.batch("S2", 3, false),
                            IndexSamples.batch("S3", 10, true)));
            assertThat(rows.endedSessions()).containsExactlyInAnyOrder("S1", "S3");
            assertThat(rows.session("S1")).contains(IndexSamples.session("S1", 700, true));
            assertThat(plain(rows.statements("S1", 0, 1000)))
                    .isEqualTo(IndexSamples.statements("S1", 700));
            assertThat(rows.statements("S1", 698, 10)).hasSize(2);
            assertThat(rows.countStatements("S1")).isEqualTo(700);
            IndexQuery some = query(criterion(Kind.TEXT, "number = 69", false));
            assertThat(walk(rows, some)).hasSize(11).doesNotHaveDuplicates();
            assertThat(rows.moments(some, null, 1, SearchBudget.unlimited()).total())
                    .isEqualTo(new IndexCount(11, true));
            assertThat(rows.sessions(some, null, 10, SearchBudget.unlimited()).items())
                    .extracting(SessionRow::id)
                    .containsExactly("S1");
            IndexQuery errors =
                    query(criterion(Kind.HAS_ERROR, "", false), criterion(Kind.TEXT, "S3", true));
            assertThat(walk(rows, errors)).hasSize(70);
            assertThat(walk(rows, query(criterion(Kind.ERROR_STATE, "42p01", false)))).hasSize(71);
            assertThat(
                            walk(
                                    rows,
                                    query(
                                            new Criterion(
                                                    Kind.ROWS, Comparison.MORE_THAN, "0", false),
                                            new Criterion(
                                                    Kind.DURATION, Comparison.AT_MOST, "3", false),
                                            criterion(Kind.VERB, "select", false),
                                            new Criterion(
                                                    Kind.USER, Comparison.MATCHES, "^AD.$", false),
                                            criterion(Kind.TRANSACTION, "committed", false),
                                            criterion(Kind.TEXT, "S2", false))))
                    .hasSize(3);
            IndexQuery either =
                    new IndexQuery(
                            List.of(
                                    new IndexQuery.Clause(
                                            List.of(
                                                    criterion(Kind.TEXT, "number = 699", false),
                                                    criterion(Kind.TEXT, "'S2'", false)))),
                            Sight.ALL,
                            null,
                            null);
            assertThat(walk(rows, either)).hasSize(4);
            assertThat(rows.sessions(either, null, 9, SearchBudget.unlimited()).items()).hasSize(2);
            String fingerprint = SqlText.of("SELECT 'x' WHERE number = 7").fingerprint();
            assertThat(
                            rows.moments(
                                            query(criterion(Kind.FINGERPRINT, fingerprint, false)),
                                            null,
                                            1,
                                            SearchBudget.unlimited())
                                    .total())
                    .isEqualTo(new IndexCount(713, true));
            assertThat(
                            rows.sessions(
                                            query(criterion(Kind.TABLE, "orders", false)),
                                            null,
                                            9,
                                            SearchBudget.unlimited())
                                    .items())
                    .isEmpty();
            IndexQuery application =
                    query(new Criterion(Kind.APPLICATION, Comparison.BEGINS_WITH, "APP-s", false));
            assertThat(
                            rows.sessions(application, null, 1, SearchBudget.unlimited())
                                    .total()
                                    .number())
                    .isEqualTo(3);
            assertThat(rows.sessions(application, null, 2, SearchBudget.unlimited()).items())
                    .hasSize(2);

            assertThat(rows.forget("S1")).isTrue();

            assertThat(rows.moments(some, null, 1, SearchBudget.unlimited()).total())
                    .isEqualTo(new IndexCount(0, true));
            assertThat(rows.statements("S1", 0, 10)).isEmpty();
            assertThat(rows.statements("S3", 0, 100)).hasSize(10);
            rows.clear();
            assertThat(
                            rows.sessions(application, null, 1, SearchBudget.unlimited())
                                    .total()
                                    .number())
                    .isZero();
        }
    }

    @Test
    void runningSession_isWrittenOverAndOver() {
        try (IndexStore store = index()) {
            IndexRows rows = new IndexRows(store);
            List<StatementRow> all = IndexSamples.statements("S1", 600);
            for (int i = 0; i < 600; i += 60) {
                rows.write(
                        List.of(
                                new SessionBatch(
                                        IndexSamples.session("S1", i, false),
                                        all.subList(i, i + 60),
                                        List.of(IndexSamples.running("S1", i + 61)),
                                        List.of(),
                                        i == 0)));
                assertThat(rows.countStatements("S1")).isEqualTo(i + 61);
            }
            assertThat(plain(rows.statements("S1", 0, 600))).isEqualTo(all);
            assertThat(plain(rows.statements("S1", 600, 9)))
                    .containsExactly(IndexSamples.running("S1", 601));
            assertThat(walk(rows, query(criterion(Kind.TEXT, "S1", false)))).hasSize(601);
            rows.write(List.of(IndexSamples.batch("S1", 5, true)));
            assertThat(rows.statements("S1", 0, 600)).hasSize(5);
        }
    }

    /// Without what stands out about them.
    private static List<StatementRow> plain(List<StatementRow> rows) {
        return rows.stream().map(row -> row.with(StatementRow.Traits.NONE)).toList();
    }

    @Test
    void traits_areFoundInStatementsAndSessions() {
        try (IndexStore store = index()) {
            IndexRows rows = new IndexRows(store);
            rows.write(
                    List.of(
                            IndexSamples.batch(
                                    "S1",
                                    IndexSamples.traits("S1", 1, "psql", StatementTrait.NOISE),
                                    IndexSamples.traits("S1", 2, "", StatementTrait.DDL)),
                            IndexSamples.batch("S2", 300, true)));

            assertThat(walk(rows, query(criterion(Kind.TRAIT, "ddl", false)))).hasSize(1);
            assertThat(walk(rows, query(criterion(Kind.TRAIT, "ddl", true)))).hasSize(301);
            assertThat(walk(rows, query(criterion(Kind.NOISE, "yes", false)))).hasSize(1);
            assertThat(walk(rows, query(criterion(Kind.NOISE, "psql", false)))).hasSize(1);
            assertThat(walk(rows, query(criterion(Kind.NOISE, "no", false)))).hasSize(301);
            assertThat(
                            rows.sessions(
                                            query(criterion(Kind.TRAIT, "ddl", false)),
                                            null,
                                            9,
                                            SearchBudget.unlimited())
                                    .items())
                    .extracting(SessionRow::id)
                    .containsExactly("S1");
            assertThat(
                            rows.sessions(
                                            query(criterion(Kind.TRAIT, "ddl", true)),
                                            null,
                                            9,
                                            SearchBudget.unlimited())
                                    .items())
                    .extracting(SessionRow::id)
                    .containsExactly("S2");
        }
    }

    @Test
    void firstRuns_areTheEarliestOfAll() {
        try (IndexStore store = index()) {
            IndexRows rows = new IndexRows(store);
            IndexQuery news = query(criterion(Kind.TRAIT, "person", false));
            rows.write(List.of(IndexSamples.batch("S1", 2_000, true)));
            assertThat(walk(rows, news)).hasSize(1);
            StatementRow earlier = IndexSamples.statements("S0", 1).getFirst();
            rows.write(
                    List.of(
                            IndexSamples.batch(
                                    "S0",
                                    new StatementRow(
                                            "S0",
                                            1,
                                            new StatementRow.Timing(4, 17, 1, 3L),
                                            earlier.text(),
                                            earlier.result(),
                                            earlier.transaction()))));
            assertThat(walk(rows, news)).hasSize(1);
            assertThat(
                            rows.moments(news, null, 9, SearchBudget.unlimited())
                                    .items()
                                    .getFirst()
                                    .session()
                                    .id())
                    .isEqualTo("S0");

            rows.forget("S0");

            assertThat(walk(rows, news)).isEmpty();
            rows.write(List.of(IndexSamples.batch("S2", 5, true)));
            assertThat(
                            rows.moments(news, null, 9, SearchBudget.unlimited())
                                    .items()
                                    .getFirst()
                                    .session()
                                    .id())
                    .isEqualTo("S2");
        }
    }

    @Test
    void index_opensAgainWithItsKey() {
        try (IndexStore store = index()) {
            new IndexRows(store).write(List.of(IndexSamples.batch("S1", 5, true)));
        }
        try (IndexStore store = index()) {
            assertThat(new IndexRows(store).statements("S1", 0, 10)).hasSize(5);
        }
        IndexStore.drop(database(), folder.resolve("index.db"));
        try (IndexStore store = index(ring())) {
            assertThat(new IndexRows(store).statements("S1", 0, 10)).isEmpty();
        }
    }

    private static Criterion criterion(Kind kind, String value, boolean negated) {
        return new Criterion(kind, Comparison.IS, value, negated);
    }

    private static IndexQuery query(Criterion... criteria) {
        return new IndexQuery(
                java.util.stream.Stream.of(criteria)
                        .map(one -> new IndexQuery.Clause(List.of(one)))
                        .toList(),
                Sight.ALL,
                null,
                null);
    }

    private static List<String> walk(IndexRows rows, IndexQuery query) {
        List<String> found = new ArrayList<>();
        IndexQuery.Place after = null;
        while (true) {
            List<Moment> page = rows.moments(query, after, 7, SearchBudget.unlimited()).items();
            page.forEach(one -> found.add(one.session().id() + one.statement().ordinal()));
            if (page.size() < 7) {
                return found;
            }
            after = page.getLast().place();
        }
    }

    private static long lastEvent(StateStore store) {
        return store.read(rows -> rows.audit().last()).map(AuditRow::id).orElse(0L);
    }

    private static AuditRow audit(long id) {
        return new AuditRow(
                id,
                id,
                "code",
                "i|a",
                "Ada",
                "ada@x",
                "127.0.0.1",
                "orders",
                null,
                "{}",
                "Ada did " + id + ".");
    }

    private static RequestRow request() {
        return new RequestRow(
                "R1",
                "1",
                new PersonColumns("i", "a", "Ada", "ada@x"),
                "orders",
                "app_write",
                "a mend",
                3600,
                "pending",
                1,
                10,
                null,
                null,
                new RequestRow.WishColumns("", null, "", false, false, "", "[]", "{}"),
                null);
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
