package dev.postern.broker.index;

import static org.assertj.core.api.Assertions.assertThat;

import static java.util.Objects.requireNonNull;

import dev.postern.broker.base.Randomness;
import dev.postern.broker.mask.MaskRules;
import dev.postern.broker.store.sql.IndexQuery;
import dev.postern.broker.store.sql.IndexRows;
import dev.postern.broker.store.sql.IndexStore;
import dev.postern.broker.store.sql.SearchBudget;
import dev.postern.broker.store.sql.SessionDigest;
import dev.postern.broker.store.sql.SessionRisk;
import dev.postern.broker.store.sql.SessionRow;
import dev.postern.broker.store.sql.SessionSummary.Count;
import dev.postern.broker.store.sql.Sight;
import dev.postern.broker.store.sql.StatementTrait;
import dev.postern.filter.FilterException;
import dev.postern.recording.RecordingFile;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// What the statements of a session come to, from the recording to the list.
final class DigestTest {

    private static final String BUSY = "01K9T2Q00000000000000000AA";
    private static final String CALM = "01K9T2Q00000000000000000BB";

    private static final Map<String, Object> BOB =
            Map.of(
                    "issuer",
                    "https://id",
                    "subject",
                    "9",
                    "name",
                    "Bob",
                    "email",
                    "bob@x",
                    "groups",
                    List.of("dba", "Data platform"));

    @TempDir private Path folder = Path.of("");

    @SuppressWarnings("NullAway.Init") // before each test
    private IndexStore store;

    private final Map<String, Indexer.Source> recordings = new TreeMap<>();

    @BeforeEach
    void index() throws IOException {
        store =
                IndexStore.open(
                        folder.resolve("index.db"), IndexTestKeys.ring(), Randomness.system());
        try (SampleRecording busy = begin(BUSY, Map.of("grantTicket", "OPS-41"))) {
            busy.query("select 1");
            busy.idle(2_300_000);
            busy.query("begin", "BEGIN");
            busy.query("create table t (x int)", "CREATE TABLE");
            busy.refused("delete from orders", "42501", "permission denied for table orders");
            busy.query("rollback", "ROLLBACK");
            busy.idle(100_000);
            busy.finish();
        }
        try (SampleRecording calm = begin(CALM, Map.of("person", BOB))) {
            calm.query("select 1");
            calm.finish();
        }
        rebuild();
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void digestOfASession_saysWhatItContainsAndWhen() {
        SessionRow session = new IndexRows(store).session(BUSY).orElseThrow();
        SessionDigest digest = requireNonNull(session.digest());
        assertThat(digest.traits()).containsExactly(StatementTrait.DDL);
        assertThat(digest.rolledBack()).isTrue();
        assertThat(digest.denied()).isTrue();
        assertThat(digest.spark().bars()).startsWith("30").contains("00009");
        assertThat(digest.spark().errors()).containsExactly(22);
        assertThat(session.who().ticket()).isEqualTo("OPS-41");

        SessionDigest other =
                requireNonNull(new IndexRows(store).session(CALM).orElseThrow().digest());
        assertThat(other.traits()).isEmpty();
        assertThat(other.rolledBack() || other.denied()).isFalse();
        assertThat(other.spark().errors()).isEmpty();
    }

    @Test
    void facetsCountIt_asTheirTermsFindIt() throws FilterException {
        Map<String, List<Count>> facets = summary("");
        assertThat(facets.get("tx")).containsExactly(new Count("rolledback", 1));
        assertThat(facets.get("error")).containsExactly(new Count("42501", 1));
        assertThat(facets.get("has")).contains(new Count("ddl", 1), new Count("error", 1));
        assertThat(facets.get("ticket")).containsExactly(new Count("OPS-41", 1));
        for (String term :
                List.of(
                        "tx:rolledback",
                        "error:42501",
                        "has:ddl",
                        "ticket:ops-41",
                        "ticket:ops*")) {
            assertThat(sessions(term)).as(term).containsExactly(BUSY);
            assertThat(sessions("-" + term)).as(term).containsExactly(CALM);
        }
    }

    @Test
    void groups_areThoseOfTheRecording_andNoneWhereItNamesNone() throws FilterException {
        assertThat(summary("").get("group"))
                .containsExactly(new Count("Data platform", 1), new Count("dba", 1));
        assertThat(sessions("group:dba")).containsExactly(CALM);
        assertThat(sessions("-group:dba")).containsExactly(BUSY);
        assertThat(new IndexRows(store).session(BUSY).orElseThrow().who().groups()).isEmpty();
    }

    @Test
    void risk_isThatOfTheStatements() throws FilterException {
        assertThat(summary("").get("risk"))
                .containsExactly(new Count("some", 1), new Count("none", 1));
        assertThat(sessions("risk:some")).containsExactly(BUSY);
        assertThat(sessions("risk:none")).containsExactly(CALM);
        SessionRow busy = new IndexRows(store).session(BUSY).orElseThrow();
        assertThat(SessionRisk.of(false, busy.digest()))
                .isEqualTo(
                        new SessionRisk.Found(SessionRisk.SOME, List.of("has:ddl", "error:42501")));
    }

    @Test
    void indexThatIsMadeAnew_saysTheSame() {
        SessionDigest before = new IndexRows(store).session(BUSY).orElseThrow().digest();
        rebuild();
        assertThat(new IndexRows(store).session(BUSY).orElseThrow().digest()).isEqualTo(before);
    }

    private SampleRecording begin(String session, Map<String, Object> facts) throws IOException {
        Path file = folder.resolve(session + ".pgrec");
        recordings.put(session, () -> file);
        return new SampleRecording(file, session, "psql", facts);
    }

    private void rebuild() {
        Indexer.rebuild(
                new IndexRows(store),
                RecordingFile.NO_KEYS,
                MaskRules.DEFAULT,
                new TreeMap<>(recordings),
                (session, e) -> {
                    throw new IllegalStateException(session, e);
                });
    }

    private static IndexQuery query(String filter) throws FilterException {
        return new IndexQuery(Filters.parse(filter, Instant.EPOCH), Sight.ALL, null, null);
    }

    private Map<String, List<Count>> summary(String filter) throws FilterException {
        return new IndexRows(store)
                .summary(query(filter), 100, 0, SearchBudget.unlimited())
                .facets();
    }

    private List<String> sessions(String filter) throws FilterException {
        return new IndexRows(store)
                .sessions(query(filter), null, 100, SearchBudget.unlimited()).items().stream()
                        .map(SessionRow::id)
                        .toList();
    }
}
