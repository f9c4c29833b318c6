package dev.postern.broker.http;

import dev.postern.broker.audit.AuditCode;
import dev.postern.broker.base.Clock;
import dev.postern.broker.index.Filters;
import dev.postern.broker.mask.MaskedRecording;
import dev.postern.broker.mask.SessionMask;
import dev.postern.broker.store.sql.FoundPage;
import dev.postern.broker.store.sql.IndexQuery;
import dev.postern.broker.store.sql.IndexRows;
import dev.postern.broker.store.sql.Moment;
import dev.postern.broker.store.sql.SessionRow;
import dev.postern.broker.store.sql.StatementRow;
import dev.postern.filter.FilterException;
import dev.postern.filter.TimeStretch;

import io.javalin.http.Context;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/// Lists, searches and replays recorded sessions.
public final class RecordingRoutes implements Routes {

    private static final String SESSION = "/api/v1/sessions/{id}";
    static final int DEFAULT_LIMIT = 50;
    private static final int PAGE_LIMIT = 200;
    static final int LARGEST_LIMIT = 500;

    private final IndexRows rows;
    private final RecordingAccess access;
    private final SessionPage pages;
    private final Clock clock;
    private final ExportRoutes exports;
    private final Site site;

    /// @param access who may see which recording
    public RecordingRoutes(
            IndexRows rows,
            RecordingAccess access,
            SessionPage pages,
            Clock clock,
            Site site,
            EvidencePack pack) {
        this.rows = rows;
        this.access = access;
        this.pages = pages;
        this.clock = clock;
        this.site = site;
        this.exports = new ExportRoutes(access, site, pack);
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
        new GroupRoutes(rows, access, pages, clock).addTo(table);
        new MatchRoutes(rows, access, pages, clock).addTo(table);
        new OverviewRoutes(rows, access, pages, clock).addTo(table);
        exports.addTo(table);
    }

    private void list(Context context) {
        Caller caller = Caller.of(context);
        String filter = parameter(context, "f");
        IndexQuery query = query(context, caller, filter, clock.now());
        int limit = (int) number(context, "limit", DEFAULT_LIMIT, 1, LARGEST_LIMIT);
        IndexQuery.Place after = cursor(context);
        access.searched(caller, view(context), AuditCode.SESSION_LISTED, filter);
        context.json(pages.answer(query, after, limit, clock.now(), masked(caller)));
    }

    private void search(Context context) {
        Caller caller = Caller.of(context);
        String filter = parameter(context, "q");
        IndexQuery query = query(context, caller, filter, clock.now());
        int limit = (int) number(context, "limit", DEFAULT_LIMIT, 1, LARGEST_LIMIT);
        IndexQuery.Place after = cursor(context);
        access.searched(caller, view(context), AuditCode.SESSION_SEARCHED, filter);
        List<String> words = query.wantedTexts();
        FoundPage<Moment> found = rows.moments(query, after, limit, pages.budget().get());
        List<Object> items = new ArrayList<>();
        Instant now = clock.now();
        for (Moment moment : found.items()) {
            Map<String, Object> item = new LinkedHashMap<>();
            item.put("session", RecordingViews.sessionBrief(moment.session(), now));
            SessionMask mask = access.mask(caller, moment.session());
            item.put("statement", RecordingViews.statement(mask, moment.statement()));
            item.put("snippet", RecordingViews.snippet(mask, moment.statement(), words));
            items.add(item);
        }
        context.json(SessionPage.page(items, found, pages.index().get()));
    }

    private void show(Context context) {
        SessionRow session = viewed(context, AuditCode.SESSION_VIEWED, "facts");
        context.json(pages.view(session, clock.now(), masked(Caller.of(context))));
    }

    private Predicate<SessionRow> masked(Caller caller) {
        return session -> access.isMasked(caller, session);
    }

    private void statements(Context context) {
        long after = number(context, "after", 0, 0, Integer.MAX_VALUE);
        int limit = (int) number(context, "limit", PAGE_LIMIT, 1, LARGEST_LIMIT);
        SessionRow session = viewed(context, AuditCode.SESSION_VIEWED, "statements");
        List<StatementRow> found = rows.statements(session.id(), after, limit + 1);
        Map<String, @Nullable Object> answer = new LinkedHashMap<>();
        SessionMask mask = access.mask(Caller.of(context), session);
        answer.put(
                "items",
                found.stream()
                        .limit(limit)
                        .map(row -> RecordingViews.statement(mask, row))
                        .toList());
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
                        recording(context, session), Integer.parseInt(ordinal), offset, limit));
    }

    private void messages(Context context) throws IOException {
        long after = number(context, "after", 0, 0, Long.MAX_VALUE);
        int limit = (int) number(context, "limit", PAGE_LIMIT, 1, LARGEST_LIMIT);
        SessionRow session = viewed(context, AuditCode.SESSION_VIEWED, "messages");
        context.json(
                MessagePage.read(
                        recording(context, session),
                        session,
                        after,
                        limit,
                        to -> rows.spans(session.id(), to, limit + PAGE_LIMIT)));
    }

    private void text(Context context) throws IOException {
        RecordingText.Choice choice = RecordingText.Choice.of(context, site.url());
        SessionRow session = viewed(context, AuditCode.SESSION_EXPORTED, "text");
        RecordingText.writeText(context, recording(context, session), session.id(), choice);
    }

    private void events(Context context) throws IOException {
        boolean messages = parameter(context, "messages").equals("true");
        SessionRow session =
                viewed(context, AuditCode.SESSION_EXPORTED, messages ? "messages" : "events");
        RecordingText.writeEvents(context, recording(context, session), session.id(), messages);
    }

    private MaskedRecording recording(Context context, SessionRow session) {
        return access.recording(Caller.of(context), session);
    }

    private SessionRow viewed(Context context, AuditCode code, String what) {
        return access.view(Caller.of(context), view(context), context.pathParam("id"), code, what);
    }

    static @Nullable String view(Context context) {
        return context.header(OpenViews.HEADER);
    }

    /// @param now what the times of the filter are relative to
    static IndexQuery query(Context context, Caller caller, String filter, Instant now) {
        try {
            return new IndexQuery(
                    Filters.parse(filter, now),
                    RecordingAccess.sight(caller),
                    from(parameter(context, "from"), now),
                    to(parameter(context, "to"), now));
        } catch (FilterException e) {
            throw badFilter(e);
        }
    }

    /// A filter that cannot be understood, as the API says it.
    static ApiException badFilter(FilterException e) {
        return new ApiException(
                400,
                "bad_filter",
                "The filter is wrong at character " + (e.position() + 1) + ": " + e.getMessage(),
                e.hint());
    }

    static String parameter(Context context, String name) {
        String value = context.queryParam(name);
        return value == null ? "" : value;
    }

    /// The first microsecond since 1970 of the time `from`; null if it is blank.
    static @Nullable Long from(String value, Instant now) {
        return value.isBlank() ? null : micros(stretch("from", value, now).from());
    }

    /// The last microsecond since 1970 of the time `to`; null if it is blank.
    static @Nullable Long to(String value, Instant now) {
        return value.isBlank() ? null : micros(stretch("to", value, now).to());
    }

    private static TimeStretch stretch(String name, String value, Instant now) {
        return TimeStretch.read(value, now)
                .orElseThrow(() ->
                        ApiException.badInput(
                                "`" + name + "` is no time.", "Write " + TimeStretch.FORMS + "."));
    }

    private static long micros(Instant time) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, time);
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

    static IndexQuery.@Nullable Place cursor(Context context) {
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

    static ApiException badCursor() {
        return ApiException.badInput(
                "The cursor is not one of this list.", "Begin again without it.");
    }
}
