package dev.postern.cli.sessions;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.cli.StubBroker;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/// What `sessions show` says about a recording that lacks something.
final class SessionShowCommandTest {

    private static final String SID = "01K9T2Q00000000000000000AA";
    private static final String DROPPED =
            gap("119", "120", "\"2026-11-21T00:00:01.250000Z\"", "1312", "41984");

    @TempDir Path home;

    private StubBroker broker;

    @BeforeEach
    void startLoggedIn() throws IOException {
        broker = new StubBroker(home).login();
        broker.on(
                "GET /api/v1/sessions/" + SID + "/statements?after=0&limit=200",
                200,
                "{\"items\":[],\"nextAfter\":null,\"total\":0}");
    }

    @AfterEach
    void stop() {
        broker.close();
    }

    @Test
    void gap_saysWhere_why_when_andHowMuch() {
        session("{\"gaps\":{\"count\":1,\"messages\":1312,\"bytes\":41984}}", DROPPED);

        assertThat(show())
                .containsSequence(
                        "Record   sealed, incomplete: 1 gap",
                        "Lacks    Between messages 119 and 120: no room in the journal,"
                                + " 2026-11-21T00:00:00.500000Z to 2026-11-21T00:00:01.250000Z."
                                + " Lost: 1,312 messages, 41.0 kB.",
                        "");
    }

    @Test
    void onATerminal_timesHaveItsZone_eachWithItsOffset() {
        session("null", DROPPED);
        broker.with("TZ", "Europe/Berlin");

        assertThat(broker.runTyping("", "sessions", "show", SID)).isZero();

        assertThat(broker.out())
                .contains(
                        "Between messages 119 and 120: no room in the journal,"
                                + " 2026-11-21 01:00:00 +01:00 to 2026-11-21 01:00:01 +01:00.");
        assertThat(show()).as("piped").anyMatch(line -> line.contains("T00:00:00.500000Z to "));
    }

    @Test
    void whatIsNotKnown_isSaid() {
        session(
                "null",
                gap("0", "1", "null", "1", "312"),
                gap("1200", "1201", "null", "null", "134217728"),
                gap("1300", "1301", "null", "2", "null"),
                gap("1350", "1351", "null", "0", "8192"),
                gap("1400", "null", "null", "null", "null"));

        String since = ": no room in the journal, 2026-11-21T00:00:00.500000Z. ";
        assertThat(show())
                .containsSequence(
                        "Lacks    Before message 1" + since + "Lost: 1 message, 312 B.",
                        "         Between messages 1,200 and 1,201"
                                + since
                                + "Lost: 128 MB; of how many messages is unknown.",
                        "         Between messages 1,300 and 1,301"
                                + since
                                + "Lost: 2 messages, size unknown.",
                        "         Between messages 1,350 and 1,351"
                                + since
                                + "Lost: 8.0 kB of a message.",
                        "         After message 1,400" + since + "How much was lost is unknown.");
    }

    @Test
    void placesThatTheBrokerDoesNotTell_areCounted() {
        session("{\"gaps\":{\"count\":3,\"messages\":4000,\"bytes\":2097152}}", DROPPED);

        assertThat(show())
                .contains("         And 2 more places; all of them lack 4,000 messages, 2.0 MB.");
    }

    @Test
    void piecesBetweenTheSameMessages_areOnePlace() {
        String end = "\"2026-11-21T00:00:09.000000Z\"";
        session(
                "{\"gaps\":{\"count\":3,\"messages\":1313,\"bytes\":58368}}",
                gap("119", "120", "\"2026-11-21T00:00:00.500000Z\"", "0", "8192"),
                DROPPED,
                gap("119", "120", end, "1", "8192"));

        assertThat(show())
                .filteredOn(line -> line.contains("messages"))
                .containsExactly(
                        "Lacks    Between messages 119 and 120: no room in the journal,"
                                + " 2026-11-21T00:00:00.500000Z to 2026-11-21T00:00:09.000000Z."
                                + " Lost: 1,313 messages, 57.0 kB.");
    }

    @Test
    void wholeRecording_saysNothingOfIt() {
        session("{\"gaps\":{\"count\":0,\"messages\":0,\"bytes\":0}}");

        assertThat(show()).isNotEmpty().noneMatch(line -> line.startsWith("Lacks"));
    }

    private List<String> show() {
        assertThat(broker.run("sessions", "show", SID)).as(broker.err()).isZero();
        return broker.out().lines().toList();
    }

    private void session(String sealedVerdict, String... gaps) {
        broker.on(
                "GET /api/v1/sessions/" + SID,
                200,
                "{\"id\":\""
                        + SID
                        + "\",\"state\":\"ended\",\"seal\":\"sealed\",\"complete\":false,"
                        + "\"verdict\":\"incomplete: 1 gap\",\"sealedVerdict\":"
                        + sealedVerdict
                        + ",\"gaps\":["
                        + String.join(",", gaps)
                        + "]}");
    }

    private static String gap(
            String after, String before, String to, String messages, String bytes) {
        return ("{\"after\":%s,\"before\":%s,\"cause\":\"no room in the journal\","
                        + "\"from\":\"2026-11-21T00:00:00.500000Z\",\"to\":%s,\"messages\":%s,"
                        + "\"bytes\":%s}")
                .formatted(after, before, to, messages, bytes);
    }
}
