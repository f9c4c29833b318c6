package dev.postern.export;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.event.SessionEvent;
import dev.postern.event.SessionEvent.Column;
import dev.postern.event.SessionEvent.CopyDirection;
import dev.postern.event.SessionEvent.Outcome;
import dev.postern.event.SessionEvent.Parameter;
import dev.postern.event.SessionEvent.Protocol;
import dev.postern.event.SessionEvent.ServerReport;
import dev.postern.event.SessionEvent.TransactionStatus;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

final class PsqlTextTest {

    private static final Column ID = new Column("id", 0, 0, 23, -1, false);
    private static final Column NAME = new Column("name", 0, 0, 25, -1, false);

    @Test
    void rows_areAlignedAsPsqlDoes() throws IOException {
        String text =
                show(
                        PsqlOptions.ALL_ROWS,
                        simple(1, "select id, name\nfrom t"),
                        columns(1, ID, NAME),
                        row(1, "1", "a"),
                        row(1, "12345", "two\nlines"),
                        row(1, "7", null),
                        done(1, "SELECT 3", 3));
        assertThat(text)
                .isEqualTo(
                        """

                        -- #1  +1.500s  SID#q=1
                        shop=> select id, name
                        shop-> from t
                          id   | name \s
                        -------+-------
                             1 | a
                         12345 | two  +
                               | lines
                             7 |\s
                        (3 rows)

                        """);
    }

    @Test
    void error_pointsAtThePlaceWithDetailAndHint() throws IOException {
        ServerReport report =
                new ServerReport(
                        Map.of(
                                'S',
                                "ERROR",
                                'C',
                                "42P01",
                                'M',
                                "relation \"nope\" does not exist",
                                'P',
                                "15",
                                'H',
                                "Look again."));
        String text =
                show(
                        PsqlOptions.ALL_ROWS,
                        simple(1, "select * from nope"),
                        new SessionEvent.StatementFinished(
                                2, 2, 1, Outcome.FAILED, "", 0, 0, report));
        assertThat(text)
                .endsWith(
                        """
                        shop=> select * from nope
                        ERROR:  relation "nope" does not exist
                        LINE 1: select * from nope
                                              ^
                        HINT:  Look again.
                        """);
    }

    @Test
    void extendedStatement_showsItsParametersDecoded() throws IOException {
        List<Parameter> parameters = new ArrayList<>();
        parameters.add(new Parameter(23, true, ByteBuffer.allocate(4).putInt(0, 42)));
        parameters.add(new Parameter(25, false, utf8("it's")));
        parameters.add(new Parameter(25, false, null));
        parameters.add(new Parameter(0, true, ByteBuffer.wrap(new byte[] {1, (byte) 0xff})));
        String text =
                show(
                        PsqlOptions.ALL_ROWS,
                        new SessionEvent.StatementStarted(
                                1,
                                1_500_000,
                                1,
                                Protocol.EXTENDED,
                                "update t set x = $1",
                                "",
                                parameters,
                                1),
                        done(1, "UPDATE 1", 1));
        assertThat(text)
                .endsWith(
                        """
                        shop=> update t set x = $1
                        -- $1 = '42'
                        -- $2 = 'it''s'
                        -- $3 = NULL
                        -- $4 = '\\x01ff'
                        UPDATE 1
                        """);
    }

    @Test
    void transactionState_isInThePrompt() throws IOException {
        String text =
                show(
                        PsqlOptions.ALL_ROWS,
                        simple(1, "begin"),
                        done(1, "BEGIN", 0),
                        new SessionEvent.TransactionChanged(3, 3, TransactionStatus.IN_TRANSACTION),
                        simple(2, "commit"),
                        done(2, "COMMIT", 0),
                        new SessionEvent.TransactionChanged(3, 3, TransactionStatus.FAILED),
                        simple(3, "rollback"),
                        done(3, "ROLLBACK", 0));
        assertThat(text)
                .contains("shop=> begin\nBEGIN\n", "shop=*> commit\n", "shop=!> rollback\n");
    }

    @Test
    void pipeline_putsEachStatementAboveItsOwnResult() throws IOException {
        String text =
                show(
                        PsqlOptions.ALL_ROWS,
                        simple(1, "one"),
                        simple(2, "two"),
                        done(1, "INSERT 0 1", 1),
                        done(2, "DELETE 2", 2));
        assertThat(text).containsSubsequence("=> one\n", "INSERT 0 1\n", "=> two\n", "DELETE 2\n");
    }

    @Test
    void rowLimit_countsWhatItHides() throws IOException {
        String text =
                show(
                        1,
                        simple(1, "s"),
                        columns(1, ID),
                        row(1, "1"),
                        row(1, "2"),
                        row(1, "3"),
                        done(1, "SELECT 3", 3));
        assertThat(text)
                .contains(" id \n----\n  1\n(3 rows)\n-- 1 of 3 shown\n")
                .doesNotContain("  2\n");
    }

    @Test
    void copyOut_isShownLineByLine() throws IOException {
        String text =
                show(
                        PsqlOptions.ALL_ROWS,
                        simple(1, "copy t to stdout"),
                        new SessionEvent.CopyStarted(2, 2, 1, CopyDirection.OUT, false, 2),
                        new SessionEvent.CopyData(3, 3, 1, CopyDirection.OUT, utf8("1\tan")),
                        new SessionEvent.CopyData(4, 4, 1, CopyDirection.OUT, utf8("na\n2\tbo\n")),
                        done(1, "COPY 2", 2));
        assertThat(text).endsWith("copy t to stdout\n1\tanna\n2\tbo\nCOPY 2\n");
    }

    @Test
    void hostileContent_neverComesOutRaw() throws IOException {
        String evil = "\u001b]0;x\u0007\u001b[2J\u009b31m\u202e\u2028\r\u007f";
        ServerReport report = new ServerReport(Map.of('S', evil, 'M', evil, 'D', evil, 'P', "3"));
        String text =
                show(
                        PsqlOptions.ALL_ROWS,
                        simple(1, evil),
                        new SessionEvent.NoticeRaised(2, 2, 1, false, report),
                        columns(1, new Column(evil, 0, 0, 25, -1, false)),
                        row(1, evil),
                        new SessionEvent.StatementFinished(
                                2, 2, 1, Outcome.FAILED, evil, 0, 0, report),
                        new SessionEvent.Notified(3, 3, 1, evil, evil),
                        new SessionEvent.BrokerFact(0, 3, evil, Map.of("k", evil)),
                        new SessionEvent.SessionEnded(0, 3, evil, Map.of("text", evil)));
        assertThat(text).contains("\\x1b]0;x\\x07\\x1b[2J\\x9b31m\\u202e\\u2028");
        assertThat(text.chars().filter(c -> c != '\n').noneMatch(Character::isISOControl)).isTrue();
        assertThat(text).doesNotContain("\u202e", "\u2028");
    }

    private static String show(long rows, SessionEvent... events) throws IOException {
        StringBuilder out = new StringBuilder();
        PsqlText psql = new PsqlText(out, new PsqlOptions("SID", "SID", rows, 1));
        psql.event(new SessionEvent.SessionStarted(0, 0, Map.of("database", "shop")));
        int from = out.length();
        for (SessionEvent event : events) {
            psql.event(event);
        }
        psql.flush();
        return out.substring(from);
    }

    private static SessionEvent simple(int ordinal, String sql) {
        return new SessionEvent.StatementStarted(
                1, 1_500_000, ordinal, Protocol.SIMPLE, sql, "", List.of(), 1);
    }

    private static SessionEvent columns(int ordinal, Column... columns) {
        return new SessionEvent.ColumnsDescribed(2, 2, ordinal, List.of(columns));
    }

    private static SessionEvent row(int ordinal, @Nullable String... cells) {
        List<@Nullable ByteBuffer> row = new ArrayList<>();
        for (String cell : cells) {
            row.add(cell == null ? null : utf8(cell));
        }
        return new SessionEvent.RowReturned(3, 3, ordinal, row);
    }

    private static SessionEvent done(int ordinal, String tag, long rows) {
        return new SessionEvent.StatementFinished(
                4, 4, ordinal, Outcome.COMPLETED, tag, rows, 0, null);
    }

    private static ByteBuffer utf8(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }
}
