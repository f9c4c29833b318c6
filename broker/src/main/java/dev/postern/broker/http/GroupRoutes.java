package dev.postern.broker.http;

import dev.postern.broker.audit.AuditCode;
import dev.postern.broker.base.Clock;
import dev.postern.broker.mask.SessionMask;
import dev.postern.broker.store.sql.FoundGroups;
import dev.postern.broker.store.sql.IndexQuery;
import dev.postern.broker.store.sql.IndexRows;
import dev.postern.broker.store.sql.StatementGrouping;
import dev.postern.sql.SqlText;

import io.javalin.http.Context;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Statements that a search finds, counted by what they have in common.
final class GroupRoutes implements Routes {

    private static final int LARGEST_LIMIT = 5_000;

    private final IndexRows rows;
    private final RecordingAccess access;
    private final SessionPage pages;
    private final Clock clock;

    GroupRoutes(IndexRows rows, RecordingAccess access, SessionPage pages, Clock clock) {
        this.rows = rows;
        this.access = access;
        this.pages = pages;
        this.clock = clock;
    }

    @Override
    public void addTo(RouteTable table) {
        table.get("/api/v1/search/groups", Right.SIGNED_IN, this::groups);
    }

    private void groups(Context context) {
        Caller caller = Caller.of(context);
        String filter = RecordingRoutes.parameter(context, "q");
        StatementGrouping by = grouping(RecordingRoutes.parameter(context, "by"));
        IndexQuery query = RecordingRoutes.query(context, caller, filter, clock.now());
        int limit =
                (int)
                        RecordingRoutes.number(
                                context, "limit", RecordingRoutes.DEFAULT_LIMIT, 1, LARGEST_LIMIT);
        IndexQuery.Place after = RecordingRoutes.cursor(context);
        access.searched(caller, RecordingRoutes.view(context), AuditCode.SESSION_SEARCHED, filter);
        FoundGroups found = rows.groups(query, by, after, limit, pages.budget().get());
        Instant now = clock.now();
        List<Object> items = new ArrayList<>();
        for (FoundGroups.Group group : found.groups()) {
            items.add(view(group, by, access.mask(caller, group.session()), now));
        }
        IndexQuery.Place next = found.next();
        Map<String, @Nullable Object> answer = new LinkedHashMap<>();
        answer.put("items", items);
        answer.put("nextCursor", next == null ? null : SessionPage.cursor(next));
        answer.put("searchedBackTo", SessionPage.searchedBackTo(found.searchedBackTo()));
        answer.put("total", found.known());
        answer.put("totalIsExact", next == null && after == null && found.isWhole());
        answer.put("statements", found.statements());
        answer.put("partial", next != null || !found.isWhole());
        answer.put("index", SessionPage.behind(pages.index().get()));
        context.json(answer);
    }

    private static StatementGrouping grouping(String word) {
        return switch (word) {
            case "session" -> StatementGrouping.SESSION;
            case "fp" -> StatementGrouping.FINGERPRINT;
            case "table" -> StatementGrouping.TABLE;
            case "user" -> StatementGrouping.PERSON;
            default ->
                    throw ApiException.badInput(
                            "`by` is none that is known.", "Give session, fp, table or user.");
        };
    }

    /// GROUP.
    private static Map<String, @Nullable Object> view(
            FoundGroups.Group group, StatementGrouping by, SessionMask mask, Instant now) {
        String email = group.session().who().email();
        FoundGroups.Counts counts = group.counts();
        String sql = group.sql();
        boolean isOfSession = by == StatementGrouping.SESSION;
        boolean isOfPerson = isOfSession || by == StatementGrouping.PERSON;
        Map<String, @Nullable Object> view = new LinkedHashMap<>();
        view.put("key", by == StatementGrouping.PERSON && !email.isEmpty() ? email : group.key());
        view.put("statements", counts.statements());
        view.put("sessions", counts.sessions());
        view.put("errors", counts.errors());
        view.put("rows", counts.rows());
        view.put("firstAt", RecordingViews.time(counts.firstAt()));
        view.put("lastAt", RecordingViews.time(counts.lastAt()));
        view.put("newest", group.session().id() + "#q=" + group.newest());
        view.put("sql", sql == null ? null : SqlText.of(mask.sql(group.newest(), sql)).shape());
        view.put("person", isOfPerson ? RecordingViews.person(group.session()) : null);
        view.put("session", isOfSession ? RecordingViews.sessionBrief(group.session(), now) : null);
        return view;
    }
}
