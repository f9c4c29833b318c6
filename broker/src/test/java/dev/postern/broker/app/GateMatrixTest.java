package dev.postern.broker.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.broker.access.Lock;
import dev.postern.broker.base.Clock;
import dev.postern.broker.base.Randomness;
import dev.postern.broker.base.Ulids;
import dev.postern.broker.http.RouteTable;
import dev.postern.broker.identity.Login;
import dev.postern.broker.identity.Logins;
import dev.postern.broker.identity.Person;
import dev.postern.broker.identity.SqlLoginStore;
import dev.postern.broker.store.sql.DeedColumns;
import dev.postern.broker.store.sql.LockRow;
import dev.postern.broker.store.sql.StateStore;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/// Who passes the gate of which route: every route of the router has a row here, and every row is tried by everybody.
@Tag("G22")
final class GateMatrixTest {

    private static final Clock CLOCK = Clock.system();
    private static final Randomness RANDOM = Randomness.system();

    /// Who may call it.
    private enum Open {
        ANYONE,
        SIGNED_IN_OR_LOCKED,
        SIGNED_IN,
        AUDITORS,
        ERASERS,
        UNMASKERS,
        LOCKERS,
        ADMINISTRATORS
    }

    private static final Map<String, Open> ROWS = new LinkedHashMap<>();

    static {
        rows(
                Open.ANYONE,
                "GET /*",
                "GET /api/v1/info",
                "GET /login",
                "GET /login/callback",
                "GET /login/cli/{login}",
                "GET /login/style.css",
                "GET /ready",
                "GET /signed-out",
                "POST /api/v1/login/cli",
                "POST /api/v1/login/cli/{login}/token",
                "POST /api/v1/login/device",
                "POST /api/v1/login/device/{login}/token",
                "POST /api/v1/login/machine",
                "POST /login/cli/{login}");
        rows(Open.SIGNED_IN_OR_LOCKED, "GET /api/v1/me", "POST /api/v1/logout", "POST /logout");
        rows(
                Open.SIGNED_IN,
                "GET /api/v1/access/explain",
                "GET /api/v1/certificates/challenge",
                "GET /api/v1/live",
                "GET /api/v1/requests",
                "GET /api/v1/requests/{id}",
                "DELETE /api/v1/searches/{id}",
                "GET /api/v1/links/{id}",
                "GET /api/v1/search",
                "GET /api/v1/search/groups",
                "GET /api/v1/searches",
                "GET /api/v1/searches/{id}",
                "GET /api/v1/session-facets",
                "GET /api/v1/sessions",
                "GET /api/v1/sessions/{id}",
                "GET /api/v1/sessions/{id}/events",
                "GET /api/v1/sessions/{id}/export",
                "GET /api/v1/sessions/{id}/masks",
                "GET /api/v1/sessions/{id}/matches",
                "GET /api/v1/sessions/{id}/messages",
                "GET /api/v1/sessions/{id}/notes",
                "GET /api/v1/sessions/{id}/outline",
                "GET /api/v1/sessions/{id}/statements",
                "GET /api/v1/sessions/{id}/statements/{ordinal}/result",
                "GET /api/v1/sessions/{id}/text",
                "GET /api/v1/sessions/{id}/verification",
                "GET /api/v1/store",
                "GET /api/v1/targets",
                "GET /api/v1/unmaskings",
                "PATCH /api/v1/searches/{id}",
                "POST /api/v1/certificates",
                "POST /api/v1/links",
                "POST /api/v1/requests",
                "POST /api/v1/requests/{id}/approve",
                "POST /api/v1/requests/{id}/deny",
                "POST /api/v1/requests/{id}/extend",
                "POST /api/v1/requests/{id}/review",
                "POST /api/v1/requests/{id}/revoke",
                "POST /api/v1/searches",
                "POST /api/v1/sessions/{id}/cancel",
                "POST /api/v1/sessions/{id}/end",
                "POST /api/v1/sessions/{id}/hold",
                "POST /api/v1/sessions/{id}/resume",
                "POST /api/v1/unmaskings/{id}/approve",
                "POST /api/v1/unmaskings/{id}/reject",
                "POST /api/v1/who-saw");
        rows(
                Open.AUDITORS,
                "GET /api/v1/audit",
                "GET /api/v1/erasures",
                "GET /api/v1/holds",
                "GET /api/v1/retention",
                "GET /api/v1/reviews",
                "POST /api/v1/holds",
                "POST /api/v1/policy/test",
                "POST /api/v1/sessions/{id}/notes",
                "POST /api/v1/sessions/{id}/notes/{note}/remove",
                "GET /api/v1/sessions/{id}/review",
                "POST /api/v1/sessions/{id}/review",
                "POST /api/v1/sessions/{id}/review/assign",
                "POST /api/v1/sessions/{id}/review/take-back");
        rows(
                Open.ERASERS,
                "POST /api/v1/erasures",
                "POST /api/v1/erasures/{id}/confirm",
                "POST /api/v1/erasures/{id}/reject",
                "POST /api/v1/holds/{id}/lift");
        rows(Open.UNMASKERS, "POST /api/v1/sessions/{id}/unmaskings");
        rows(
                Open.ADMINISTRATORS,
                "GET /api/v1/admin/roles",
                "GET /api/v1/admin/targets",
                "GET /api/v1/authorities",
                "POST /api/v1/admin/roles",
                "POST /api/v1/admin/roles/{name}/remove",
                "POST /api/v1/admin/targets",
                "POST /api/v1/admin/targets/{name}/remove",
                "POST /api/v1/authorities/{name}/rotation");
        rows(
                Open.LOCKERS,
                "GET /api/v1/locks",
                "POST /api/v1/locks",
                "POST /api/v1/locks/{id}/lift");
    }

    /// What a browser loads by itself, which is nobody's interface.
    private static final Set<String> PAGE_PARTS = Set.of("GET /*", "GET /login/style.css");

    /// People, by the group that their sign-in gives.
    private static final Map<String, String> PEOPLE =
            Map.of(
                    "developer", "engineers",
                    "other-developer", "engineers",
                    "approver", "approvers",
                    "approver-self", "engineers-approvers",
                    "reviewer", "auditors",
                    "admin", "admins",
                    "locked", "admins",
                    "expired", "admins");

    @TempDir private Path folder;
    private final Map<String, String> tokens = new LinkedHashMap<>();

    private static void rows(Open open, String... routes) {
        for (String route : routes) {
            assertThat(ROWS.put(route, open)).as(route).isNull();
        }
    }

    @Test
    void everyRoute_isListed_andLetsInWhoIsListed() throws Exception {
        BrokerConfig config = configuration();
        signIn();
        try (Broker broker = Broker.start(config, Broker.Machine.system(), List.of());
                HttpClient client = HttpClient.newHttpClient()) {
            Set<String> served = new TreeSet<>();
            for (RouteTable.Route route : broker.routes()) {
                served.add(route.method() + " " + route.path());
            }
            assertThat(served).as("routes that have a row").isEqualTo(new TreeSet<>(ROWS.keySet()));
            List<String> wrong = new ArrayList<>();
            int tried = 0;
            for (Map.Entry<String, Open> row : ROWS.entrySet()) {
                if (row.getKey().endsWith("logout")) {
                    continue; // it would end the sign-ins of this test
                }
                for (String caller : callers()) {
                    tried++;
                    HttpResponse<String> answer = call(client, broker, row.getKey(), caller);
                    String seen = gateAnswer(answer);
                    String expected = expected(row.getValue(), caller);
                    if (!seen.equals(expected)) {
                        wrong.add(
                                row.getKey()
                                        + " by "
                                        + caller
                                        + ": "
                                        + seen
                                        + ", expected "
                                        + expected);
                    }
                }
            }
            assertThat(wrong).isEmpty();
            assertThat(tried).isEqualTo((ROWS.size() - 2) * callers().size());
        }
    }

    /// The document writes `ID`, `SID`, `NAME` or `{id}` for a part of a path that differs.
    @Test
    void everyRoute_isInTheApiDocument_andNoOther() throws Exception {
        Pattern mention = Pattern.compile("`((?:GET|POST|PATCH|DELETE) /[^`?\\s]*)");
        Set<String> documented = new TreeSet<>();
        mention.matcher(Files.readString(Path.of("../docs/api.md")))
                .results()
                .forEach(m ->
                        documented.add(m.group(1).replaceAll("\\{\\w+}|(?<=/)[A-Z]+(?=/|$)", "*")));
        Set<String> served = new TreeSet<>();
        ROWS.keySet().forEach(row -> served.add(row.replaceAll("\\{\\w+}", "*")));
        served.removeAll(PAGE_PARTS);

        assertThat(documented).isEqualTo(served);
    }

    private List<String> callers() {
        List<String> callers = new ArrayList<>(PEOPLE.keySet());
        callers.add("nobody");
        callers.add("forged");
        callers.sort(null);
        return callers;
    }

    private static String expected(Open open, String caller) {
        if (open == Open.ANYONE) {
            return "passes";
        }
        if (List.of("nobody", "forged", "expired").contains(caller)) {
            return "not_signed_in";
        }
        if (open == Open.SIGNED_IN_OR_LOCKED) {
            return "passes";
        }
        if (caller.equals("locked")) {
            return "locked";
        }
        boolean isPassing =
                switch (open) {
                    case ANYONE, SIGNED_IN_OR_LOCKED, SIGNED_IN -> true;
                    case AUDITORS, ERASERS -> caller.equals("reviewer") || caller.equals("admin");
                    case UNMASKERS -> caller.equals("reviewer");
                    case LOCKERS, ADMINISTRATORS -> caller.equals("admin");
                };
        return isPassing ? "passes" : "right_missing";
    }

    private static String gateAnswer(HttpResponse<String> answer) {
        for (String code : List.of("not_signed_in", "locked", "right_missing")) {
            if ((answer.statusCode() == 401 || answer.statusCode() == 403)
                    && answer.body().contains("\"code\":\"" + code + "\"")) {
                return code;
            }
        }
        return answer.statusCode() == 401 ? answer.body() : "passes";
    }

    private HttpResponse<String> call(HttpClient client, Broker broker, String route, String caller)
            throws Exception {
        int space = route.indexOf(' ');
        String path =
                route.substring(space + 1)
                        .replace("{id}", "01ARZ3NDEKTSV4RRFFQ69G5FAV")
                        .replace("{login}", "none")
                        .replace("{name}", "none")
                        .replace("{note}", "none")
                        .replace("{ordinal}", "1")
                        .replace("/*", "/nothing");
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(broker.webAddress() + path))
                        .timeout(Duration.ofSeconds(20))
                        .header("Content-Type", "application/json");
        if (!caller.equals("nobody")) {
            request.header("Authorization", "Bearer " + tokens.getOrDefault(caller, "forged"));
        }
        String method = route.substring(0, space);
        return client.send(
                request.method(
                                method,
                                method.equals("GET")
                                        ? HttpRequest.BodyPublishers.noBody()
                                        : HttpRequest.BodyPublishers.ofString("{}"))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private void signIn() throws Exception {
        try (StateStore state = StateStore.open(folder.resolve("store/state.db"))) {
            SqlLoginStore store = new SqlLoginStore(state);
            PEOPLE.forEach((name, group) -> {
                Person person =
                        new Person(
                                "http://localhost:9",
                                name,
                                name,
                                name + "@example.com",
                                List.of(group));
                Duration life = Duration.ofHours(name.equals("expired") ? -1 : 1);
                tokens.put(
                        name,
                        new Logins(store, CLOCK, RANDOM, life)
                                .start(Login.Kind.CLI, person, "127.0.0.1")
                                .token()
                                .reveal());
            });
            long now = CLOCK.now().toEpochMilli() * 1000;
            state.write(rows -> {
                rows.locks()
                        .add(
                                new LockRow(
                                        new Ulids(CLOCK, RANDOM).next(),
                                        Lock.Scope.PERSON.text(),
                                        "locked@example.com",
                                        null,
                                        new DeedColumns(now, "a", "Ada", "ada@example.com", "test"),
                                        null));
                return true;
            });
        }
    }

    private BrokerConfig configuration() throws Exception {
        Files.createDirectory(
                folder.resolve("store"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Path key = folder.resolve("key-encryption-key");
        Files.writeString(key, Base64.getEncoder().encodeToString(RANDOM.bytes(32)) + "\n");
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
        Path file =
                Files.writeString(
                        folder.resolve("postern.yaml"),
                        """
                        data: store
                        keys: {file: key-encryption-key}
                        postgres: {listen: "127.0.0.1:0", warm-up: false}
                        web: {listen: "127.0.0.1:0"}
                        sign-in: {issuer: "http://localhost:9", client-id: postern}
                        recorder: {allow-volatile-store: true, refuse-below-mib: 1, refuse-below-percent: 0}
                        targets:
                          orders:
                            hosts: ["127.0.0.1:1"]
                            tls: disable
                            databases: [shop]
                            logins: {postgres: {password-env: PASSWORD}}
                        roles:
                          engineer:
                            groups: [engineers, engineers-approvers]
                            allow:
                              - {targets: [orders], database-roles: [postgres], access: on-request}
                          approver: {groups: [approvers, engineers-approvers], approve: [orders]}
                          auditor: {groups: [auditors], see-all-sessions: true, erase-recordings: true, unmask: true}
                          admin:
                            groups: [admins]
                            see-all-sessions: true
                            end-sessions: true
                            erase-recordings: true
                            place-locks: true
                            administer: true
                        """);
        return BrokerConfigReader.read(file, Map.of("PASSWORD", "unused"));
    }
}
