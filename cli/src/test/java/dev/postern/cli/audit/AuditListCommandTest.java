package dev.postern.cli.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.cli.StubBroker;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;

final class AuditListCommandTest {

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
    void ls_showsTheNewest_andSaysHowManyThereAre() {
        broker.on(
                "GET /api/v1/audit?limit=2",
                200,
                page(
                        "7",
                        900,
                        event(9, "session.viewed", "a\\u001bb"),
                        event(8, "lock.placed", "x")));

        assertThat(broker.run("audit", "ls", "--limit", "2")).isZero();

        assertThat(broker.out())
                .isEqualTo(
                        """
                        EVENT  AT                    CODE            PERSON  TEXT
                        9      2026-11-20T10:00:09Z  session.viewed  a@x     a\\x1bb
                        8      2026-11-20T10:00:08Z  lock.placed     a@x     x
                        """);
        assertThat(broker.err()).isEqualTo("2 of 900 shown, use --limit or --all\n");
    }

    @Test
    void ls_all_readsEveryPage() {
        broker.on("GET /api/v1/audit?limit=500", 200, page("8", 2, event(9, "session.viewed", "x")))
                .on(
                        "GET /api/v1/audit?limit=500&cursor=8",
                        200,
                        page("", 2, event(8, "lock.placed", "y")));

        assertThat(broker.run("audit", "ls", "--all", "-o", "name")).isZero();

        assertThat(broker.out()).isEqualTo("9\n8\n");
        assertThat(broker.err()).isEmpty();
    }

    @Test
    void ls_asksTheBrokerForWhatIsWanted_andSaysThatThereAreMore() {
        broker.on(
                "GET /api/v1/audit?limit=2&code=request.*%2Clock.placed&person=B%40x&target=orders"
                        + "&from=2026-11-20T10%3A00%3A07Z&text=looked+at",
                200,
                page("7", 3, event(8, "request.denied", "y"), event(7, "request.approved", "z"))
                        .replace("\"total\":3", "\"total\":3,\"totalIsExact\":false"));

        assertThat(
                        broker.run(
                                "audit",
                                "ls",
                                "--code",
                                "request.*,lock.placed",
                                "--actor",
                                "B@x",
                                "--target",
                                "orders",
                                "--since",
                                "2026-11-20T10:00:07Z",
                                "--text",
                                "looked at",
                                "--limit",
                                "2",
                                "-o",
                                "name"))
                .isZero();

        assertThat(broker.out()).isEqualTo("8\n7\n");
        assertThat(broker.err()).isEqualTo("2 of 3 or more shown, use --limit or --all\n");
    }

    @Test
    void ls_aboutOneSession_mayFindNothing() {
        String session = "01K9T2Q00000000000000000AA";
        broker.on("GET /api/v1/audit?limit=50&session=" + session, 200, page("", 0));

        assertThat(broker.run("audit", "ls", "--session", session, "-o", "json")).isZero();

        assertThat(broker.out())
                .isEqualTo("{\"schemaVersion\":1,\"items\":[],\"nextCursor\":null,\"total\":0}\n");
        assertThat(broker.err()).isEqualTo("nothing matches\n");
        assertThat(broker.run("audit", "ls", "--since", "soon")).isEqualTo(2);
    }

    private static String page(String next, int total, String... events) {
        return "{\"items\":["
                + String.join(",", events)
                + "],\"nextCursor\":"
                + (next.isEmpty() ? "null" : "\"" + next + "\"")
                + ",\"total\":"
                + total
                + "}";
    }

    private static String event(int id, String code, String text) {
        return "{\"id\":"
                + id
                + ",\"at\":\"2026-11-20T10:00:0"
                + id
                + ".000000Z\",\"code\":\""
                + code
                + "\",\"person\":{\"id\":\"p\",\"name\":\"Ada\",\"email\":\"a@x\"},\"address\":\"\","
                + "\"target\":null,\"session\":null,\"detail\":{},\"text\":\""
                + text
                + "\"}";
    }
}
