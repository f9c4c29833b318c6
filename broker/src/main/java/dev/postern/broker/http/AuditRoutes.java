package dev.postern.broker.http;

import dev.postern.broker.audit.Actor;
import dev.postern.broker.audit.AuditCode;
import dev.postern.broker.audit.AuditEvent;
import dev.postern.broker.audit.AuditTrail;
import dev.postern.broker.base.Clock;
import dev.postern.broker.store.sql.AuditFilter;

import io.javalin.http.Context;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/// The audit trail, newest first; reading it is an event too, with what was asked for.
public final class AuditRoutes implements Routes {

    private static final int DEFAULT_LIMIT = 50;
    private static final int LARGEST_LIMIT = 500;
    private static final int MOST_COUNTED = 10_000;
    private static final int MOST_CODES = 50;
    private static final int LONGEST_WORD = 200;
    private static final Predicate<String> CODE =
            Pattern.compile("[a-z0-9_.]*\\*?").asMatchPredicate();
    private static final List<String> FILTERS =
            List.of("code", "person", "target", "session", "request", "from", "to", "text");

    private final AuditTrail trail;
    private final Clock clock;

    public AuditRoutes(AuditTrail trail, Clock clock) {
        this.trail = trail;
        this.clock = clock;
    }

    @Override
    public void addTo(RouteTable table) {
        table.get("/api/v1/audit", Right.SEE_ALL_SESSIONS, this::list);
    }

    private void list(Context context) {
        Caller caller = Caller.of(context);
        long before = number(context, "cursor", Long.MAX_VALUE, 1, Long.MAX_VALUE);
        int limit = (int) number(context, "limit", DEFAULT_LIMIT, 1, LARGEST_LIMIT);
        AuditFilter filter = filter(context, clock.now());
        if (before == Long.MAX_VALUE) {
            trail.write(
                    AuditCode.AUDIT_VIEWED,
                    new Actor(
                            caller.person().id(), caller.person().name(), caller.person().email()),
                    caller.address(),
                    null,
                    null,
                    asked(context),
                    caller.person().name() + " read the audit trail.");
        }
        List<AuditEvent> events = trail.newest(filter, before, limit + 1);
        Map<String, @Nullable Object> page = new LinkedHashMap<>();
        page.put("items", events.stream().limit(limit).map(AuditRoutes::view).toList());
        page.put("nextCursor", events.size() > limit ? "" + events.get(limit - 1).id() : null);
        if (filter.equals(AuditFilter.ALL)) {
            page.put("total", trail.count());
            page.put("totalIsExact", true);
        } else {
            int total = trail.count(filter, MOST_COUNTED);
            page.put("total", total);
            page.put("totalIsExact", total < MOST_COUNTED);
        }
        context.json(page);
    }

    private static AuditFilter filter(Context context, Instant now) {
        List<String> codes = new ArrayList<>();
        for (String given : context.queryParams("code")) {
            for (String code : given.split(",", -1)) {
                if (!code.isBlank()) {
                    codes.add(code.strip().toLowerCase(Locale.ROOT));
                }
            }
        }
        if (codes.size() > MOST_CODES || codes.stream().anyMatch(code -> !CODE.test(code))) {
            throw ApiException.badInput(
                    "`code` is no kind of event.",
                    "Write request.approved, or request.* for all of request; at most "
                            + MOST_CODES
                            + ".");
        }
        return new AuditFilter(
                codes,
                word(context, "person"),
                word(context, "target"),
                id(context, "session"),
                id(context, "request"),
                RecordingRoutes.from(RecordingRoutes.parameter(context, "from"), now),
                RecordingRoutes.to(RecordingRoutes.parameter(context, "to"), now),
                word(context, "text"));
    }

    private static @Nullable String word(Context context, String name) {
        String value = RecordingRoutes.parameter(context, name).strip();
        if (value.length() > LONGEST_WORD) {
            throw ApiException.badInput(
                    "`" + name + "` is too long.", "Give at most " + LONGEST_WORD + " characters.");
        }
        return value.isEmpty() ? null : value;
    }

    private static @Nullable String id(Context context, String name) {
        String value = word(context, name);
        if (value != null && !value.matches("[0-9A-Za-z]{26}")) {
            throw ApiException.badInput(
                    "`" + name + "` is no id.", "Give all 26 letters and digits of it.");
        }
        return value == null ? null : value.toUpperCase(Locale.ROOT);
    }

    /// What the trail keeps of the question.
    private static Map<String, String> asked(Context context) {
        Map<String, String> asked = new LinkedHashMap<>();
        for (String name : FILTERS) {
            String value = String.join(",", context.queryParams(name)).strip();
            if (!value.isEmpty()) {
                asked.put(name, value);
            }
        }
        return asked;
    }

    private static Map<String, @Nullable Object> view(AuditEvent event) {
        Map<String, @Nullable Object> view = new LinkedHashMap<>();
        view.put("id", event.id());
        view.put("at", event.at());
        view.put("code", event.code());
        view.put("person", event.person());
        view.put("address", event.address());
        view.put("target", event.target());
        view.put("session", event.session());
        view.put("detail", event.detail());
        view.put("text", event.text());
        return view;
    }

    private static long number(Context context, String name, long preset, long least, long most) {
        String text = context.queryParam(name);
        if (text == null || text.isEmpty()) {
            return preset;
        }
        if (!text.matches("\\d{1,18}")
                || Long.parseLong(text) < least
                || Long.parseLong(text) > most) {
            throw ApiException.badInput(
                    "The parameter " + name + " is \"" + text + "\".",
                    "Give a whole number from " + least + " to " + most + ".");
        }
        return Long.parseLong(text);
    }
}
