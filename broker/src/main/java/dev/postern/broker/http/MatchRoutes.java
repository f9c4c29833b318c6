package dev.postern.broker.http;

import dev.postern.broker.audit.AuditCode;
import dev.postern.broker.base.Clock;
import dev.postern.broker.index.Filters;
import dev.postern.broker.store.sql.FoundOrdinals;
import dev.postern.broker.store.sql.IndexQuery;
import dev.postern.broker.store.sql.IndexRows;
import dev.postern.broker.store.sql.SessionRow;
import dev.postern.filter.FilterException;

import io.javalin.http.Context;

import org.jspecify.annotations.Nullable;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Which statements of one session fit a filter.
final class MatchRoutes implements Routes {

    private final IndexRows rows;
    private final RecordingAccess access;
    private final SessionPage pages;
    private final Clock clock;

    MatchRoutes(IndexRows rows, RecordingAccess access, SessionPage pages, Clock clock) {
        this.rows = rows;
        this.access = access;
        this.pages = pages;
        this.clock = clock;
    }

    @Override
    public void addTo(RouteTable table) {
        table.get("/api/v1/sessions/{id}/matches", Right.SIGNED_IN, this::matches);
    }

    private void matches(Context context) {
        Caller caller = Caller.of(context);
        String filter = RecordingRoutes.parameter(context, "f");
        IndexQuery query = query(caller, filter);
        SessionRow session =
                access.view(
                        caller,
                        RecordingRoutes.view(context),
                        context.pathParam("id"),
                        AuditCode.SESSION_VIEWED,
                        filter.isBlank()
                                ? "statements"
                                : "statements that fit the filter " + filter);
        FoundOrdinals found = rows.matches(session.id(), query, pages.budget().get());
        Map<String, @Nullable Object> answer = new LinkedHashMap<>();
        answer.put(
                "ordinals",
                found.ranges().stream()
                        .map(range -> List.of(range.first(), range.last()))
                        .toList());
        answer.put("total", found.total());
        answer.put("partial", found.searchedTo() != null);
        answer.put("searchedTo", found.searchedTo());
        answer.put("index", SessionPage.behind(pages.index().get()));
        context.json(answer);
    }

    private IndexQuery query(Caller caller, String filter) {
        try {
            return new IndexQuery(
                    Filters.parse(filter, clock.now()), RecordingAccess.sight(caller), null, null);
        } catch (FilterException e) {
            throw RecordingRoutes.badFilter(e);
        }
    }
}
