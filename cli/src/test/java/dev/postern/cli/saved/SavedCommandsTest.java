package dev.postern.cli.saved;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.cli.StubBroker;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;

final class SavedCommandsTest {

    private static final String LIST = "GET /api/v1/searches";
    private static final String A = "01K9T2Q00000000000000000AA";
    private static final String B = "01K9T2Q00000000000000000BB";
    private static final String FOUND = "{\"items\":[],\"total\":0}";

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
    void aSavedFilter_isAskedAsItIs_andNarrowed() {
        broker.on(LIST, 200, items(search(A, "night", "statements", true)))
                .on("GET /api/v1/search?limit=50&q=has%3Aerror+%22a+b%22", 200, FOUND)
                .on("GET /api/v1/search?limit=50&q=has%3Aerror+%22a+b%22+user%3Aada", 200, FOUND);

        assertThat(broker.run("search", "--saved", "night")).isZero();
        assertThat(broker.run("search", "--saved", "night", "user:ada")).isZero();
        assertThat(broker.err()).contains("nothing matches");
    }

    @Test
    void aLink_isAskedById() {
        broker.on(LIST + "/" + A, 200, search(A, "night", "sessions", false))
                .on("GET /api/v1/sessions?limit=50&f=has%3Aerror+%22a+b%22", 200, FOUND);
        assertThat(broker.run("sessions", "ls", "--saved", "/q/" + A)).isZero();
        assertThat(broker.run("sessions", "ls", "--saved", "https://postern.example/q/" + A))
                .isZero();
        assertThat(broker.run("search", "--saved", A)).isEqualTo(1);
        assertThat(broker.err())
                .contains("\"night\" is one of sessions")
                .contains("Run: postern sessions ls --saved /q/" + A);
    }

    @Test
    void anOwnSearch_comesFirst_andSeveralOfOthersAreNamed() {
        broker.on(
                        LIST,
                        200,
                        items(
                                search(A, "night", "statements", false),
                                search(B, "night", "statements", true)))
                .on("GET /api/v1/search?limit=50&q=has%3Aerror+%22a+b%22", 200, FOUND);
        assertThat(broker.run("search", "--saved", "night")).isZero();

        broker.on(
                LIST,
                200,
                items(
                        search(A, "night", "statements", false),
                        search(B, "night", "statements", false)));
        assertThat(broker.run("search", "--saved", "night")).isEqualTo(6);
        assertThat(broker.err()).contains("2 saved searches have the name \"night\"");
        assertThat(broker.run("search", "--saved", "nigth")).isEqualTo(6);
        assertThat(broker.err()).contains("did you mean \"night\"?");
        assertThat(broker.run("search")).isEqualTo(2);
        assertThat(broker.err()).contains("postern help filters");
    }

    @Test
    void add_sendsTheFilterAsTyped() {
        broker.on("POST /api/v1/searches", 201, search(A, "night", "statements", true));
        assertThat(broker.run("saved", "add", "night", "has:error", "text:a b", "--shared"))
                .isZero();
        assertThat(broker.calls().getLast())
                .contains("\"filter\":\"has:error text:\\\"a b\\\"\"")
                .contains("\"kind\":\"statements\"")
                .contains("\"shared\":true");
        assertThat(broker.out()).startsWith("Saved \"night\": http://").endsWith("/q/" + A + "\n");
    }

    @Test
    void rm_removesByName() {
        broker.on(LIST, 200, items(search(A, "night", "statements", true)))
                .on("DELETE /api/v1/searches/" + A, 200, "");
        assertThat(broker.run("saved", "rm", "night", "-o", "name")).isZero();
        assertThat(broker.out()).isEqualTo(A + "\n");
        assertThat(broker.calls()).contains("DELETE /api/v1/searches/" + A);
    }

    @Test
    void ls_showsWhoseTheyAre() {
        broker.on(
                LIST,
                200,
                items(search(A, "night", "statements", true), search(B, "day", "sessions", false)));
        assertThat(broker.run("saved", "ls")).isZero();
        assertThat(broker.out())
                .containsPattern(A + " +night +statements +no +you +has:error")
                .containsPattern(B + " +day +sessions +no +Bo +has:error");
    }

    private static String items(String... searches) {
        return "{\"items\":[" + String.join(",", searches) + "],\"partial\":false}";
    }

    private static String search(String id, String name, String kind, boolean own) {
        return "{\"id\":\""
                + id
                + "\",\"name\":\""
                + name
                + "\",\"kind\":\""
                + kind
                + "\",\"filter\":\"has:error \\\"a b\\\"\",\"shared\":false,\"own\":"
                + own
                + ",\"owner\":{\"name\":\"Bo\"}}";
    }
}
