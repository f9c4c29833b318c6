package dev.postern.broker.http;

import dev.postern.broker.audit.Actor;
import dev.postern.broker.audit.AuditCode;
import dev.postern.broker.mask.MaskCount;
import dev.postern.broker.mask.Masking;
import dev.postern.broker.mask.Scope;
import dev.postern.broker.mask.UnmaskException;
import dev.postern.broker.mask.Unmasking;
import dev.postern.broker.mask.Unmaskings;
import dev.postern.broker.store.sql.SessionRow;

import io.javalin.http.Context;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiPredicate;

/// What is masked in a session, and who may see it until when.
///
/// Asking needs the right to unmask; the second person needs to decide requests for the target.
public final class UnmaskRoutes implements Routes {

    private static final String SESSION = "/api/v1/sessions/{id}/unmaskings";
    private static final String ALL = "/api/v1/unmaskings";
    private static final int MOST_MINUTES = 480;

    private final RecordingAccess access;
    private final Masking masking;
    private final BiPredicate<Caller, String> mayDecide;

    /// @param mayDecide whether somebody decides requests for a target
    public UnmaskRoutes(
            RecordingAccess access, Masking masking, BiPredicate<Caller, String> mayDecide) {
        this.access = access;
        this.masking = masking;
        this.mayDecide = mayDecide;
    }

    @Override
    public void addTo(RouteTable table) {
        table.get("/api/v1/sessions/{id}/masks", Right.SIGNED_IN, this::masks);
        table.post(SESSION, Right.UNMASK, this::ask);
        table.get(ALL, Right.SIGNED_IN, this::list);
        table.post(ALL + "/{id}/approve", Right.SIGNED_IN, this::approve);
        table.post(ALL + "/{id}/reject", Right.SIGNED_IN, this::reject);
    }

    /// What is masked for the caller, counted in the whole recording.
    private void masks(Context context) throws IOException {
        Caller caller = Caller.of(context);
        SessionRow session =
                access.view(
                        caller,
                        RecordingRoutes.view(context),
                        context.pathParam("id"),
                        AuditCode.SESSION_VIEWED,
                        "masks");
        MaskCount count = access.recording(caller, session).count();
        List<Object> items = new ArrayList<>();
        for (MaskCount.Line line : count.lines()) {
            Map<String, Object> item = new LinkedHashMap<>();
            item.put("column", line.column());
            item.put("class", line.maskClass().word());
            item.put("values", line.values());
            items.add(item);
        }
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("applies", masking.appliesTo(caller.person(), session));
        answer.put("items", items);
        answer.put("total", count.total());
        answer.put(
                "unmaskings",
                masking.unmaskings().inForce(caller.person(), session.id()).stream()
                        .map(this::view)
                        .toList());
        context.json(answer);
    }

    private void ask(Context context) {
        Caller caller = Caller.of(context);
        Body body = ApiJson.body(context, Body.class);
        SessionRow session = access.find(caller, context.pathParam("id"));
        try {
            Unmasking unmasking =
                    masking.ask(
                            caller.person(),
                            session,
                            new Unmasking.Wish(
                                    scope(body),
                                    Boolean.TRUE.equals(body.restricted()),
                                    lasts(body.minutes())),
                            text(body.reason()),
                            caller.address());
            context.status(201).json(view(unmasking));
        } catch (UnmaskException e) {
            throw refusal(e);
        }
    }

    private static Scope scope(Body body) {
        String column = text(body.column());
        String cell = text(body.cell());
        if (!column.isEmpty() && !cell.isEmpty()) {
            throw ApiException.badInput(
                    "A column and a cell were asked for.", "Give one of them, or none.");
        }
        if (!column.isEmpty()) {
            return Scope.of("column", column)
                    .orElseThrow(() ->
                            ApiException.badInput(
                                    "`column` is no name of a column.",
                                    "Give COLUMN or TABLE.COLUMN."));
        }
        if (!cell.isEmpty()) {
            return Scope.of("cell", cell)
                    .orElseThrow(() ->
                            ApiException.badInput(
                                    "`cell` is no place of a cell.",
                                    "Give STATEMENT:ROW:COLUMN, each counted from 1."));
        }
        return new Scope.Whole();
    }

    private static Duration lasts(@Nullable Integer minutes) {
        if (minutes == null) {
            return Unmaskings.DEFAULT_TIME;
        }
        if (minutes < 1 || minutes > MOST_MINUTES) {
            throw ApiException.badInput(
                    "`minutes` is out of range.", "Give 1 to " + MOST_MINUTES + ".");
        }
        return Duration.ofMinutes(minutes);
    }

    private void list(Context context) {
        Caller caller = Caller.of(context);
        context.json(
                Map.of(
                        "items",
                        masking
                                .unmaskings()
                                .of(caller.person(), target -> mayDecide.test(caller, target))
                                .stream()
                                .map(this::view)
                                .toList()));
    }

    private void approve(Context context) {
        Caller caller = Caller.of(context);
        try {
            context.json(
                    view(
                            masking.unmaskings()
                                    .approve(
                                            caller.person(),
                                            id(context),
                                            reason(context),
                                            target -> mayDecide.test(caller, target),
                                            caller.address())));
        } catch (UnmaskException e) {
            throw refusal(e);
        }
    }

    private void reject(Context context) {
        Caller caller = Caller.of(context);
        try {
            context.json(
                    view(
                            masking.unmaskings()
                                    .reject(
                                            caller.person(),
                                            id(context),
                                            reason(context),
                                            target -> mayDecide.test(caller, target),
                                            caller.address())));
        } catch (UnmaskException e) {
            throw refusal(e);
        }
    }

    private static String id(Context context) {
        return context.pathParam("id").toUpperCase(Locale.ROOT);
    }

    private static String reason(Context context) {
        return context.body().isBlank()
                ? ""
                : text(ApiJson.body(context, ReasonBody.class).reason());
    }

    private static String text(@Nullable String value) {
        return value == null ? "" : value.strip();
    }

    /// A refusal as the API says it.
    static ApiException refusal(UnmaskException e) {
        int status =
                switch (e.kind()) {
                    case BAD_INPUT -> 400;
                    case NOT_FOUND -> 404;
                    case SECOND_PERSON_NEEDED, MASKED -> 403;
                    case NOT_PENDING, NOT_MASKED -> 409;
                };
        return new ApiException(status, e.kind().code(), e.text(), e.hint());
    }

    /// UNMASKING.
    private Map<String, @Nullable Object> view(Unmasking unmasking) {
        Map<String, @Nullable Object> view = new LinkedHashMap<>();
        view.put("id", unmasking.id());
        view.put("session", unmasking.subject().session());
        view.put("target", unmasking.subject().target());
        view.put("scope", unmasking.wish().scope().kind());
        view.put("subject", unmasking.wish().scope().subject());
        view.put("restricted", unmasking.wish().isRestrictedToo());
        view.put("minutes", unmasking.wish().lasts().toMinutes());
        boolean isLapsed =
                unmasking.state() == Unmasking.State.PENDING
                        && !masking.unmaskings().isPending(unmasking);
        view.put("state", isLapsed ? "lapsed" : unmasking.state().word());
        view.put("endsAt", unmasking.endsAt());
        view.put("asked", deed(unmasking.asked()));
        Unmasking.Deed decided = unmasking.decided();
        view.put("decided", decided == null ? null : deed(decided));
        return view;
    }

    private static Map<String, Object> deed(Unmasking.Deed deed) {
        Actor by = deed.by();
        Map<String, Object> view = new LinkedHashMap<>();
        view.put("at", deed.at());
        view.put("by", Map.of("id", by.id(), "name", by.name(), "email", by.email()));
        view.put("reason", deed.reason());
        return view;
    }

    /// What is asked for: neither column nor cell is the whole session.
    record Body(
            @Nullable String column,
            @Nullable String cell,
            @Nullable Boolean restricted,
            @Nullable Integer minutes,
            @Nullable String reason) {}

    /// Why.
    record ReasonBody(@Nullable String reason) {}
}
