package dev.postern.broker.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.broker.base.Randomness;
import dev.postern.json.Json;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What the API answers when it cannot answer, or does not understand what it was asked.
final class ErrorAnswersTest {

    private static final String REQUEST = "5f3c9d20-lost";

    @TempDir private Path folder;

    private AdministeredBroker broker;

    @BeforeEach
    void start() throws Exception {
        broker = AdministeredBroker.start(folder, Randomness.system());
    }

    @AfterEach
    void stop() {
        broker.close();
    }

    @ParameterizedTest
    @CsvSource({
        "index.db, session,        /api/v1/sessions",
        "index.db, session,        /api/v1/sessions/01KAJ4V8000000000000000001",
        "state.db, access_request, /api/v1/requests"
    })
    void databaseThatCannotBeRead_isSaid_withTheNameOfTheRequest(
            String file, String table, String path) throws Exception {
        assertThat(broker.get(path).statusCode()).isIn(200, 404);
        lose(file, table);

        HttpResponse<String> answer = broker.get(path, REQUEST);

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(503);
        assertThat(error(answer))
                .containsEntry("code", "store_unavailable")
                .containsEntry(
                        "message", "The broker cannot read or write one of its databases now.")
                .containsEntry(
                        "hint",
                        "What is recorded is not touched by that. Try again; if it stays so, tell"
                                + " the administrator the id of this request: "
                                + REQUEST
                                + ".");
        assertThat(answer.headers().firstValue("X-Postern-Request")).contains(REQUEST);
        assertThat(answer.body()).as("nothing of the database").doesNotContain(table, "select");
        assertThat(broker.get("/api/v1/info").statusCode()).as("the rest answers").isEqualTo(200);
    }

    @Test
    void requestWithoutAName_isNamedByItsTime() throws Exception {
        lose("index.db", "session");

        assertThat(error(broker.get("/api/v1/sessions")).get("hint"))
                .endsWith("tell the administrator the time of this answer.");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    reed:orders       | begins with neither read: nor write:
                    read:a.b.c        | a name has two parts at most
                    write:            | write:
                    """)
    void scopeThatIsWrong_isRefused_sayingWhichEntry(String entry, String message)
            throws Exception {
        HttpResponse<String> answer =
                broker.post(
                        "/api/v1/requests",
                        Map.of(
                                "target",
                                "orders",
                                "databaseRole",
                                "postgres",
                                "reason",
                                "OPS-7",
                                "scope",
                                List.of("read:public.orders", entry)));

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
        assertThat(error(answer)).containsEntry("code", "bad_scope");
        assertThat(error(answer).get("message")).contains(entry, message);
        assertThat(error(answer).get("hint")).isNotBlank();
        assertThat(broker.get("/api/v1/requests").body()).as("nothing is asked").contains("[]");
    }

    private void lose(String file, String table) throws Exception {
        try (Connection other =
                        DriverManager.getConnection(
                                "jdbc:sqlite:" + folder.resolve("store").resolve(file));
                Statement statement = other.createStatement()) {
            statement.execute("alter table " + table + " rename to lost");
        }
    }

    private static Map<String, String> error(HttpResponse<String> answer) throws Exception {
        Object error = Json.readObject(answer.body().getBytes(StandardCharsets.UTF_8)).get("error");
        Map<String, String> texts = new LinkedHashMap<>();
        if (error instanceof Map<?, ?> members) {
            members.forEach(
                    (name, value) -> texts.put(String.valueOf(name), String.valueOf(value)));
        }
        return texts;
    }
}
