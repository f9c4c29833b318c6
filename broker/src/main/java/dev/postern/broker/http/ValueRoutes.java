package dev.postern.broker.http;

import dev.postern.broker.audit.Actor;
import dev.postern.broker.audit.AuditCode;
import dev.postern.broker.audit.AuditTrail;
import dev.postern.broker.base.Clock;
import dev.postern.broker.base.Ulids;
import dev.postern.broker.identity.Person;
import dev.postern.broker.index.Filters;
import dev.postern.broker.index.ValueSearch;
import dev.postern.broker.store.sql.IndexQuery;
import dev.postern.broker.store.sql.IndexRows;
import dev.postern.broker.store.sql.ValueRows;
import dev.postern.broker.store.value.ValueException;
import dev.postern.broker.store.value.ValueQuery;
import dev.postern.filter.FilterException;

import io.javalin.http.Context;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Who saw a value. The value comes in the body alone, and stands in no trail, log or answer to anybody else.
public final class ValueRoutes implements Routes {

    private static final int DEFAULT_LIMIT = 50;
    private static final int LARGEST_LIMIT = 500;
    private static final int LONGEST_REASON = 500;
    private static final Pattern CURSOR = Pattern.compile("([0-9A-Z]{1,26}) ([0-9]{1,19})");
    private static final Duration WITHIN = Duration.ofSeconds(20);

    private final ValueSearch search;
    private final ValueRows values;
    private final RecordingAccess access;
    private final AuditTrail trail;
    private final Clock clock;

    public ValueRoutes(
            ValueSearch search,
            IndexRows rows,
            RecordingAccess access,
            AuditTrail trail,
            Clock clock) {
        this.search = search;
        this.access = access;
        this.values = rows.values();
        this.trail = trail;
        this.clock = clock;
    }

    @Override
    public void addTo(RouteTable table) {
        table.post("/api/v1/who-saw", Right.SIGNED_IN, this::whoSaw);
    }

    private void whoSaw(Context context) throws IOException {
        Caller caller = Caller.of(context);
        Body body = ApiJson.body(context, Body.class);
        ValueQuery value = value(body);
        String reason = text(body.reason()).strip();
        if (reason.isEmpty() || reason.length() > LONGEST_REASON) {
            throw ApiException.badInput(
                    "Looking for who saw a value needs a reason of 1 to "
                            + LONGEST_REASON
                            + " characters.",
                    "Say in `reason` what it is for; it stands in the audit trail.");
        }
        String filter = text(body.filter()).strip();
        IndexQuery among =
                new IndexQuery(
                        clauses(filter, clock.now()),
                        RecordingAccess.sight(caller),
                        RecordingRoutes.from(text(body.from()), clock.now()),
                        RecordingRoutes.to(text(body.to()), clock.now()));
        int limit = limit(body);
        ValueSearch.Reached after = reached(text(body.cursor()));
        note(caller, value, about(body, filter, reason));
        context.json(answer(caller, search.find(value, among, after, limit, WITHIN)));
    }

    private static List<IndexQuery.Clause> clauses(String filter, Instant now) {
        try {
            return Filters.parseWithoutTexts(filter, now);
        } catch (FilterException e) {
            throw RecordingRoutes.badFilter(e);
        }
    }

    /// What the trail keeps of a question besides the value.
    private static Map<String, Object> about(Body body, String filter, String reason) {
        Map<String, Object> about = new LinkedHashMap<>();
        about.put("exact", Boolean.TRUE.equals(body.exact()));
        about.put("reason", reason);
        if (!filter.isEmpty()) {
            about.put("filter", filter);
        }
        if (!text(body.cursor()).isEmpty()) {
            about.put("continued", true);
        }
        return about;
    }

    private static ValueQuery value(Body body) {
        try {
            return ValueQuery.of(
                    body.value() == null ? "" : body.value(),
                    form(body.type()),
                    Boolean.TRUE.equals(body.exact()));
        } catch (ValueException e) {
            throw ApiException.badInput(String.valueOf(e.getMessage()), e.hint());
        }
    }

    private static ValueQuery.@Nullable Form form(@Nullable String type) {
        if (type == null) {
            return null;
        }
        for (ValueQuery.Form form : ValueQuery.Form.values()) {
            if (form.name().toLowerCase(Locale.ROOT).equals(type)) {
                return form;
            }
        }
        throw ApiException.badInput(
                "`type` is none that is known.", "Give text, email, phone, iban or number.");
    }

    private static int limit(Body body) {
        Integer limit = body.limit();
        if (limit == null) {
            return DEFAULT_LIMIT;
        }
        if (limit < 1 || limit > LARGEST_LIMIT) {
            throw ApiException.badInput(
                    "`limit` is out of range.", "Give 1 to " + LARGEST_LIMIT + ".");
        }
        return limit;
    }

    private static @Nullable String cursor(ValueSearch.@Nullable Reached reached) {
        return reached == null
                ? null
                : Base64.getUrlEncoder()
                        .withoutPadding()
                        .encodeToString(
                                (reached.session() + " " + reached.ordinal())
                                        .getBytes(StandardCharsets.US_ASCII));
    }

    /// When the last session began that was looked into, if there are more.
    private static @Nullable String backTo(ValueSearch.@Nullable Reached reached) {
        return reached == null ? null : ApiJson.time(Ulids.time(reached.session()));
    }

    private static ValueSearch.@Nullable Reached reached(String cursor) {
        if (cursor.isEmpty()) {
            return null;
        }
        try {
            Matcher parts =
                    CURSOR.matcher(
                            new String(
                                    Base64.getUrlDecoder().decode(cursor),
                                    StandardCharsets.US_ASCII));
            if (parts.matches()) {
                return new ValueSearch.Reached(parts.group(1), Long.parseLong(parts.group(2)));
            }
        } catch (IllegalArgumentException notBase64) {
            throw RecordingRoutes.badCursor();
        }
        throw RecordingRoutes.badCursor();
    }

    private static String text(@Nullable String given) {
        return given == null ? "" : given;
    }

    private void note(Caller caller, ValueQuery value, Map<String, Object> about) {
        Person person = caller.person();
        String form = value.form().name().toLowerCase(Locale.ROOT);
        String hash = values.auditHash(value);
        Map<String, Object> detail = new LinkedHashMap<>(about);
        detail.put("type", form);
        detail.put("valueHash", hash);
        trail.write(
                AuditCode.VALUE_SEARCHED,
                new Actor(person.id(), person.name(), person.email()),
                caller.address(),
                null,
                null,
                detail,
                person.name()
                        + (about.containsKey("continued")
                                ? " went on looking for who saw the value "
                                : " looked for who saw the value ")
                        + hash
                        + ": "
                        + about.get("reason"));
    }

    private Map<String, @Nullable Object> answer(Caller caller, ValueSearch.Answer found) {
        Instant now = clock.now();
        List<Object> items = new ArrayList<>();
        for (ValueSearch.Hit hit : found.hits()) {
            Map<String, Object> item = new LinkedHashMap<>();
            item.put("session", RecordingViews.sessionBrief(hit.session(), now));
            item.put(
                    "statement",
                    RecordingViews.statement(access.mask(caller, hit.session()), hit.statement()));
            item.put("places", hit.places().stream().map(ValueRoutes::place).toList());
            item.put("count", hit.count());
            items.add(item);
        }
        Map<String, @Nullable Object> answer = new LinkedHashMap<>();
        answer.put("items", items);
        answer.put("partial", found.partial());
        answer.put("nextCursor", cursor(found.reached()));
        answer.put("searchedBackTo", backTo(found.reached()));
        answer.put("filtersAsked", found.filters());
        answer.put("sessionsRead", found.read());
        answer.put("sessionsNotRead", found.unread());
        answer.put("sessionsUnreadable", found.unreadable());
        answer.put("sessionsErased", found.erased());
        return answer;
    }

    private static Map<String, @Nullable Object> place(ValueSearch.Place place) {
        Map<String, @Nullable Object> view = new LinkedHashMap<>();
        view.put("kind", place.kind().text());
        view.put("row", place.row() == 0 ? null : place.row());
        view.put("column", place.column() == 0 ? null : place.column());
        view.put("name", place.name().isEmpty() ? null : place.name());
        return view;
    }

    /// What is asked. Its text is never shown.
    record Body(
            @Nullable String value,
            @Nullable String type,
            @Nullable Boolean exact,
            @Nullable String reason,
            @Nullable String filter,
            @Nullable String from,
            @Nullable String to,
            @Nullable Integer limit,
            @Nullable String cursor) {

        @Override
        public String toString() {
            return "Body[***]";
        }
    }
}
