package dev.postern.cli.sessions;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.cli.StubBroker;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;

final class LiveOrdersTest {

    private static final String A = "01K9T2Q00000000000000000AA";
    private static final String PATH = "/api/v1/sessions/01K9T2Q0";
    private static final String GOES_ON = "{\"session\":\"" + A + "\",\"held\":null}";
    private static final String HELD =
            "{\"session\":\""
                    + A
                    + "\",\"held\":{\"since\":\"2026-11-20T10:00:00.000000Z\",\"by\":{\"id\":\"a\",\"name\":\"Ada\",\"email\":\"a@x\"},\"reason\":\"why?\"}}";

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
    void hold_sendsTheReason_andSaysHowToLetItGoOn() {
        broker.on("POST " + PATH + "/hold", 200, HELD);

        assertThat(broker.run("sessions", "hold", "01K9T2Q0", "--reason", "why?")).isZero();

        assertThat(broker.calls()).containsExactly("POST " + PATH + "/hold {\"reason\":\"why?\"}");
        assertThat(broker.out())
                .isEqualTo(
                        "Session "
                                + A
                                + " is held: what its client sends next waits. Let it go on with:"
                                + " postern sessions resume\n");
        assertThat(broker.run("sessions", "hold", "01K9T2Q0", "--reason", "why?", "-o", "json"))
                .isZero();
        assertThat(broker.out()).isEqualTo("{\"schemaVersion\":1," + HELD.substring(1) + "\n");
    }

    @Test
    void resume_cancel_andEnd_goToTheirRoutes() {
        broker.on("POST " + PATH + "/resume", 200, GOES_ON);
        broker.on("POST " + PATH + "/cancel", 200, GOES_ON);
        broker.on("POST " + PATH + "/end", 204, "");

        assertThat(broker.run("sessions", "resume", "01K9T2Q0", "--reason", "fine")).isZero();
        assertThat(broker.out()).isEqualTo("Session " + A + " goes on.\n");
        assertThat(broker.run("sessions", "cancel", "01K9T2Q0", "--reason", "slow")).isZero();
        assertThat(broker.out()).isEqualTo("Session " + A + " has its statement cancelled.\n");
        assertThat(broker.run("sessions", "end", "01K9T2Q0", "--reason", "over", "-o", "name"))
                .isZero();
        assertThat(broker.out()).isEqualTo("01K9T2Q0\n");
    }

    @Test
    void withoutAReason_nothingIsAsked() {
        assertThat(broker.run("sessions", "cancel", "01K9T2Q0")).isEqualTo(2);
        assertThat(broker.calls()).isEmpty();
    }

    @Test
    void whatCannotBeDone_endsWith1_andWhatIsNotThere6() {
        broker.on(
                "POST " + PATH + "/cancel",
                409,
                "{\"error\":{\"code\":\"nothing_runs\",\"message\":\"The session runs no statement"
                        + " now.\",\"hint\":\"\"}}");
        broker.on(
                "POST " + PATH + "/hold",
                404,
                "{\"error\":{\"code\":\"not_found\",\"message\":\"no such\",\"hint\":\"\"}}");

        assertThat(broker.run("sessions", "cancel", "01K9T2Q0", "--reason", "slow")).isEqualTo(1);
        assertThat(broker.err()).contains("The session runs no statement now.");
        assertThat(broker.run("sessions", "hold", "01K9T2Q0", "--reason", "slow")).isEqualTo(6);
    }
}
