package dev.postern.broker.review;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.postern.broker.base.Randomness;
import dev.postern.broker.keys.TestKeys;
import dev.postern.broker.review.ReviewException.Kind;
import dev.postern.broker.store.sql.IndexRows;
import dev.postern.broker.store.sql.IndexStore;
import dev.postern.broker.store.sql.SessionBatch;
import dev.postern.broker.store.sql.SessionRow;
import dev.postern.broker.store.sql.StatementRow;
import dev.postern.position.Position;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/// A session of three statements, 30 messages and 12.5 s, in which the second statement returned five rows.
final class AnchorsTest {

    private static final Instant START = Instant.parse("2026-11-21T14:00:00Z");
    private static final long STARTED = ChronoUnit.MICROS.between(Instant.EPOCH, START);
    private static final String ENDED = "01KAJ4V8000000000000000001";
    private static final String LIVE = "01KAJ4V8000000000000000002";

    @TempDir Path folder;

    private IndexStore index;
    private IndexRows rows;
    private Anchors anchors;

    @BeforeEach
    void open() throws Exception {
        index = IndexStore.open(folder.resolve("index.db"), TestKeys.KEYS, Randomness.system());
        rows = new IndexRows(index);
        rows.write(List.of(batch(ENDED, STARTED + 12_500_000), batch(LIVE, null)));
        anchors = new Anchors(rows, () -> START.plusSeconds(60));
    }

    @AfterEach
    void close() {
        index.close();
    }

    @ParameterizedTest
    @CsvSource({
        "q=3, q=3, 3",
        "q=2&r=5&c=email, q=2&r=5&c=email, 2",
        "q=2&r=1, q=2&r=1, 2",
        "sel=1-3, sel=1-3, 1",
        "m=30, m=30, 3",
        "m=14, m=14, 2",
        "m=4, m=4,",
        "t=+12.5s, t=+12.5s, 3",
        "t=+2.999999s, t=+2.999999s, 2",
        "t=+0.5s, t=+0.5s,",
        "t=2026-11-21T14:00:02.25Z, t=+2.25s, 2",
    })
    void place_thatTheSessionHas_liesInItsStatement(
            String given, String text, @Nullable Long statement) throws Exception {
        Anchors.Place place = anchors.place(session(ENDED), Anchors.parse(given));

        assertThat(place.position().text()).isEqualTo(text);
        assertThat(place.statement()).isEqualTo(statement);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    q=4         | Session 01KAJ4V8000000000000000001 has no statement 4: it has 3 statements.
                    sel=2-4     | Session 01KAJ4V8000000000000000001 has no statement 4: it has 3 statements.
                    m=31        | Session 01KAJ4V8000000000000000001 has no message 31: it has 30 messages.
                    q=2&r=6     | Statement 2 has no row 6: it returned 5 rows.
                    q=1&r=1&c=a | Statement 1 has no row 1: it returned 0 rows.
                    t=+12.6s    | Session 01KAJ4V8000000000000000001 was not running 12.600000 s after it began: it lasted 12.500000 s.
                    t=2026-11-21T13:59:59Z | Session 01KAJ4V8000000000000000001 was not running 1.000000 s before it began: it lasted 12.500000 s.
                    """)
    void place_thatTheSessionDoesNotHave_isRefusedInWords(String given, String refusal) {
        assertThatExceptionOfType(ReviewException.class)
                .isThrownBy(() -> anchors.place(session(ENDED), Anchors.parse(given)))
                .satisfies(e -> {
                    assertThat(e.kind()).isEqualTo(Kind.NOT_FOUND);
                    assertThat(e.text()).isEqualTo(refusal);
                });
    }

    @Test
    void runningSession_hasTimesUntilNow() throws Exception {
        assertThat(anchors.place(session(LIVE), new Position.Time(60_000_000)).statement())
                .isEqualTo(3L);
        assertThatExceptionOfType(ReviewException.class)
                .isThrownBy(() -> anchors.place(session(LIVE), new Position.Time(60_000_001)))
                .withMessageEndingWith("it has been running for 60.000000 s.");
        assertThatExceptionOfType(ReviewException.class)
                .isThrownBy(() -> anchors.place(session(LIVE), new Position.Message(31)))
                .withMessageEndingWith("it has 30 messages so far.");
    }

    @Test
    void textThatIsNoPosition_isRefusedAtItsMistake() {
        assertThatExceptionOfType(ReviewException.class)
                .isThrownBy(() -> Anchors.parse("q=41&r=x"))
                .satisfies(e -> {
                    assertThat(e.kind()).isEqualTo(Kind.BAD_INPUT);
                    assertThat(e.text())
                            .isEqualTo(
                                    "The anchor is no position, at character 8: \"x\" is no number"
                                            + " of a row; they count from 1.");
                    assertThat(e.hint()).isEqualTo("Write q=41&r=15.");
                });
    }

    private SessionRow session(String id) {
        return rows.session(id).orElseThrow();
    }

    private static SessionBatch batch(String id, @Nullable Long ended) {
        SessionRow row =
                new SessionRow(
                        id,
                        new SessionRow.Who("https://id|erin", "Erin", "erin@x", null),
                        new SessionRow.Where("orders", "shop", "app_read", "psql", "127.0.0.1:5"),
                        new SessionRow.Lifetime(
                                STARTED, ended, ended == null ? "live" : "ended", null, null),
                        new SessionRow.Counts(3, 0, 0, 5, 1, 2, 30),
                        new SessionRow.Verdict(ended != null, ended == null ? "" : "{}"));
        List<StatementRow> statements =
                List.of(statement(id, 1, 0), statement(id, 2, 5), statement(id, 3, 0));
        return new SessionBatch(row, statements, List.of(), List.of(), ended != null);
    }

    /// Statement n begins n seconds after the session, with message 5 n.
    private static StatementRow statement(String session, int ordinal, long rows) {
        long at = ordinal * 1_000_000L;
        return new StatementRow(
                session,
                ordinal,
                new StatementRow.Timing(ordinal * 5L, STARTED + at, at, 3L),
                new StatementRow.Text("simple", "SELECT", "select " + ordinal, false, "[]"),
                new StatementRow.Result("completed", "SELECT " + rows, rows, 8, false, null),
                null);
    }
}
