package dev.postern.broker.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.broker.audit.AuditTrail;
import dev.postern.broker.audit.TestTrail;
import dev.postern.broker.base.Randomness;
import dev.postern.broker.base.Ulids;
import dev.postern.broker.identity.Login;
import dev.postern.broker.identity.Logins;
import dev.postern.broker.identity.MemoryLoginStore;
import dev.postern.broker.identity.Person;
import dev.postern.broker.identity.Rights;
import dev.postern.broker.index.SampleRecording;
import dev.postern.broker.keys.TestKeys;
import dev.postern.broker.mask.MaskRules;
import dev.postern.broker.mask.Masking;
import dev.postern.broker.mask.Unmaskings;
import dev.postern.broker.review.Anchors;
import dev.postern.broker.review.Notes;
import dev.postern.broker.review.Reviews;
import dev.postern.broker.store.sql.IndexRows;
import dev.postern.broker.store.sql.IndexStore;
import dev.postern.broker.store.sql.SessionBatch;
import dev.postern.broker.store.sql.SessionRow;
import dev.postern.broker.store.sql.StateStore;
import dev.postern.broker.store.sql.StatementRow;
import dev.postern.json.Json;
import dev.postern.keys.KeyFolder;
import dev.postern.recording.RecordingFile;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Notes over HTTP: on a session of Ada's whose first statement returned `id` and `e-mail`, and whose second nothing.
final class NoteRoutesTest {

    private static final Instant NOW = Instant.parse("2026-11-21T02:00:00Z");
    private static final String SESSION = "01K9T2Q00000000000000000AB";
    private static final String PATH = "/api/v1/sessions/" + SESSION + "/notes";
    private static final Person ADA = new Person("i", "ada", "Ada", "ada@x", List.of());
    private static final Person ERIN = new Person("i", "erin", "Erin", "e@x", List.of("auditors"));

    @TempDir Path folder;

    private final HttpClient client = HttpClient.newHttpClient();
    private StateStore state;
    private IndexStore index;
    private AuditTrail audit;
    private HttpServer server;
    private String ada;
    private String erin;

    @BeforeEach
    void start() throws Exception {
        state = StateStore.open(folder.resolve("state.db"));
        audit = TestTrail.open(state, folder, () -> NOW);
        index = IndexStore.open(folder.resolve("index.db"), TestKeys.KEYS, Randomness.system());
        IndexRows rows = new IndexRows(index);
        rows.write(List.of(session()));
        KeyFolder keys = new KeyFolder(folder.resolve("recording-keys"), TestKeys.KEYS);
        keys.create(SESSION, Randomness.system()::bytes).close();
        Path file = folder.resolve(SESSION + ".pgrec");
        try (SampleRecording recording = new SampleRecording(file, SESSION, "psql")) {
            recording.table(
                    "select id, email as \"e-mail\" from customers",
                    new String[] {"id", "e-mail"},
                    List.of(new String[] {"1", "a@x"}, new String[] {"2", "b@x"}));
            recording.table("select", new String[0], List.of());
            recording.finish();
        }
        Ulids ulids = new Ulids(() -> NOW, Randomness.system());
        RecordingAccess access =
                new RecordingAccess(
                        rows,
                        id -> Optional.of(new RecordingFile(file, RecordingFile.NO_KEYS)),
                        id -> {},
                        audit,
                        new Masking(
                                MaskRules.DEFAULT, new Unmaskings(state, audit, () -> NOW, ulids)),
                        () -> NOW);
        RouteTable table = new RouteTable();
        new NoteRoutes(
                        new Anchors(rows, () -> NOW),
                        access,
                        new Notes(state, keys, audit, () -> NOW, Randomness.system()),
                        new Reviews(state, rows.outcomes(), audit, () -> NOW, ulids))
                .addTo(table);
        Logins logins =
                new Logins(
                        new MemoryLoginStore(),
                        () -> NOW,
                        Randomness.system(),
                        Duration.ofHours(1));
        ada = token(logins, ADA);
        erin = token(logins, ERIN);
        HttpConfig config = new HttpConfig("127.0.0.1", 0, null, null, null);
        Site site = new Site(config);
        server =
                HttpServer.start(
                        config,
                        site,
                        new Gate(
                                logins,
                                NoteRoutesTest::rights,
                                (person, roles) -> Optional.empty(),
                                site),
                        table);
    }

    @AfterEach
    void stop() throws Exception {
        client.close();
        server.close();
        index.close();
        audit.close();
        state.close();
    }

    @Test
    void note_isWritten_read_andRemovedByItsAuthor() throws Exception {
        HttpResponse<String> written =
                post(PATH, Map.of("anchor", "q=1&r=2&c=e-mail", "text", "whose?"));
        String id =
                String.valueOf(
                        Json.readObject(written.body().getBytes(StandardCharsets.UTF_8)).get("id"));
        String read = get(ada).body();
        HttpResponse<String> removed = post(PATH + "/" + id + "/remove", Map.of());

        assertThat(written.statusCode()).as(written.body()).isEqualTo(201);
        assertThat(written.body())
                .contains("\"anchor\":\"q=1&r=2&c=e-mail\"")
                .contains("\"statement\":1")
                .contains("\"kind\":\"comment\"");
        assertThat(removed.statusCode()).isEqualTo(200);
        assertThat(read)
                .as("whose session it is reads it")
                .contains("\"text\":\"whose?\"")
                .contains("\"removed\":null");
        assertThat(get(ada).body())
                .as("that it was there stays")
                .doesNotContain("whose?")
                .contains("\"total\":1");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    q=1&r=2&c=email  | 404 | Statement 1 has no column \\"email\\"; its result has id, e-mail.
                    q=1&r=2&c=ID     | 404 | Statement 1 has no column \\"ID\\"; its result has id, e-mail.
                    q=1&r=3&c=id     | 404 | Statement 1 has no row 3: it returned 2 rows.
                    q=2&r=1&c=id     | 404 | Statement 2 has no column \\"id\\"; its result has no columns that are known.
                    q=9&r=1&c=id     | 404 | has no statement 9
                    q=1&r=x          | 400 | The anchor is no position, at character 7
                    """)
    void anchor_thatIsNowhere_isRefusedInWords(String anchor, int status, String message)
            throws Exception {
        HttpResponse<String> answer = post(PATH, Map.of("anchor", anchor, "text", "t"));

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.body()).contains(message.replace("\\\\", "\\"));
        assertThat(get(ada).body()).contains("\"total\":0");
    }

    @Test
    void columnsThatARefusalNames_areALookInTheTrail() throws Exception {
        post(PATH, Map.of("anchor", "q=1&r=1&c=none", "text", "t"));
        post(PATH, Map.of("anchor", "q=1&r=1", "text", "t"));

        assertThat(audit.newest(Long.MAX_VALUE, 10))
                .extracting(event -> event.text())
                .filteredOn(text -> text.contains("looked at"))
                .containsExactly(
                        "Erin looked at the columns of statement 1 of session "
                                + SESSION
                                + " of Ada.");
    }

    @Test
    void theBody_isChecked_beforeAnythingIsWritten() throws Exception {
        assertThat(post(PATH, Map.of("kind", "poem", "text", "t")).body())
                .contains("Give comment, bookmark or tag.");
        assertThat(post(PATH, Map.of("anchor", "q=1&r=1", "statement", 2, "text", "t")).body())
                .contains("`statement` is 2, and statement 1, row 1 lies in statement 1.");
        assertThat(post(PATH, Map.of("text", "")).statusCode()).isEqualTo(400);
        assertThat(get(ada).body()).contains("\"total\":0");
    }

    @Test
    void writing_needsTheRightToSeeAll_andReadingTheSession() throws Exception {
        HttpRequest.Builder request = request(ada, PATH);
        HttpResponse<String> refused =
                client.send(
                        request.POST(BodyPublishers.ofString("{\"text\":\"t\"}")).build(),
                        BodyHandlers.ofString());
        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(refused.body()).contains("see-all-sessions");
        assertThat(get("nobody").statusCode()).isEqualTo(401);
        assertThat(
                        client.send(
                                        request(erin, PATH.replace("AB/", "ZZ/")).build(),
                                        BodyHandlers.ofString())
                                .statusCode())
                .isEqualTo(404);
    }

    private HttpResponse<String> post(String path, Map<String, ?> body) throws Exception {
        return client.send(
                request(erin, path).POST(BodyPublishers.ofString(Json.write(body))).build(),
                BodyHandlers.ofString());
    }

    private HttpResponse<String> get(String token) throws Exception {
        return client.send(request(token, PATH).build(), BodyHandlers.ofString());
    }

    private HttpRequest.Builder request(String token, String path) {
        return HttpRequest.newBuilder(URI.create(server.url() + path))
                .timeout(Duration.ofSeconds(20))
                .header("Content-Type", "application/json")
                .header("Authorization", "Bearer " + token);
    }

    private static String token(Logins logins, Person person) {
        return logins.start(Login.Kind.CLI, person, "127.0.0.1").token().reveal();
    }

    private static Rights.Granted rights(Person person) {
        boolean isAuditor = person.groups().contains("auditors");
        return new Rights.Granted(
                Set.copyOf(person.groups()),
                isAuditor,
                Set.of(),
                false,
                false,
                false,
                false,
                false,
                false);
    }

    private static SessionBatch session() {
        long started = ChronoUnit.MICROS.between(Instant.EPOCH, NOW.minusSeconds(60));
        SessionRow row =
                new SessionRow(
                        SESSION,
                        new SessionRow.Who(ADA.id(), "Ada", "ada@x", null),
                        new SessionRow.Where("orders", "shop", "app_read", "psql", "127.0.0.1"),
                        new SessionRow.Lifetime(started, started + 1_000_000, "ended", "", ""),
                        new SessionRow.Counts(2, 0, 0, 2, 1, 2, 20),
                        new SessionRow.Verdict(true, ""));
        return new SessionBatch(
                row,
                List.of(statement(1, 2, "select 1"), statement(2, 1, "select")),
                List.of(),
                List.of(),
                true);
    }

    private static StatementRow statement(int ordinal, long rows, String sql) {
        return new StatementRow(
                SESSION,
                ordinal,
                new StatementRow.Timing(4, 5_000, 1, 3L),
                new StatementRow.Text("simple", "SELECT", sql, false, "[]"),
                new StatementRow.Result("completed", "SELECT " + rows, rows, 8, false, null),
                new StatementRow.Transaction(1, "committed"));
    }
}
