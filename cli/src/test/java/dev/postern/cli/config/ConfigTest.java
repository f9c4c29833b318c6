package dev.postern.cli.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.cli.StubBroker;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

final class ConfigTest {

    @TempDir Path home;

    private StubBroker broker;

    @BeforeEach
    void startLoggedIn() throws IOException {
        broker = new StubBroker(home).login();
        broker.on("GET /api/v1/requests?limit=500", 200, "{\"items\":[{\"shortId\":\"7K2M\"}]}");
    }

    @AfterEach
    void stop() {
        broker.close();
    }

    @Test
    void optionsComeBeforeTheEnvironment_andTheEnvironmentBeforeTheFile() throws IOException {
        file("# mine\n\nformat = \"name\" # short\n");
        assertThat(broker.run("request", "ls")).isZero();
        assertThat(broker.out()).isEqualTo("7K2M\n");

        broker.with("POSTERN_FORMAT", "jsonl");
        assertThat(broker.run("request", "ls")).isZero();
        assertThat(broker.out()).isEqualTo("{\"shortId\":\"7K2M\"}\n");

        assertThat(broker.run("request", "ls", "-o", "csv", "--fields", "shortId")).isZero();
        assertThat(broker.out()).isEqualTo("shortId\r\n7K2M\r\n");
    }

    @Test
    void view_tellsWhereEachValueComesFrom() throws IOException {
        file("pager = 'less -S'\ndebug = false\nformat = \"yaml\"\n");
        broker.with("POSTERN_FORMAT", "table");
        assertThat(broker.run("config", "view", "--origin")).isZero();
        assertThat(broker.out())
                .containsPattern("format +table +\\$POSTERN_FORMAT")
                .containsPattern("pager +less -S +" + home.resolve("config.toml") + ":1")
                .containsPattern("debug +false +" + home.resolve("config.toml") + ":2")
                .containsPattern("proxy +http://127.0.0.1:[0-9]+ +login")
                .containsPattern("data +default");
        assertThat(broker.run("config", "view", "-o", "jsonpath={.items[*].key}")).isZero();
        assertThat(broker.out()).startsWith("format proxy token-file data key-file pager debug");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    formt = "json"   | line 1: there is no key "formt", did you mean format?
                    format = json    | line 1: json is no text in quotes
                    [output]         | line 1: "[output]" is no KEY = VALUE
                    """)
    void aLineThatIsNotUnderstood_isNamed(String line, String message) throws IOException {
        file(line + "\n");
        assertThat(broker.run("request", "ls")).isEqualTo(2);
        assertThat(broker.err()).contains("config.toml, " + message);
    }

    @Test
    void debug_tellsEveryQuestion() {
        broker.with("POSTERN_DEBUG", "1");
        assertThat(broker.run("request", "ls", "-o", "name")).isZero();
        assertThat(broker.err())
                .matches(
                        "debug: GET /api/v1/requests\\?limit=500: HTTP 200, 0 ms, id"
                                + " [0-9a-f-]{36}\n");
        assertThat(broker.run("db", "ls")).isEqualTo(6);
        assertThat(broker.err())
                .startsWith("debug: GET /api/v1/targets?limit=500: HTTP 404, 0 ms, id ");
        broker.with("POSTERN_DEBUG", "0");
        assertThat(broker.run("request", "ls", "-o", "name")).isZero();
        assertThat(broker.err()).isEmpty();
    }

    @Test
    void tokenFile_isTakenFromTheEnvironment() throws IOException {
        broker.with("POSTERN_TOKEN_FILE", home.resolve("nosuch").toString())
                .with("POSTERN_PROXY", "http://127.0.0.1:1");
        assertThat(broker.run("login")).isEqualTo(2);
        assertThat(broker.err()).contains("nosuch\", which does not exist");
    }

    private void file(String text) throws IOException {
        Files.writeString(home.resolve("config.toml"), text);
    }
}
