package dev.postern.cli.request;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.cli.StubBroker;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;

/// `--scope` where something is asked for.
final class ScopeOptionTest {

    private static final String CREATE = "POST /api/v1/requests";
    private static final String REQUEST =
            """
            {"id":"01K9T2QWERTY00007K2M9QXZ00","shortId":"7K2M9QXZ","requester":{"id":"1",\
            "name":"Ada","email":"ada@example.org"},"target":"orders","databaseRole":"app_write",\
            "reason":"fix 7","ttlSeconds":3600,"state":"pending","scope":["read:public.orders",\
            "write:refunds"],"createdAt":"2026-11-21T00:59:00.000000Z","grantEndsAt":null,\
            "sessions":[],"canDecide":false,"why":"It is your own."}\
            """;

    @TempDir private Path home = Path.of("");

    @SuppressWarnings("NullAway.Init") // before each test
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
    void entries_areSentInTheirShortestForm() {
        broker.on(CREATE, 201, REQUEST);
        assertThat(create("--scope", "READ:Public.Orders", "--scope", "write:refunds")).isZero();
        assertThat(broker.calls())
                .singleElement()
                .asString()
                .contains("\"scope\":[\"read:public.orders\",\"write:refunds\"]");
    }

    @Test
    void withoutScope_nothingIsSentOfIt() {
        broker.on(CREATE, 201, REQUEST);
        assertThat(create()).isZero();
        assertThat(broker.calls()).singleElement().asString().doesNotContain("scope");
    }

    @Test
    void mistake_endsWithTwo_beforeAnythingIsSent() {
        assertThat(create("--scope", "read:public.orders", "--scope", "raed:refunds")).isEqualTo(2);
        assertThat(broker.err())
                .contains("The scope `raed:refunds` is wrong at character 1")
                .contains("it begins with neither read: nor write:.")
                .contains("Write read:TABLE or write:TABLE, as in read:orders");
        assertThat(
                        broker.run(
                                "request",
                                "break-glass",
                                "orders",
                                "--as",
                                "app_write",
                                "--reason",
                                "down",
                                "--scope",
                                "write:"))
                .isEqualTo(2);
        assertThat(broker.run("db", "connect", "orders", "--reason", "fix", "--scope", "read:a b"))
                .isEqualTo(2);
        assertThat(broker.run("db", "connect", "orders", "--scope", "read:a")).isEqualTo(2);
        assertThat(broker.err())
                .contains("--scope belongs to a request")
                .contains("Say what it is for too: --reason TEXT.");
        assertThat(broker.calls()).isEmpty();
    }

    @Test
    void show_saysIt() {
        broker.on("GET /api/v1/requests/7K2M9QXZ", 200, REQUEST);
        assertThat(broker.run("request", "show", "7K2M9QXZ")).isZero();
        assertThat(broker.out()).containsPattern("(?m)^Scope +read:public.orders, write:refunds$");
    }

    private int create(String... scope) {
        String[] words = new String[7 + scope.length];
        String[] first = {
            "request", "create", "orders", "--as", "app_write", "--reason", "fix order 7"
        };
        System.arraycopy(first, 0, words, 0, first.length);
        System.arraycopy(scope, 0, words, first.length, scope.length);
        return broker.run(words);
    }
}
