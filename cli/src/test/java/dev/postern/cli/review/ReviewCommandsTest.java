package dev.postern.cli.review;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.cli.StubBroker;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

final class ReviewCommandsTest {

    private static final String A = "01K9T2Q00000000000000000AA";
    private static final String NOTES = "/api/v1/sessions/" + A + "/notes";
    private static final String REVIEW = "/api/v1/sessions/" + A + "/review";
    private static final String DUE =
            "{\"rule\":\"alarm\",\"at\":\"2026-11-20T14:00:00.000000Z\",\"overdue\":true,\"breakGlass\":true,\"waits\":true,\"checklist\":[\"Is"
                + " it true?\",\"Was it all?\"],"
                + "\"assignee\":{\"id\":\"a\",\"name\":\"Ada\",\"email\":\"a@x\"}}";
    private static final String OPEN =
            "{\"rule\":null,\"at\":null,\"overdue\":false,\"breakGlass\":false,\"waits\":true,"
                    + "\"checklist\":[],\"assignee\":null}";
    private static final String ADA = "\"by\":{\"id\":\"a\",\"name\":\"Ada\",\"email\":\"a@x\"}";
    private static final String ONE = note("01K9T3000000000000AAAAAAAA", "comment", 41, "why?");
    private static final String TAG = note("01K9T3000000000000BBBBBBBB", "tag", 0, "gdpr");
    private static final String GONE =
            "{\"id\":\"01K9T3000000000000CCCCCCCC\",\"session\":\""
                    + A
                    + "\",\"kind\":\"comment\",\"statement\":null,\"text\":\"\",\"at\":\"2026-11-20T10:00:00.000000Z\","
                    + ADA
                    + ",\"removed\":{\"at\":\"2026-11-20T11:00:00.000000Z\","
                    + ADA
                    + "}}";

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
    void note_withAText_isWrittenAtItsStatement() {
        broker.on("POST " + NOTES, 201, ONE);

        assertThat(broker.run("note", A + "#q=41", "why?")).isZero();

        assertThat(broker.calls())
                .containsExactly(
                        "POST "
                                + NOTES
                                + " {\"kind\":\"comment\",\"anchor\":\"q=41\",\"text\":\"why?\"}");
        assertThat(broker.out()).isEqualTo("Wrote comment AAAAAAAA at " + A + "#q=41\n");
        assertThat(broker.err()).isEmpty();
        assertThat(broker.run("note", A + "#q=41", "why?", "-o", "json")).isZero();
        assertThat(broker.out()).isEqualTo("{\"schemaVersion\":1," + ONE.substring(1) + "\n");
        assertThat(broker.run("note", A + "#q=41", "why?", "-o", "name")).isZero();
        assertThat(broker.out()).isEqualTo("AAAAAAAA\n");
    }

    @ParameterizedTest
    @CsvSource({
        "m=1207, m=1207",
        "t=+92.40s, t=+92.4s",
        "sel=47-41, sel=41-47",
        "q=41&r=15&c=email, q=41&r=15&c=email",
        "q=41&m=7&pane=bytes&off=3, m=7",
    })
    void note_atAPlace_sendsItsOneText(String given, String anchor) {
        broker.on(
                "POST " + NOTES,
                201,
                note("01K9T3000000000000EEEEEEEE", "comment", 41, anchor, "why?"));

        assertThat(broker.run("note", A + "#" + given, "why?")).isZero();

        assertThat(broker.calls().getLast())
                .endsWith("{\"kind\":\"comment\",\"anchor\":\"" + anchor + "\",\"text\":\"why?\"}");
        assertThat(broker.out()).isEqualTo("Wrote comment EEEEEEEE at " + A + "#" + anchor + "\n");
    }

    @Test
    void wrongMoment_isRefusedAtItsMistake_andAsksNobody() {
        assertThat(broker.run("note", A + "#q=41&r=x", "why?")).isEqualTo(2);
        assertThat(broker.err())
                .contains(
                        "\""
                                + A
                                + "#q=41&r=x\" names no moment, at character 35: \"x\" is no number"
                                + " of a row; they count from 1",
                        "Write q=41&r=15.");
        assertThat(broker.run("play", A + "#m=7")).isEqualTo(2);
        assertThat(broker.err()).contains("\"m=7\" names no statement");
        assertThat(broker.calls()).isEmpty();
    }

    @Test
    void notes_ofAStatement_areThoseOfItsCells_andThoseOfACellAreItsOwn() {
        String cell = note("01K9T3000000000000EEEEEEEE", "comment", 41, "q=41&r=15&c=email", "old");
        String range = note("01K9T3000000000000FFFFFFFF", "tag", 41, "sel=41-47", "import");
        broker.on("GET " + NOTES, 200, "{\"items\":[" + ONE + "," + cell + "," + range + "]}");

        assertThat(broker.run("note", A + "#q=41", "-o", "name")).isZero();
        assertThat(broker.out()).isEqualTo("AAAAAAAA\nEEEEEEEE\nFFFFFFFF\n");
        assertThat(broker.run("note", A + "#c=email&q=41&r=15")).isZero();
        assertThat(broker.out())
                .isEqualTo(
                        """
                        NOTE      MOMENT                                        AT                    BY   KIND     TEXT
                        EEEEEEEE  01K9T2Q00000000000000000AA#q=41&r=15&c=email  2026-11-20 10:00:00Z  Ada  comment  old
                        """);
        assertThat(broker.run("tag", A + "#sel=41-47", "-o", "name")).isZero();
        assertThat(broker.out()).isEqualTo("FFFFFFFF\n");
        assertThat(broker.run("note", A + "#t=2026-11-20T10:00:00Z")).isEqualTo(2);
    }

    @Test
    void note_ofTheSession_fromStandardInput_andBookmark() {
        broker.on("POST " + NOTES, 201, ONE);

        assertThat(broker.runPiped("two\nlines\n", "note", A, "-")).isZero();
        assertThat(broker.calls().getLast())
                .endsWith("{\"kind\":\"comment\",\"text\":\"two\\nlines\"}");
        assertThat(broker.run("note", A + "#q=2", "--bookmark")).isZero();
        assertThat(broker.calls().getLast())
                .endsWith("{\"kind\":\"bookmark\",\"anchor\":\"q=2\",\"text\":\"\"}");
        assertThat(broker.run("note", A, "-")).isEqualTo(2);
        assertThat(broker.err()).contains("there is no text on standard input");
        assertThat(broker.run("note", "no session", "x")).isEqualTo(2);
        assertThat(broker.run("note", A, "x", "--remove", "AAAAAAAA")).isEqualTo(2);
        assertThat(broker.run("note", A, "--remove", "../x")).isEqualTo(2);
    }

    @Test
    void notes_areListed_harmlessly_andThoseOfOneStatementAlone() {
        String hostile = note("01K9T3000000000000DDDDDDDD", "comment", 0, "a\\n\\u001b[2Jb");
        broker.on(
                "GET " + NOTES,
                200,
                "{\"items\":[" + ONE + "," + hostile + "," + GONE + "],\"total\":3}");

        assertThat(broker.run("note", A)).isZero();

        assertThat(broker.out())
                .isEqualTo(
                        """
                        NOTE      MOMENT                           AT                    BY   KIND     TEXT
                        AAAAAAAA  01K9T2Q00000000000000000AA#q=41  2026-11-20 10:00:00Z  Ada  comment  why?
                        DDDDDDDD  01K9T2Q00000000000000000AA       2026-11-20 10:00:00Z  Ada  comment  a \\x1b[2Jb
                        CCCCCCCC  01K9T2Q00000000000000000AA       2026-11-20 10:00:00Z  Ada  comment  (removed by Ada on 2026-11-20 11:00:00Z)
                        """);
        assertThat(broker.run("note", A + "#q=41", "-o", "name")).isZero();
        assertThat(broker.out()).isEqualTo("AAAAAAAA\n");
        assertThat(broker.run("note", A + "#q=41", "-o", "json")).isZero();
        assertThat(broker.out())
                .isEqualTo(
                        "{\"schemaVersion\":1,\"session\":\""
                                + A
                                + "\",\"items\":["
                                + ONE
                                + "]}\n");
    }

    @Test
    void note_isRemovedByItsShortId_orRefused() {
        broker.on("POST " + NOTES + "/CCCCCCCC/remove", 200, GONE)
                .on(
                        "POST " + NOTES + "/AAAAAAAA/remove",
                        403,
                        "{\"error\":{\"code\":\"not_yours\",\"message\":\"The note is by"
                                + " Bob.\",\"hint\":\"Ask them.\"}}");

        assertThat(broker.run("note", A, "--remove", "cccccccc")).isZero();
        assertThat(broker.out()).isEqualTo("Removed comment CCCCCCCC at " + A + "\n");
        assertThat(broker.run("note", A, "--remove", "AAAAAAAA")).isEqualTo(5);
        assertThat(broker.err()).isEqualTo("postern: The note is by Bob.\nAsk them.\n");
    }

    @Test
    void tags_areWrittenListedAndTakenAway() {
        broker.on("POST " + NOTES, 201, TAG)
                .on("GET " + NOTES, 200, "{\"items\":[" + ONE + "," + TAG + "," + GONE + "]}")
                .on("POST " + NOTES + "/01K9T3000000000000BBBBBBBB/remove", 200, TAG);

        assertThat(broker.run("tag", A, "gdpr", "ticket-4711")).isZero();
        assertThat(broker.calls())
                .hasSize(2)
                .last()
                .asString()
                .endsWith("{\"kind\":\"tag\",\"text\":\"ticket-4711\"}");
        assertThat(broker.run("tag", A, "-o", "name")).isZero();
        assertThat(broker.out()).isEqualTo("BBBBBBBB\n");
        assertThat(broker.run("tag", A, "--remove", "GDPR")).isZero();
        assertThat(broker.out()).isEqualTo("Removed tag BBBBBBBB at " + A + "\n");
        assertThat(broker.run("tag", A, "--remove", "none")).isEqualTo(6);
    }

    @Test
    void queue_isListedInItsOrder_andNarrowed() {
        String page = "{\"items\":[" + session(DUE) + "," + session(OPEN) + "],\"total\":3}";
        broker.on("GET /api/v1/reviews?limit=50&f=target%3Aorders+has%3Awrite", 200, page)
                .on("GET /api/v1/reviews?limit=50&f=&assignee=me", 200, "{\"items\":[]}")
                .on("GET /api/v1/reviews?limit=50&f=&assignee=nobody", 200, "{\"items\":[]}");

        assertThat(broker.run("review", "ls", "target:orders", "has:write")).isZero();

        assertThat(broker.out())
                .isEqualTo(
                        """
                        SESSION                     DUE                        RULE   FOR  STARTED               PERSON  TARGET/DB    ROLE      STMTS  ERR  WRITES
                        01K9T2Q00000000000000000AA  2026-11-20 14:00:00Z late  alarm  a@x  2026-11-20 10:00:00Z  Erin    orders/shop  app_read  12     1    2
                        01K9T2Q00000000000000000AA  -                          -      -    2026-11-20 10:00:00Z  Erin    orders/shop  app_read  12     1    2
                        """);
        assertThat(broker.err()).isEqualTo("2 of 3 shown, use --limit or --all\n");
        assertThat(broker.run("review", "ls", "--mine")).isZero();
        assertThat(broker.run("review", "ls", "--unassigned")).isZero();
        assertThat(broker.run("review", "ls", "--mine", "--unassigned")).isEqualTo(2);
        assertThat(broker.run("review", "ls", "--limit", "0")).isEqualTo(2);
    }

    @Test
    void next_namesTheFirst_andExitsWithSixWhenNoneWaits() {
        broker.on(
                "GET /api/v1/reviews?limit=1&f=",
                200,
                "{\"items\":[" + session(DUE) + "],\"total\":3}");

        assertThat(broker.run("review", "next")).isZero();
        assertThat(broker.out())
                .startsWith(
                        A
                                + "  2026-11-20 10:00:00Z  Erin on orders/shop as app_read,"
                                + " statements: 12, errors: 1, writes: 2, break-glass, due"
                                + " 2026-11-20 14:00:00Z (late), rule alarm, for a@x\n"
                                + "http://127.0.0.1:")
                .endsWith("/s/" + A + "\n");
        assertThat(broker.err())
                .isEqualTo("2 more wait. When you have read it: postern review done " + A + "\n");
        assertThat(broker.run("review", "next", "-o", "name")).isZero();
        assertThat(broker.out()).isEqualTo(A + "\n");
        broker.on("GET /api/v1/reviews?limit=1&f=&assignee=me", 200, "{\"items\":[],\"total\":0}");
        assertThat(broker.run("review", "next", "--mine")).isEqualTo(6);
        assertThat(broker.out()).isEmpty();
        assertThat(broker.err()).isEqualTo("no session waits for a review\n");
    }

    @Test
    void review_isDoneWithItsOutcome_andTakenBack() {
        String review = "{\"session\":\"" + A + "\",\"outcome\":\"incident\"}";
        broker.on("GET " + REVIEW, 200, "{\"review\":null,\"due\":" + OPEN + "}")
                .on("POST " + REVIEW, 201, review)
                .on("POST " + REVIEW + "/take-back", 200, review);

        assertThat(broker.run("review", "done", A, "--outcome", "incident")).isZero();
        assertThat(broker.calls().getLast()).endsWith("/review {\"outcome\":\"incident\"}");
        assertThat(broker.out()).isEqualTo("Session " + A + " is reviewed: incident\n");
        assertThat(broker.run("review", "done", A, "--outcome", "fine")).isEqualTo(2);
        assertThat(broker.run("review", "done", A, "--check", "1=yes")).isEqualTo(2);
        assertThat(broker.err()).contains("there is no question 1: there are 0");
        assertThat(broker.run("review", "undo", A)).isZero();
        assertThat(broker.out()).isEqualTo("Session " + A + " waits for a review again\n");
        broker.on(
                "POST " + REVIEW,
                409,
                "{\"error\":{\"code\":\"already_reviewed\",\"message\":\"Bob reviewed it.\"}}");
        assertThat(broker.run("review", "done", A, "-o", "json")).isEqualTo(1);
        assertThat(broker.err())
                .isEqualTo(
                        "{\"error\":{\"code\":\"already_reviewed\",\"message\":\"Bob reviewed"
                                + " it.\",\"hint\":\"\"}}\n");
    }

    @Test
    void checklist_isAnsweredByNumber_orItsQuestionsAreNamed() {
        broker.on("GET " + REVIEW, 200, "{\"review\":null,\"due\":" + DUE + "}")
                .on("POST " + REVIEW, 201, "{\"session\":\"" + A + "\",\"outcome\":\"ok\"}");

        assertThat(broker.run("review", "done", A)).isEqualTo(2);
        assertThat(broker.err())
                .contains("the checklist of this session has no answers")
                .contains("--check 1=yes|no|n/a,2=yes|no|n/a")
                .contains("1  Is it true?")
                .contains("2  Was it all?");
        assertThat(broker.run("review", "done", A, "--check", "1=yes")).isEqualTo(2);
        assertThat(broker.err()).contains("question 2 has no answer");
        for (String wrong : List.of("1=maybe", "x=yes", "1", "1=yes,1=no", "3=yes")) {
            assertThat(broker.run("review", "done", A, "--check", wrong)).as(wrong).isEqualTo(2);
        }
        assertThat(broker.run("review", "done", A, "--check", "2=n/a,1=yes")).isZero();
        assertThat(broker.calls().getLast())
                .endsWith(
                        "{\"outcome\":\"ok\",\"checklist\":[{\"item\":\"Is it"
                                + " true?\",\"answer\":\"yes\"},{\"item\":\"Was it"
                                + " all?\",\"answer\":\"n/a\"}]}");
    }

    @Test
    void sessions_areAssigned_andTheFirstRefusalEndsIt() {
        String other = "01K9T2Q00000000000000000BB";
        broker.on(
                        "POST " + REVIEW + "/assign",
                        200,
                        "{\"session\":\"" + A + "\",\"due\":" + DUE + "}")
                .on(
                        "POST /api/v1/sessions/" + other + "/review/assign",
                        403,
                        "{\"error\":{\"code\":\"own_session\",\"message\":\"It is theirs.\"}}");

        assertThat(broker.run("review", "assign", A, "--to", "a@x")).isZero();
        assertThat(broker.calls().getLast()).endsWith("/assign {\"to\":\"a@x\"}");
        assertThat(broker.out())
                .isEqualTo(
                        """
                        SESSION                     FOR  DUE                        RULE
                        01K9T2Q00000000000000000AA  a@x  2026-11-20 14:00:00Z late  alarm
                        """);
        assertThat(broker.run("review", "assign", A, "--to", "nobody", "-o", "name")).isZero();
        assertThat(broker.calls().getLast()).endsWith("{\"to\":null}");
        assertThat(broker.run("review", "assign", A, other, "--to", "me", "-o", "name"))
                .isEqualTo(5);
        assertThat(broker.out()).isEqualTo(A + "\n");
        assertThat(broker.err()).contains("It is theirs.");
        assertThat(broker.run("review", "assign", A)).isEqualTo(2);
        assertThat(broker.run("review", "assign", A, "--to", "robin")).isEqualTo(2);
    }

    private static String session(String due) {
        return "{\"id\":\""
                + A
                + "\",\"startedAt\":\"2026-11-20T10:00:00.000000Z\",\"person\":{\"name\":\"Erin\",\"email\":\"e@x\"},"
                + "\"target\":\"orders\",\"database\":\"shop\",\"databaseRole\":\"app_read\",\"durationSeconds\":12.5,"
                + "\"statements\":12,\"errors\":1,\"writes\":2,\"rowsReturned\":120,\"due\":"
                + due
                + "}";
    }

    private static String note(String id, String kind, int statement, String text) {
        return note(id, kind, statement, statement == 0 ? null : "q=" + statement, text);
    }

    private static String note(
            String id, String kind, int statement, @Nullable String anchor, String text) {
        return "{\"id\":\""
                + id
                + "\",\"session\":\""
                + A
                + "\",\"kind\":\""
                + kind
                + "\",\"anchor\":"
                + (anchor == null ? "null" : "\"" + anchor + "\"")
                + ",\"statement\":"
                + (statement == 0 ? "null" : statement)
                + ",\"text\":\""
                + text
                + "\",\"at\":\"2026-11-20T10:00:00.000000Z\","
                + ADA
                + ",\"removed\":null}";
    }
}
