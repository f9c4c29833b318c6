package dev.postern.broker.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.broker.base.Randomness;
import dev.postern.broker.store.sql.IndexRows;
import dev.postern.broker.store.sql.IndexStore;
import dev.postern.broker.store.sql.SessionBatch;
import dev.postern.broker.store.sql.SessionDigest;
import dev.postern.broker.store.sql.SessionRow;
import dev.postern.broker.store.sql.SessionSpark;
import dev.postern.broker.store.sql.StatementRow;
import dev.postern.broker.store.sql.StatementTrait;
import dev.postern.sql.Fingerprints;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// A role shows other people's sessions on the targets that it names, and on no others.
final class SeeSessionsTest {

    private static final String GROUPS = "/api/v1/search/groups?";
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
                            "/api/v1/search/groups?q=select&by=session",
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

    @Test
    void facets_countRiskAndGroups_ofVisibleSessionsAlone_andEachSessionSaysItsOwn()
            throws Exception {
        try (AdministeredBroker broker = start("see-sessions: [orders]")) {
            String facets = broker.get("/api/v1/session-facets").body();
            assertThat(facets)
                    .contains(
                            "\"risk\":[{\"value\":\"high\",\"sessions\":1},{\"value\":\"none\",\"sessions\":1}]")
                    .contains("\"group\":[{\"value\":\"team erin\",\"sessions\":1}]");
            assertThat(broker.get("/api/v1/sessions?f=risk:high").body())
                    .contains(
                            OTHERS_THERE,
                            "\"risk\":{\"level\":\"high\",\"reasons\":[\"has:grant\"]}",
                            "\"groups\":[\"team erin\"]")
                    .doesNotContain(OTHERS_ELSEWHERE, OWN_ELSEWHERE);
            assertThat(broker.get("/api/v1/sessions?f=group:%22team+erin%22").body())
                    .contains(OTHERS_THERE)
                    .doesNotContain(OTHERS_ELSEWHERE, OWN_ELSEWHERE);
            assertThat(broker.get("/api/v1/sessions?f=-group:team*").body())
                    .contains(
                            OWN_ELSEWHERE,
                            "\"risk\":{\"level\":\"none\",\"reasons\":[]}",
                            "\"groups\":[]")
                    .doesNotContain(OTHERS_THERE);
            assertThat(broker.get("/api/v1/search?q=select+risk:high").body())
                    .contains(OTHERS_THERE)
                    .doesNotContain(OTHERS_ELSEWHERE, OWN_ELSEWHERE);
            assertThat(broker.get("/api/v1/sessions?f=risk:low").body())
                    .contains("Write risk:high, risk:some or risk:none.");
        }
    }

    @Test
    void groups_areCountedByTheBroker() throws Exception {
        try (AdministeredBroker broker = start("see-all-sessions: true")) {
            String shape = Fingerprints.of("select 1 from orders");
            assertThat(broker.get(GROUPS + "q=select&by=fp").body())
                    .startsWith(
                            "{\"items\":[{\"key\":\""
                                    + shape
                                    + "\",\"statements\":3,\"sessions\":3,\"errors\":0,\"rows\":3,\"firstAt\":\"1970-01-01T00:00:00.005000Z\",\"lastAt\":\"1970-01-01T00:00:00.005000Z\",\"newest\":\"01KAJ4V800")
                    .contains(
                            "#q=1\",\"sql\":\"select ? from"
                                + " orders\",\"person\":null,\"session\":null}],\"nextCursor\":null,\"searchedBackTo\":null,\"total\":1,\"totalIsExact\":true,\"statements\":3,\"partial\":false,\"index\":{");
            assertThat(broker.get(GROUPS + "q=select&by=user&limit=1").body())
                    .contains("\"key\":\"erin@example.com\",\"statements\":2,\"sessions\":2")
                    .contains("\"total\":2")
                    .doesNotContain("ada@example.com");
            assertThat(broker.get(GROUPS + "q=select&by=session").body())
                    .contains("\"session\":{\"id\":\"" + OTHERS_THERE);
            assertThat(broker.get(GROUPS + "q=select&by=column").body())
                    .contains("Give session, fp, table or user.");
            assertThat(broker.get("/api/v1/search?q=select").body())
                    .contains("\"fingerprint\":\"" + shape + "\",\"tables\":[\"orders\"]");
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
        boolean isAda = person.equals("ada");
        SessionDigest digest =
                new SessionDigest(
                        isAda ? Set.of() : Set.of(StatementTrait.GRANT),
                        false,
                        false,
                        new SessionSpark(
                                1,
                                Collections.nCopies(SessionSpark.BUCKETS, 0),
                                new TreeSet<>(),
                                new TreeSet<>()));
        SessionRow row =
                new SessionRow(
                        id,
                        new SessionRow.Who(
                                "http://localhost:9|" + person,
                                person,
                                person + "@example.com",
                                null,
                                "",
                                false,
                                isAda ? List.of() : List.of("team " + person)),
                        new SessionRow.Where(target, "shop", "app_read", "psql", "127.0.0.1"),
                        new SessionRow.Lifetime(1_000_000, null, "live", null, null),
                        new SessionRow.Counts(1, 0, 0, 1, 1, 2, 3),
                        new SessionRow.Verdict(false, ""),
                        digest);
        StatementRow statement =
                new StatementRow(
                        id,
                        1,
                        new StatementRow.Timing(4, 5_000, 1, 3L),
                        new StatementRow.Text(
                                "simple", "SELECT", "select 1 from orders", false, "[]"),
                        new StatementRow.Result("completed", "SELECT 1", 1, 8, false, null),
                        new StatementRow.Transaction(1, "committed"));
        return new SessionBatch(row, List.of(statement), List.of(), List.of(), true);
    }
}
