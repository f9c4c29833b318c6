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
import java.util.List;

/// A role shows other people's sessions on the targets that it names, and on no others.
final class SeeSessionsTest {

    private static final String OTHERS_THERE = "01KAJ4V8000000000000000001";
    private static final String OTHERS_ELSEWHERE = "01KAJ4V8000000000000000002";
    private static final String OWN_ELSEWHERE = "01KAJ4V8000000000000000003";

    @TempDir private Path folder;

    @Test
    void seeSessions_showsThoseOnItsTargets_everywhere_andNoOthers() throws Exception {
        try (AdministeredBroker broker = start("see-sessions: [orders]")) {
            assertThat(broker.get("/api/v1/me").body()).contains("\"seeSessionsOf\":[\"orders\"]");
            for (String list :
                    List.of(
                            "/api/v1/sessions",
                            "/api/v1/sessions?f=state:live",
                            "/api/v1/search?q=select",
                            "/api/v1/live")) {
                assertThat(broker.get(list).body())
                        .as(list)
                        .contains(OTHERS_THERE, OWN_ELSEWHERE)
                        .doesNotContain(OTHERS_ELSEWHERE);
            }
            assertThat(broker.get("/api/v1/session-facets").body()).contains("\"counted\":2");
            assertThat(broker.get("/api/v1/sessions/" + OTHERS_THERE).statusCode()).isEqualTo(200);
            assertThat(broker.get("/api/v1/sessions/" + OTHERS_ELSEWHERE).statusCode())
                    .isEqualTo(404);
            assertThat(broker.get("/api/v1/audit").statusCode()).isEqualTo(403);
            assertThat(broker.get("/api/v1/reviews").statusCode()).isEqualTo(403);
        }
    }

    @Test
    void seeSessions_ofAnyTarget_showsAllSessions_andGivesNothingElse() throws Exception {
        try (AdministeredBroker broker = start("see-sessions: [\"*\"]")) {
            assertThat(broker.get("/api/v1/sessions").body())
                    .contains(OTHERS_THERE, OTHERS_ELSEWHERE, OWN_ELSEWHERE);
            assertThat(broker.get("/api/v1/audit").statusCode()).isEqualTo(403);
        }
    }

    @Test
    void withoutARight_onlyOwnSessionsAreShown_alsoOfATargetThatDiffersInCase() throws Exception {
        try (AdministeredBroker broker = start("see-sessions: [Orders]")) {
            assertThat(broker.get("/api/v1/sessions").body())
                    .contains(OWN_ELSEWHERE)
                    .doesNotContain(OTHERS_THERE, OTHERS_ELSEWHERE);
        }
    }

    private AdministeredBroker start(String rights) throws Exception {
        AdministeredBroker broker = AdministeredBroker.start(folder, Randomness.system(), rights);
        try (IndexStore index = AdministeredBroker.index(folder)) {
            IndexRows rows = new IndexRows(index);
            rows.write(
                    List.of(
                            session(OTHERS_THERE, "erin", "orders"),
                            session(OTHERS_ELSEWHERE, "erin", "stock"),
                            session(OWN_ELSEWHERE, "ada", "stock")));
        }
        return broker;
    }

    private static SessionBatch session(String id, String person, String target) {
        SessionRow row =
                new SessionRow(
                        id,
                        new SessionRow.Who(
                                "http://localhost:9|" + person,
                                person,
                                person + "@example.com",
                                null),
                        new SessionRow.Where(target, "shop", "app_read", "psql", "127.0.0.1"),
                        new SessionRow.Lifetime(1_000_000, null, "live", null, null),
                        new SessionRow.Counts(1, 0, 0, 1, 1, 2, 3),
                        new SessionRow.Verdict(false, ""));
        StatementRow statement =
                new StatementRow(
                        id,
                        1,
                        new StatementRow.Timing(4, 5_000, 1, 3L),
                        new StatementRow.Text("simple", "SELECT", "select 1", false, "[]"),
                        new StatementRow.Result("completed", "SELECT 1", 1, 8, false, null),
                        new StatementRow.Transaction(1, "committed"));
        return new SessionBatch(row, List.of(statement), List.of(), List.of(), true);
    }
}
