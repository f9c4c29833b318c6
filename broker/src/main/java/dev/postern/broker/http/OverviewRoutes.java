package dev.postern.broker.http;

import dev.postern.broker.audit.AuditCode;
import dev.postern.broker.base.Clock;
import dev.postern.broker.index.Filters;
import dev.postern.broker.store.sql.FoundPage;
import dev.postern.broker.store.sql.IndexQuery;
import dev.postern.broker.store.sql.IndexRows;
import dev.postern.broker.store.sql.SessionRow;
import dev.postern.broker.store.sql.SessionSummary;
import dev.postern.broker.store.sql.StatementRow;
import dev.postern.filter.FilterException;

import io.javalin.http.Context;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Sessions from afar: the outline of one, what many have in common, and those that are open now.
final class OverviewRoutes implements Routes {

    private static final int COUNTED_SESSIONS = 20_000;
    private static final int OPEN_SESSIONS = 200;
    private static final int BARS = 80;

    private final IndexRows rows;
    private final RecordingAccess access;
    private final SessionPage pages;
    private final Clock clock;

    OverviewRoutes(IndexRows rows, RecordingAccess access, SessionPage pages, Clock clock) {
        this.rows = rows;
        this.access = access;
        this.pages = pages;
        this.clock = clock;
    }

    @Override
    public void addTo(RouteTable table) {
        table.get("/api/v1/sessions/{id}/outline", Right.SIGNED_IN, this::outline);
        table.get("/api/v1/session-facets", Right.SIGNED_IN, this::facets);
        table.get("/api/v1/live", Right.SIGNED_IN, this::live);
    }

    private void outline(Context context) {
        SessionRow session =
                access.view(
                        Caller.of(context),
                        RecordingRoutes.view(context),
                        context.pathParam("id"),
                        AuditCode.SESSION_VIEWED,
                        "outline");
        SessionOutline outline = new SessionOutline(rows.countStatements(session.id()));
        rows.outline(session.id(), outline::add);
        rows.acts().of(session.id(), SessionOutline.MAX_ACTS + 1).forEach(outline::add);
        context.json(outline.answer());
    }

    private void facets(Context context) {
        Caller caller = Caller.of(context);
        Instant now = clock.now();
        String filter = RecordingRoutes.parameter(context, "f");
        IndexQuery query = RecordingRoutes.query(context, caller, filter, now);
        access.searched(caller, RecordingRoutes.view(context), AuditCode.SESSION_LISTED, filter);
        SessionSummary summary =
                rows.summary(
                        query,
                        COUNTED_SESSIONS,
                        ChronoUnit.MICROS.between(Instant.EPOCH, now),
                        pages.budget().get());
        Map<String, Object> answer = new LinkedHashMap<>();
        Map<String, Object> facets = new LinkedHashMap<>();
        summary.facets().forEach((name, counts) -> facets.put(name, counted(counts)));
        answer.put("facets", facets);
        answer.put("histogram", histogram(summary));
        answer.put("counted", summary.starts().size());
        answer.put("undigested", summary.undigested());
        answer.put("partial", summary.partial());
        context.json(answer);
    }

    private static List<Object> counted(List<SessionSummary.Count> counts) {
        List<Object> values = new ArrayList<>();
        for (SessionSummary.Count count : counts) {
            Map<String, Object> value = new LinkedHashMap<>();
            value.put("value", count.value());
            value.put("sessions", count.sessions());
            values.add(value);
        }
        return values;
    }

    /// Bars of equal width from the first start to the last.
    private static List<Object> histogram(SessionSummary summary) {
        List<Object> bars = new ArrayList<>();
        if (summary.starts().isEmpty()) {
            return bars;
        }
        long first = summary.starts().getLast();
        long width = (summary.starts().getFirst() - first) / BARS + 1;
        long[] sessions = new long[BARS];
        long[] troubled = new long[BARS];
        for (int i = 0; i < summary.starts().size(); i++) {
            int bar = (int) ((summary.starts().get(i) - first) / width);
            sessions[bar]++;
            troubled[bar] += summary.troubled().get(i) ? 1 : 0;
        }
        for (int bar = 0; bar < BARS; bar++) {
            Map<String, Object> view = new LinkedHashMap<>();
            view.put("from", time(first + bar * width));
            view.put("to", time(first + (bar + 1) * width));
            view.put("sessions", sessions[bar]);
            view.put("withErrors", troubled[bar]);
            bars.add(view);
        }
        return bars;
    }

    private void live(Context context) {
        Caller caller = Caller.of(context);
        access.searched(
                caller, RecordingRoutes.view(context), AuditCode.SESSION_LISTED, "state:live");
        IndexQuery query;
        try {
            query =
                    new IndexQuery(
                            Filters.parse("state:live", clock.now()),
                            RecordingAccess.sight(caller),
                            null,
                            null);
        } catch (FilterException e) {
            throw new IllegalStateException("the filter of this page is wrong", e);
        }
        Instant now = clock.now();
        List<Object> items = new ArrayList<>();
        FoundPage<SessionRow> page =
                rows.sessions(query, null, OPEN_SESSIONS, pages.budget().get());
        for (SessionRow session : page.items()) {
            access.lookAt(session);
            Map<String, @Nullable Object> item = new LinkedHashMap<>();
            Map<String, @Nullable Object> view = RecordingViews.session(session, now);
            view.put("masked", access.isMasked(caller, session));
            view.put("held", pages.held(session.id()));
            item.put("session", view);
            item.put("statement", last(caller, session));
            items.add(item);
        }
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("items", items);
        answer.put("total", page.total().number());
        answer.put("now", ApiJson.time(now));
        context.json(answer);
    }

    private @Nullable Object last(Caller caller, SessionRow session) {
        long statements = rows.countStatements(session.id());
        List<StatementRow> last = rows.statements(session.id(), Math.max(0, statements - 1), 1);
        return last.isEmpty()
                ? null
                : RecordingViews.statement(access.mask(caller, session), last.getFirst());
    }

    private static String time(long micros) {
        return ApiJson.time(Instant.EPOCH.plus(micros, ChronoUnit.MICROS));
    }
}
