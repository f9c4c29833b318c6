package dev.postern.broker.store.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// Sessions and statements for tests of the index.
final class IndexSamples {

    private IndexSamples() {}

    /// A whole session.
    static SessionBatch batch(String session, int statements, boolean ended) {
        return new SessionBatch(
                session(session, statements, ended),
                statements(session, statements),
                List.of(),
                List.of(),
                true);
    }

    /// A whole session of these statements.
    static SessionBatch batch(String session, StatementRow... statements) {
        return new SessionBatch(
                session(session, statements.length, true),
                List.of(statements),
                List.of(),
                List.of(),
                true);
    }

    /// A statement about which something stands out.
    static StatementRow traits(
            String session, int ordinal, String noise, StatementTrait... traits) {
        return statements(session, ordinal)
                .getLast()
                .with(new StatementRow.Traits(noise, Set.of(traits)));
    }

    static SessionRow session(String id, long statements, boolean ended) {
        return new SessionRow(
                id,
                new SessionRow.Who("i|a", "Ada", "ada@x", null),
                new SessionRow.Where("orders", "shop", "app_read", "App-" + id, "127.0.0.1:5"),
                new SessionRow.Lifetime(
                        id.charAt(1) * 1000L,
                        ended ? 9_999_999L : null,
                        ended ? "ended" : "live",
                        ended ? "client-closed" : null,
                        ended ? "goodbye" : null),
                new SessionRow.Counts(statements, statements / 10, 0, 7, 1, 2, 3),
                new SessionRow.Verdict(ended, ended ? "{}" : "not yet sealed"));
    }

    /// Statements 1 to `count`; every tenth failed.
    static List<StatementRow> statements(String session, int count) {
        List<StatementRow> all = new ArrayList<>();
        for (int i = 1; i <= count; i++) {
            boolean failed = i % 10 == 0;
            all.add(
                    new StatementRow(
                            session,
                            i,
                            new StatementRow.Timing(i * 4L, 5_000L + i, i, 3L),
                            new StatementRow.Text(
                                    "simple",
                                    "SELECT",
                                    "select '" + session + "' where number = " + i,
                                    false,
                                    "[]"),
                            new StatementRow.Result(
                                    failed ? "failed" : "completed",
                                    failed ? null : "SELECT 1",
                                    1,
                                    8,
                                    false,
                                    failed
                                            ? new StatementRow.Failure(
                                                    "ERROR",
                                                    "42P01",
                                                    "no such thing",
                                                    null,
                                                    "look",
                                                    8)
                                            : null),
                            new StatementRow.Transaction(i, "committed")));
        }
        return all;
    }

    /// A statement without an answer.
    static StatementRow running(String session, int ordinal) {
        return new StatementRow(
                session,
                ordinal,
                new StatementRow.Timing(ordinal * 4L, 5_000L + ordinal, ordinal, null),
                new StatementRow.Text("simple", "SELECT", "select '" + session + "'", false, "[]"),
                new StatementRow.Result("no_answer", null, 0, 0, false, null),
                new StatementRow.Transaction(ordinal, "running"));
    }
}
