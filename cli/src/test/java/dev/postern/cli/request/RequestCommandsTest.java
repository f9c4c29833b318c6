package dev.postern.cli.request;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.cli.StubBroker;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;

final class RequestCommandsTest {

    private static final String CREATE = "POST /api/v1/requests";
    private static final String APPROVE = "POST /api/v1/requests/7K2M9QXZ/approve";
    private static final String TARGETS =
            """
            {"items":[{"name":"orders","databaseRoles":[{"name":"app_read","access":"open"},\
            {"name":"app_write","access":"request"}]},\
            {"name":"crm","databaseRoles":[{"name":"a","access":"request"},{"name":"b","access":"request"}]}]}\
            """;

    @TempDir Path home;

    private StubBroker broker;

    @BeforeEach
    void startLoggedIn() throws IOException {
        broker = new StubBroker(home).login();
    }

    @AfterEach
    void stop() {
        broker.close();
    }

    @Test
    void create_printsIdStateAndNextStep() {
        broker.on(CREATE, 201, request("pending", "null"));
        assertThat(
                        broker.run(
                                "request",
                                "create",
                                "orders",
                                "--as",
                                "app_write",
                                "--reason",
                                "fix 7",
                                "--ttl",
                                "1h30m"))
                .isZero();
        assertThat(broker.calls())
                .containsExactly(
                        CREATE
                                + " {\"target\":\"orders\",\"ttl\":\"PT1H30M\",\"reason\":\"fix"
                                + " 7\",\"databaseRole\":\"app_write\"}");
        assertThat(broker.out())
                .isEqualTo("Request 7K2M9QXZ is pending: Ada, orders as app_write for 1h 30m\n");
        assertThat(broker.err())
                .contains("postern request approve 7K2M9QXZ")
                .contains("postern db connect orders --as app_write");
    }

    @Test
    void create_json_isTheApiObject_behindTheVersionOfItsShape() {
        broker.on(CREATE, 201, request("pending", "null"));
        assertThat(
                        broker.run(
                                "request",
                                "create",
                                "orders",
                                "--as",
                                "app_write",
                                "--reason",
                                "x",
                                "-o",
                                "json"))
                .isZero();
        assertThat(broker.out())
                .isEqualTo(
                        "{\"schemaVersion\":1," + request("pending", "null").substring(1) + "\n");
    }

    @Test
    void create_withoutRole_takesTheOnlyOneToAskFor() {
        broker.on("GET /api/v1/targets?limit=500", 200, TARGETS)
                .on(CREATE, 201, request("pending", "null"));
        assertThat(broker.run("request", "create", "orders", "--reason", "x")).isZero();
        assertThat(broker.calls().getLast()).contains("\"databaseRole\":\"app_write\"");
        assertThat(broker.run("request", "create", "crm", "--reason", "x")).isEqualTo(2);
        assertThat(broker.err())
                .contains("crm has 2 database roles to ask for: a, b")
                .contains("--as ROLE");
        assertThat(broker.run("request", "create", "nope", "--reason", "x")).isEqualTo(6);
    }

    @Test
    void create_withoutReason_asksOnlyAPerson() {
        broker.on(CREATE, 201, request("pending", "null"));
        assertThat(broker.run("request", "create", "orders", "--as", "app_write")).isEqualTo(2);
        assertThat(broker.err()).contains("a request needs a reason").contains("--reason");
        assertThat(broker.calls()).isEmpty();
        assertThat(
                        broker.runTyping(
                                "fix order 7\n",
                                "request",
                                "create",
                                "orders",
                                "--as",
                                "app_write"))
                .isZero();
        assertThat(broker.err()).startsWith("Reason: ");
        assertThat(broker.calls().getFirst()).contains("\"reason\":\"fix order 7\"");
    }

    @Test
    void create_deniedAtOnce_exits7() {
        broker.on(CREATE, 201, request("denied", "null"));
        assertThat(broker.run("request", "create", "orders", "--as", "app_write", "--reason", "x"))
                .isEqualTo(7);
    }

    @Test
    void create_badDuration_exits2WithoutACall() {
        for (String bad : new String[] {"", "1", "0s", "h", "-1h", "1w", "9999999s"}) {
            assertThat(
                            broker.run(
                                    "request",
                                    "create",
                                    "orders",
                                    "--as",
                                    "a",
                                    "--reason",
                                    "x",
                                    "--ttl",
                                    bad))
                    .as(bad)
                    .isEqualTo(2);
        }
        assertThat(broker.calls()).isEmpty();
    }

    @Test
    void approve_ownRequest_exits5WithTheBrokersWords() {
        broker.on(APPROVE, 403, refusal("own_request", "You asked for this yourself."));
        assertThat(broker.run("request", "approve", "7k2m9qxz")).isEqualTo(5);
        assertThat(broker.err()).isEqualTo("postern: You asked for this yourself.\nAsk Bo.\n");
        assertThat(broker.run("request", "approve", "7K2M9QXZ", "-o", "json")).isEqualTo(5);
        assertThat(broker.err()).startsWith("{\"error\":{\"code\":\"own_request\",");
        assertThat(broker.out()).isEmpty();
    }

    @Test
    void approve_notPending_exits1() {
        broker.on(APPROVE, 409, refusal("request_not_pending", "Request 7K2M9QXZ is denied."));
        assertThat(broker.run("request", "approve", "7K2M9QXZ")).isEqualTo(1);
        assertThat(broker.err()).contains("Request 7K2M9QXZ is denied.");
    }

    @Test
    void approve_unknown_exits6() {
        broker.on(APPROVE, 404, refusal("no_such_request", "There is no request 7K2M9QXZ."));
        assertThat(broker.run("request", "approve", "7K2M9QXZ")).isEqualTo(6);
    }

    @Test
    void approve_sendsReasonAndShorterTime() {
        broker.on(APPROVE, 200, request("active", "\"2026-11-21T01:29:30.000000Z\""));
        assertThat(broker.run("request", "approve", "7K2M9QXZ", "--reason", "ok", "--ttl", "30m"))
                .isZero();
        assertThat(broker.calls())
                .containsExactly(APPROVE + " {\"reason\":\"ok\",\"ttl\":\"PT30M\"}");
        assertThat(broker.out())
                .isEqualTo("Request 7K2M9QXZ is active: Ada, orders as app_write, 29m 30s left\n");
    }

    @Test
    void deny_needsAReason() {
        assertThat(broker.run("request", "deny", "7K2M9QXZ")).isEqualTo(2);
        broker.on("POST /api/v1/requests/7K2M9QXZ/deny", 200, request("denied", "null"));
        assertThat(broker.run("request", "deny", "7K2M9QXZ", "--reason", "no")).isZero();
        assertThat(broker.calls())
                .containsExactly("POST /api/v1/requests/7K2M9QXZ/deny {\"reason\":\"no\"}");
    }

    @Test
    void revoke_postsRevoke() {
        broker.on("POST /api/v1/requests/7K2M9QXZ/revoke", 200, request("revoked", "null"));
        assertThat(broker.run("request", "revoke", "7K2M9QXZ")).isZero();
        assertThat(broker.out()).contains("is revoked");
    }

    @Test
    void show_linksSessions_andDefusesForeignText() {
        broker.on(
                "GET /api/v1/requests/7K2M",
                200,
                request("pending", "null").replace("fix 7", "\\u001b[2Jx"));
        assertThat(broker.run("request", "show", "7K2M")).isZero();
        assertThat(broker.out()).contains("postern play 01K9T2QWERTY").contains("\\x1b[2Jx");
        assertThat(broker.run("request", "show", "../me")).isEqualTo(2);
        assertThat(broker.calls()).hasSize(1);
    }

    @Test
    void ls_filtersAtTheBroker_andSaysWhenNotAllIsShown() {
        String list =
                "{\"items\":[" + request("pending", "null") + "],\"nextCursor\":null,\"total\":3}";
        broker.on("GET /api/v1/requests?limit=500&state=pending&mine=true", 200, list);
        assertThat(broker.run("request", "ls", "--state", "pending", "--mine")).isZero();
        assertThat(broker.out()).startsWith("REQUEST ").contains("7K2M9QXZ").contains("1h 30m");
        assertThat(broker.err()).contains("1 of 3 shown");
        assertThat(broker.run("request", "ls", "--state", "odd")).isEqualTo(2);
    }

    @Test
    void help_callsNobody() {
        assertThat(broker.run("request", "create", "--help")).isZero();
        assertThat(broker.calls()).isEmpty();
    }

    private static String request(String state, String grantEndsAt) {
        return "{\"id\":\"01K9T2QWERTY00007K2M9QXZ00\",\"shortId\":\"7K2M9QXZ\",\"requester\":{\"id\":\"1\","
                   + "\"name\":\"Ada\",\"email\":\"ada@example.org\"},\"target\":\"orders\",\"databaseRole\":\"app_write\",\"reason\":\"fix"
                   + " 7\",\"ttlSeconds\":5400,\"state\":\""
                + state
                + "\",\"createdAt\":\"2026-11-21T00:59:00.000000Z\",\"grantEndsAt\":"
                + grantEndsAt
                + ",\"sessions\":[\"01K9T2QWERTY\"],\"canDecide\":false,\"why\":\"It is your"
                + " own.\"}";
    }

    private static String refusal(String code, String message) {
        return "{\"error\":{\"code\":\""
                + code
                + "\",\"message\":\""
                + message
                + "\",\"hint\":\"Ask Bo.\"}}";
    }
}
