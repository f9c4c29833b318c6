package dev.postern.cli.sessions;

import dev.postern.cli.api.Answer;
import dev.postern.cli.api.ApiClient;
import dev.postern.cli.command.CommandContext;
import dev.postern.cli.console.CliException;
import dev.postern.cli.console.Table;
import dev.postern.cli.output.Limit;
import dev.postern.cli.output.ListOutput;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Groups of statements, as the broker counts them.
final class SearchGroups {

    /// Groups of the largest answer that the API gives.
    private static final int LARGEST = 5_000;

    private static final List<String> SUMS = List.of("statements", "sessions", "errors", "rows");

    private SearchGroups() {}

    /// What statements of a group have in common.
    enum By {
        session("SESSION"),
        fp("FINGERPRINT"),
        table("TABLE"),
        user("PERSON");

        private final String heading;

        By(String heading) {
            this.heading = heading;
        }

        /// The same in the address of the web page; empty for its default.
        String page() {
            return this == session ? "" : name();
        }
    }

    /// The largest groups. A search that stopped is gone on with if all are wanted: its parts are put together by what
    /// their groups have in common.
    ///
    /// @param query the filter, encoded
    static Map<String, @Nullable Object> read(
            CommandContext context, By by, String query, int limit)
            throws CliException, IOException {
        ApiClient api = context.api();
        String path =
                "/api/v1/search/groups?limit="
                        + Math.min(LARGEST, limit)
                        + "&by="
                        + by
                        + "&q="
                        + query;
        Map<String, @Nullable Object> part = api.get(path);
        if (limit != Limit.ALL || Answer.text(part, "nextCursor").isEmpty()) {
            return part;
        }
        Map<String, Map<String, @Nullable Object>> groups = new LinkedHashMap<>();
        long statements = 0;
        int parts = 0;
        boolean isWhole = true;
        String next;
        while (true) {
            parts++;
            List<Map<String, @Nullable Object>> items = Answer.objects(part, "items");
            for (Map<String, @Nullable Object> group : items) {
                add(groups, group);
            }
            statements += Answer.number(part, "statements");
            next = Answer.text(part, "nextCursor");
            isWhole &= items.size() >= Answer.number(part, "total");
            isWhole &= !next.isEmpty() || !Answer.flag(part, "partial");
            if (next.isEmpty()) {
                break;
            }
            part = api.get(path + "&cursor=" + URLEncoder.encode(next, StandardCharsets.UTF_8));
        }
        if (by != By.session) {
            context.console()
                    .note(
                            "counted in "
                                    + parts
                                    + " parts: a session that lies in several is counted in each");
        }
        List<Map<String, @Nullable Object>> items = new ArrayList<>(groups.values());
        items.sort(
                Comparator.comparingLong((Map<String, @Nullable Object> group) ->
                                Answer.number(group, "statements"))
                        .reversed());
        Map<String, @Nullable Object> whole = new LinkedHashMap<>(part);
        whole.put("items", items);
        whole.put("total", (long) items.size());
        whole.put("totalIsExact", isWhole);
        whole.put("statements", statements);
        whole.put("partial", !isWhole);
        return whole;
    }

    /// @param older of statements that are not newer than those that are known
    private static void add(
            Map<String, Map<String, @Nullable Object>> groups,
            Map<String, @Nullable Object> older) {
        String key = Answer.text(older, "key");
        Map<String, @Nullable Object> known = groups.get(key);
        if (known == null) {
            groups.put(key, new LinkedHashMap<>(older));
            return;
        }
        for (String sum : SUMS) {
            known.put(sum, Answer.number(known, sum) + Answer.number(older, sum));
        }
        if (!Answer.object(known, "session").isEmpty()) {
            known.put("sessions", 1L);
        }
        known.put("firstAt", older.get("firstAt"));
    }

    static Table table(
            CommandContext context,
            By by,
            ListOutput output,
            List<Map<String, @Nullable Object>> groups) {
        boolean isShort = by == By.table || by == By.user;
        boolean hasMoment = output.isWide() || isShort;
        List<String> headings = new ArrayList<>(List.of(by.heading, "STMTS"));
        add(headings, by != By.session, "SESSIONS");
        headings.addAll(List.of("ERR", "ROWS"));
        add(headings, output.isWide(), "FIRST");
        headings.add("LAST");
        add(headings, hasMoment, "NEWEST");
        add(headings, by == By.session, "PERSON");
        add(headings, by == By.session, "TARGET/DB");
        add(headings, by == By.fp, "STATEMENT");
        Table table = new Table(headings.toArray(String[]::new));
        for (Map<String, @Nullable Object> group : groups) {
            Map<String, @Nullable Object> session = Answer.object(group, "session");
            List<String> row = new ArrayList<>();
            row.add(SessionViews.fit(Answer.text(group, "key"), 64));
            row.add(Long.toString(Answer.number(group, "statements")));
            add(row, by != By.session, Long.toString(Answer.number(group, "sessions")));
            row.add(Long.toString(Answer.number(group, "errors")));
            row.add(Long.toString(Answer.number(group, "rows")));
            add(row, output.isWide(), context.times().column(Answer.text(group, "firstAt")));
            row.add(context.times().column(Answer.text(group, "lastAt")));
            add(row, hasMoment, Answer.text(group, "newest"));
            add(row, by == By.session, SessionViews.fit(SessionViews.person(group), 24));
            add(
                    row,
                    by == By.session,
                    SessionViews.fit(
                            Answer.text(session, "target") + "/" + Answer.text(session, "database"),
                            24));
            add(
                    row,
                    by == By.fp,
                    SessionViews.fit(
                            Answer.text(group, "sql"),
                            SessionViews.columns(context) == Integer.MAX_VALUE ? 200 : 1_000));
            table.row(row.toArray(String[]::new));
        }
        return table;
    }

    private static void add(List<String> cells, boolean isShown, String cell) {
        if (isShown) {
            cells.add(cell);
        }
    }
}
