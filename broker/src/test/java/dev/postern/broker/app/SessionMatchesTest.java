package dev.postern.broker.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.broker.base.Randomness;
import dev.postern.broker.store.sql.IndexRows;
import dev.postern.broker.store.sql.IndexStore;
import dev.postern.broker.store.sql.SessionBatch;
import dev.postern.broker.store.sql.SessionRow;
import dev.postern.broker.store.sql.StatementRow;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The statements of one session that fit a filter, over the API.
final class SessionMatchesTest {

    private static final String SESSION = "01KAJ4V8000000000000000001";
    private static final String MATCHES = "/api/v1/sessions/" + SESSION + "/matches";

    @TempDir private Path folder;

    @Test
    void matches_areRangesOfOrdinals() throws Exception {
        try (AdministeredBroker broker = start("see-all-sessions: true")) {
            assertThat(broker.get(MATCHES).body())
                    .startsWith(
                            "{\"ordinals\":[[1,5]],\"total\":5,\"partial\":false,"
                                    + "\"searchedTo\":null,\"index\":{")
                    .contains("\"waitingRecordings\":0", "\"behindMillis\":0");
            assertThat(matches(broker, "verb:delete")).contains("[[2,3],[5,5]],\"total\":3,");
            assertThat(matches(broker, "-verb:delete")).contains("[[1,1],[4,4]],\"total\":2,");
            assertThat(matches(broker, "text:number%203")).contains("[[3,3]],\"total\":1,");
            assertThat(matches(broker, "user:erin+target:orders")).contains("[[1,5]],");
            assertThat(matches(broker, "user:ada+verb:delete")).contains("[],\"total\":0,");
            String prefix = "/api/v1/sessions/" + SESSION.substring(0, 25) + "/matches";
            assertThat(broker.get(prefix).body()).contains("[[1,5]]");
        }
    }

    @Test
    void filterThatIsWrong_isRefusedWithThePlace() throws Exception {
        try (AdministeredBroker broker = start("see-all-sessions: true")) {
            var answer = broker.get(MATCHES + "?f=verb:delete+tabel:orders");
            assertThat(answer.statusCode()).isEqualTo(400);
            assertThat(answer.body())
                    .contains("\"code\":\"bad_filter\"", "at character 13", "Did you mean table:?");
        }
    }

    @Test
    void sessionThatTheCallerMayNotSee_isNotThere() throws Exception {
        try (AdministeredBroker broker = start("see-sessions: [stock]")) {
            assertThat(broker.get(MATCHES).statusCode()).isEqualTo(404);
            assertThat(broker.get(MATCHES + "?f=verb:delete").body())
                    .contains("\"code\":\"not_found\"")
                    .doesNotContain("ordinals");
        }
    }

    @Test
    void eachLook_isInTheAuditTrail_withItsFilter() throws Exception {
        try (AdministeredBroker broker = start("see-all-sessions: true")) {
            broker.get(MATCHES + "?f=verb:delete");
            broker.get(MATCHES);
            assertThat(broker.get("/api/v1/audit?code=session.viewed").body())
                    .contains(
                            "Ada looked at the statements that fit the filter verb:delete of"
                                    + " session "
                                    + SESSION
                                    + " of erin.")
                    .contains("Ada looked at the statements of session " + SESSION)
                    .contains("\"total\":2");
        }
    }

    private static String matches(AdministeredBroker broker, String filter) throws Exception {
        return broker.get(MATCHES + "?f=" + filter).body();
    }

    private AdministeredBroker start(String rights) throws Exception {
        AdministeredBroker broker = AdministeredBroker.start(folder, Randomness.system(), rights);
        try (IndexStore index = AdministeredBroker.index(folder)) {
            new IndexRows(index).write(List.of(session()));
        }
        return broker;
    }

    private static SessionBatch session() {
        SessionRow row =
                new SessionRow(
                        SESSION,
                        new SessionRow.Who(
                                "http://localhost:9|erin", "erin", "erin@example.com", null),
                        new SessionRow.Where("orders", "shop", "app_read", "psql", "127.0.0.1"),
                        new SessionRow.Lifetime(1_000_000, null, "live", null, null),
                        new SessionRow.Counts(5, 0, 0, 1, 1, 2, 3),
                        new SessionRow.Verdict(false, ""));
        List<StatementRow> statements = new ArrayList<>();
        for (String verb : List.of("SELECT", "DELETE", "DELETE", "SELECT", "DELETE")) {
            int ordinal = statements.size() + 1;
            statements.add(
                    new StatementRow(
                            SESSION,
                            ordinal,
                            new StatementRow.Timing(4L * ordinal, 5_000 + ordinal, ordinal, 3L),
                            new StatementRow.Text(
                                    "simple", verb, verb + " number " + ordinal, false, "[]"),
                            new StatementRow.Result("completed", verb, 1, 8, false, null),
                            new StatementRow.Transaction(ordinal, "committed")));
        }
        return new SessionBatch(row, statements, List.of(), List.of(), true);
    }
}
