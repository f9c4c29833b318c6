package dev.postern.broker.http;

import dev.postern.broker.audit.AuditCode;
import dev.postern.broker.audit.AuditTrail;
import dev.postern.broker.base.Clock;
import dev.postern.broker.index.Filters;
import dev.postern.broker.store.sql.IndexCount;
import dev.postern.broker.store.sql.IndexQuery;
import dev.postern.broker.store.sql.IndexRows;
import dev.postern.broker.store.sql.SessionRow;
import dev.postern.broker.store.sql.StatementRow;
import dev.postern.filter.FilterException;
import dev.postern.recording.RecordingFile;

import io.javalin.http.Context;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/// Lists, searches and replays recorded sessions.
public final class RecordingRoutes implements Routes {

    private static final String SESSION = "/api/v1/sessions/{id}";
    private static final int DEFAULT_LIMIT = 50;
    private static final int PAGE_LIMIT = 200;
    private static final int LARGEST_LIMIT = 500;

    private final IndexRows rows;
    private final RecordingAccess access;
    private final Clock clock;
    private final Site site;

    /// @param recordings the recording of a session, running or ended
    /// @param look       is told of each running session that is looked at
    public RecordingRoutes(
            IndexRows rows,
            Function<String, Optional<RecordingFile>> recordings,
            Consumer<String> look,
            AuditTrail trail,
            Clock clock,
            Site site) {
        this.rows = rows;
        this.access = new RecordingAccess(rows, recordings, look, trail, new OpenViews(clock));
        this.clock = clock;
        this.site = site;
    }

    @Override
    public void addTo(RouteTable table) {
        table.get("/api/v1/sessions", Right.SIGNED_IN, this::list);
        table.get(SESSION, Right.SIGNED_IN, this::show);
        table.get(SESSION + "/statements", Right.SIGNED_IN, this::statements);
        table.get(SESSION + "/statements/{ordinal}/result", Right.SIGNED_IN, this::result);
        table.get(SESSION + "/messages", Right.SIGNED_IN, this::messages);
        table.get(SESSION + "/text", Right.SIGNED_IN, this::text);
        table.get(SESSION + "/events", Right.SIGNED_IN, this::events);
        table.get("/api/v1/search", Right.SIGNED_IN, this::search);
        new OverviewRoutes(rows, access, clock).addTo(table);
        new ExportRoutes(access, site).addTo(table);
    }

    private void list(Context context) {
        Caller caller = Caller.of(context);
        String filter = parameter(context, "f");
        IndexQuery query = query(context, caller, filter);
        int limit = (int) number(context, "limit", DEFAULT_LIMIT, 1, LARGEST_LIMIT);
        IndexQuery.Place after = cursor(context);
        access.searched(caller, view(context), AuditCode.SESSION_LISTED, filter);
        List<SessionRow> found = rows.sessions(query, after, limit + 1);
        List<Object> items = new ArrayList<>();
        Instant now = clock.now();
        found.stream().limit(limit).forEach(row -> items.add(RecordingViews.session(row, now)));
        SessionRow last = found.size() > limit ? found.get(limit - 1) : null;
        context.json(
                page(
                        items,
                        last == null
                                ? null
                                : cursor(
                                        new IndexQuery.Place(
                                                last.lifetime().startedAt(), last.id())),
                        rows.countSessions(query)));
    }

    private void search(Context context) {
        Caller caller = Caller.of(context);
        String filter = parameter(context, "q");
        IndexQuery query = query(context, caller, filter);
        int limit = (int) number(context, "limit", DEFAULT_LIMIT, 1, LARGEST_LIMIT);
        IndexQuery.Place after = cursor(context);
        access.searched(caller, view(context), AuditCode.SESSION_SEARCHED, filter);
        List<String> words = query.wantedTexts();
        List<IndexRows.Moment> found = rows.moments(query, after, limit + 1);
        List<Object> items = new ArrayList<>();
        Instant now = clock.now();
        for (IndexRows.Moment moment : found.subList(0, Math.min(limit, found.size()))) {
            Map<String, Object> item = new LinkedHashMap<>();
            item.put("session", RecordingViews.sessionBrief(moment.session(), now));
            item.put("statement", RecordingViews.statement(moment.statement()));
            item.put("snippet", RecordingViews.snippet(moment.statement(), words));
            items.add(item);
        }
        String next = found.size() > limit ? cursor(found.get(limit - 1).place()) : null;
        context.json(page(items, next, rows.countMoments(query)));
    }

    private void show(Context context) {
        SessionRow session = viewed(context, AuditCode.SESSION_VIEWED, "facts");
        context.json(RecordingViews.session(session, clock.now()));
    }

    private void statements(Context context) {
        long after = number(context, "after", 0, 0, Integer.MAX_VALUE);
        int limit = (int) number(context, "limit", PAGE_LIMIT, 1, LARGEST_LIMIT);
        SessionRow session = viewed(context, AuditCode.SESSION_VIEWED, "statements");
        List<StatementRow> found = rows.statements(session.id(), after, limit + 1);
        Map<String, @Nullable Object> answer = new LinkedHashMap<>();
        answer.put("items", found.stream().limit(limit).map(RecordingViews::statement).toList());
        answer.put("nextAfter", found.size() > limit ? found.get(limit - 1).ordinal() : null);
        answer.put("total", rows.countStatements(session.id()));
        context.json(answer);
    }

    private void result(Context context) throws IOException {
        String ordinal = context.pathParam("ordinal");
        if (!ordinal.matches("[1-9][0-9]{0,8}")) {
            throw ApiException.badInput(
                    "A statement's number is 1 or more.", "See the session's statements.");
        }
        long offset = number(context, "offset", 0, 0, Long.MAX_VALUE);
        int limit = (int) number(context, "limit", PAGE_LIMIT, 1, LARGEST_LIMIT);
        SessionRow session =
                viewed(context, AuditCode.SESSION_VIEWED, "result of statement " + ordinal);
        if (rows.statements(session.id(), Integer.parseInt(ordinal) - 1L, 1).stream()
                .noneMatch(row -> row.ordinal() == Integer.parseInt(ordinal))) {
            throw ApiException.notFound(
                    "Session " + session.id() + " has no statement " + ordinal + ".");
        }
        context.json(
                ResultPage.read(
                        access.recording(session), Integer.parseInt(ordinal), offset, limit));
    }

    private void messages(Context context) throws IOException {
        long after = number(context, "after", 0, 0, Long.MAX_VALUE);
        int limit = (int) number(context, "limit", PAGE_LIMIT, 1, LARGEST_LIMIT);
        SessionRow session = viewed(context, AuditCode.SESSION_VIEWED, "messages");
        context.json(
                MessagePage.read(
                        access.recording(session),
                        session,
                        after,
                        limit,
                        to -> rows.spans(session.id(), to, limit + PAGE_LIMIT)));
    }

    private void text(Context context) throws IOException {
        RecordingText.Choice choice = RecordingText.Choice.of(context, site.url());
        SessionRow session = viewed(context, AuditCode.SESSION_EXPORTED, "text");
        RecordingText.writeText(context, access.recording(session), session.id(), choice);
    }

    private void events(Context context) throws IOException {
        boolean messages = parameter(context, "messages").equals("true");
        SessionRow session =
                viewed(context, AuditCode.SESSION_EXPORTED, messages ? "messages" : "events");
        RecordingText.writeEvents(context, access.recording(session), session.id(), messages);
    }

    private SessionRow viewed(Context context, AuditCode code, String what) {
        return access.view(Caller.of(context), view(context), context.pathParam("id"), code, what);
    }

    static @Nullable String view(Context context) {
        return context.header(OpenViews.HEADER);
    }

    static IndexQuery query(Context context, Caller caller, String filter) {
        try {
            return new IndexQuery(
                    Filters.parse(filter),
                    RecordingAccess.limit(caller),
                    time(context, "from"),
                    time(context, "to"));
        } catch (FilterException e) {
            throw new ApiException(
                    400,
                    "bad_filter",
                    "The filter is wrong at character "
                            + (e.position() + 1)
                            + ": "
                            + e.getMessage(),
                    e.hint());
        }
    }

    static String parameter(Context context, String name) {
        String value = context.queryParam(name);
        return value == null ? "" : value;
    }

    private static @Nullable Long time(Context context, String name) {
        String value = parameter(context, name);
        if (value.isEmpty()) {
            return null;
        }
        try {
            return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.parse(value));
        } catch (DateTimeException | ArithmeticException e) {
            throw ApiException.badInput(
                    "`" + name + "` is no time.", "Write it as 2026-11-21T01:20:03Z.");
        }
    }

    static long number(Context context, String name, long otherwise, long least, long most) {
        String value = parameter(context, name);
        if (value.isEmpty()) {
            return otherwise;
        }
        if (value.matches("[0-9]{1,18}")
                && Long.parseLong(value) >= least
                && Long.parseLong(value) <= most) {
            return Long.parseLong(value);
        }
        throw ApiException.badInput(
                "`" + name + "` is out of range.", "Give " + least + " to " + most + ".");
    }

    private static IndexQuery.@Nullable Place cursor(Context context) {
        String value = parameter(context, "cursor");
        if (value.isEmpty()) {
            return null;
        }
        try {
            String[] parts =
                    new String(Base64.getUrlDecoder().decode(value), StandardCharsets.US_ASCII)
                            .split(" ", -1);
            if (parts.length == 2
                    && parts[0].matches("[0-9]{1,18}")
                    && parts[1].matches("[0-9A-Z]{1,26}")) {
                return new IndexQuery.Place(Long.parseLong(parts[0]), parts[1]);
            }
        } catch (IllegalArgumentException notBase64) {
            throw badCursor();
        }
        throw badCursor();
    }

    private static ApiException badCursor() {
        return ApiException.badInput(
                "The cursor is not one of this list.", "Begin again without it.");
    }

    private static String cursor(IndexQuery.Place place) {
        byte[] text = (place.startedAt() + " " + place.id()).getBytes(StandardCharsets.US_ASCII);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text);
    }

    private static Map<String, @Nullable Object> page(
            List<Object> items, @Nullable String next, IndexCount total) {
        Map<String, @Nullable Object> page = new LinkedHashMap<>();
        page.put("items", items);
        page.put("nextCursor", next);
        page.put("total", total.number());
        page.put("totalIsExact", total.isExact());
        return page;
    }
}
