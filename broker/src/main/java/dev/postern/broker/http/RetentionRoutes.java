package dev.postern.broker.http;

import dev.postern.broker.audit.Actor;
import dev.postern.broker.audit.AuditCode;
import dev.postern.broker.audit.AuditTrail;
import dev.postern.broker.identity.Person;
import dev.postern.broker.retention.Deed;
import dev.postern.broker.retention.Erasure;
import dev.postern.broker.retention.Erasures;
import dev.postern.broker.retention.Holds;
import dev.postern.broker.retention.LegalHold;
import dev.postern.broker.retention.RetentionException;
import dev.postern.broker.retention.RetentionRule;
import dev.postern.broker.retention.RetentionSweep;
import dev.postern.broker.store.sql.IndexRows;
import dev.postern.broker.store.sql.SessionRow;
import dev.postern.broker.store.sql.Sight;

import io.javalin.http.Context;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Retention rules, legal holds and erasures.
///
/// Whoever sees all sessions may read all of this and place holds; lifting a hold, asking for an erasure and
/// confirming that of another person need the right to erase.
public final class RetentionRoutes implements Routes {

    private static final String HOLDS = "/api/v1/holds";
    private static final String ERASURES = "/api/v1/erasures";
    private static final int SHORTEST_PREFIX = 8;

    private final IndexRows index;
    private final Holds holds;
    private final Erasures erasures;
    private final RetentionSweep sweep;
    private final AuditTrail audit;

    public RetentionRoutes(
            IndexRows index,
            Holds holds,
            Erasures erasures,
            RetentionSweep sweep,
            AuditTrail audit) {
        this.index = index;
        this.holds = holds;
        this.erasures = erasures;
        this.sweep = sweep;
        this.audit = audit;
    }

    @Override
    public void addTo(RouteTable table) {
        table.get("/api/v1/retention", Right.SEE_ALL_SESSIONS, this::rules);
        table.get(HOLDS, Right.SEE_ALL_SESSIONS, this::listHolds);
        table.post(HOLDS, Right.SEE_ALL_SESSIONS, this::place);
        table.post(HOLDS + "/{id}/lift", Right.ERASE_RECORDINGS, this::lift);
        table.get(ERASURES, Right.SEE_ALL_SESSIONS, this::listErasures);
        table.post(ERASURES, Right.ERASE_RECORDINGS, this::ask);
        table.post(ERASURES + "/{id}/confirm", Right.ERASE_RECORDINGS, this::confirm);
        table.post(ERASURES + "/{id}/reject", Right.ERASE_RECORDINGS, this::reject);
    }

    private void rules(Context context) {
        viewed(Caller.of(context), "retention rules");
        context.json(Map.of("items", sweep.rules().stream().map(RetentionRoutes::view).toList()));
    }

    private void listHolds(Context context) {
        viewed(Caller.of(context), "legal holds");
        context.json(Map.of("items", holds.all().stream().map(RetentionRoutes::view).toList()));
    }

    private void listErasures(Context context) {
        viewed(Caller.of(context), "erasures");
        context.json(Map.of("items", erasures.all().stream().map(RetentionRoutes::view).toList()));
    }

    private void place(Context context) {
        Caller caller = Caller.of(context);
        HoldBody body = context.bodyAsClass(HoldBody.class);
        LegalHold.Scope scope = scope(text(body.scope()));
        String subject = text(body.subject()).strip();
        if (subject.isEmpty()) {
            throw ApiException.badInput(
                    "A hold needs a subject.",
                    "Give the id of the session or person, or the name of the target.");
        }
        String whole = scope == LegalHold.Scope.SESSION ? session(subject).id() : subject;
        try {
            LegalHold hold =
                    holds.place(
                            caller.person(), scope, whole, text(body.reason()), caller.address());
            context.status(201).json(view(hold));
        } catch (RetentionException e) {
            throw refusal(e);
        }
    }

    private void lift(Context context) {
        Caller caller = Caller.of(context);
        ReasonBody body = context.bodyAsClass(ReasonBody.class);
        try {
            context.json(
                    view(
                            holds.lift(
                                    caller.person(),
                                    id(context),
                                    text(body.reason()),
                                    caller.address())));
        } catch (RetentionException e) {
            throw refusal(e);
        }
    }

    private void ask(Context context) {
        Caller caller = Caller.of(context);
        ErasureBody body = context.bodyAsClass(ErasureBody.class);
        try {
            Erasure erasure =
                    erasures.ask(
                            caller.person(),
                            session(text(body.session())),
                            text(body.reason()),
                            text(body.legalBasis()),
                            caller.address());
            context.status(201).json(view(erasure));
        } catch (RetentionException e) {
            throw refusal(e);
        }
    }

    private void confirm(Context context) {
        Caller caller = Caller.of(context);
        ReasonBody body =
                context.body().isBlank()
                        ? new ReasonBody(null)
                        : context.bodyAsClass(ReasonBody.class);
        try {
            context.json(
                    view(
                            erasures.confirm(
                                    caller.person(),
                                    id(context),
                                    text(body.reason()),
                                    caller.address())));
        } catch (RetentionException e) {
            throw refusal(e);
        } catch (IOException e) {
            throw new ApiException(
                    500,
                    "erasure_not_finished",
                    "The erasure is confirmed, but a file could not be destroyed: " + e + ".",
                    "Mend the disk; the broker finishes it at its next start and every hour.");
        }
    }

    private void reject(Context context) {
        Caller caller = Caller.of(context);
        ReasonBody body = context.bodyAsClass(ReasonBody.class);
        try {
            context.json(
                    view(
                            erasures.reject(
                                    caller.person(),
                                    id(context),
                                    text(body.reason()),
                                    caller.address())));
        } catch (RetentionException e) {
            throw refusal(e);
        }
    }

    /// The session that an id, or a unique prefix of one, names.
    private SessionRow session(String id) {
        String key = id.strip().toUpperCase(Locale.ROOT);
        if (!key.matches("[0-9A-Z]{" + SHORTEST_PREFIX + ",26}")) {
            throw ApiException.badInput(
                    "A session id has 26 letters and digits; a prefix needs "
                            + SHORTEST_PREFIX
                            + " at least.",
                    "List sessions to find it.");
        }
        List<SessionRow> found = index.sessionsLike(key, Sight.ALL);
        if (found.size() != 1) {
            throw ApiException.notFound(
                    found.isEmpty()
                            ? "There is no session " + key + "; its content may be erased already."
                            : "Several sessions begin with " + key + ": give more of the id.");
        }
        return found.getFirst();
    }

    private void viewed(Caller caller, String what) {
        Person person = caller.person();
        audit.write(
                AuditCode.RETENTION_VIEWED,
                new Actor(person.id(), person.name(), person.email()),
                caller.address(),
                null,
                null,
                Map.of("what", what),
                person.name() + " looked at the " + what + ".");
    }

    private static String id(Context context) {
        String id = context.pathParam("id").toUpperCase(Locale.ROOT);
        if (!id.matches("[0-9A-Z]{8,26}")) {
            throw ApiException.badInput(
                    "\"" + id + "\" is no id of a hold or an erasure.",
                    "Give the whole id or its last 8 characters.");
        }
        return id;
    }

    private static LegalHold.Scope scope(String word) {
        for (LegalHold.Scope scope : LegalHold.Scope.values()) {
            if (scope.word().equals(word)) {
                return scope;
            }
        }
        throw ApiException.badInput(
                "The scope of a hold is \"" + word + "\".", "Give session, person or target.");
    }

    private static ApiException refusal(RetentionException e) {
        int status =
                switch (e.kind()) {
                    case BAD_INPUT -> 400;
                    case NOT_FOUND -> 404;
                    case SECOND_PERSON_NEEDED -> 403;
                    case HELD, NOT_PENDING, ALREADY_ASKED, STILL_RUNNING, ALREADY_LIFTED -> 409;
                };
        return new ApiException(status, e.kind().code(), e.text(), e.hint());
    }

    private static Map<String, Object> view(RetentionRule rule) {
        return Map.of(
                "targets", rule.targets(),
                "labels", rule.labels(),
                "keepSeconds", rule.keep().toSeconds(),
                "text", rule.words());
    }

    private static Map<String, @Nullable Object> view(LegalHold hold) {
        Map<String, @Nullable Object> view = new LinkedHashMap<>();
        view.put("id", hold.id());
        view.put("scope", hold.scope().word());
        view.put("subject", hold.subject());
        view.put("placed", view(hold.placed()));
        view.put("lifted", view(hold.lifted()));
        return view;
    }

    private static Map<String, @Nullable Object> view(Erasure erasure) {
        Map<String, @Nullable Object> view = new LinkedHashMap<>();
        view.put("id", erasure.id());
        view.put("session", erasure.subject().session());
        view.put("target", erasure.subject().target());
        view.put("person", erasure.subject().personName());
        view.put("startedAt", erasure.subject().startedAt());
        view.put("legalBasis", erasure.legalBasis());
        view.put("state", erasure.state().word());
        view.put("asked", view(erasure.asked()));
        view.put("decided", view(erasure.decided()));
        view.put("finishedAt", erasure.finishedAt());
        return view;
    }

    private static @Nullable Map<String, Object> view(@Nullable Deed deed) {
        return deed == null
                ? null
                : Map.of(
                        "at",
                        deed.at(),
                        "by",
                        Map.of("name", deed.by().name(), "email", deed.by().email()),
                        "reason",
                        deed.reason());
    }

    private static String text(@Nullable String value) {
        return value == null ? "" : value;
    }

    record HoldBody(@Nullable String scope, @Nullable String subject, @Nullable String reason) {}

    record ErasureBody(
            @Nullable String session, @Nullable String reason, @Nullable String legalBasis) {}

    record ReasonBody(@Nullable String reason) {}
}
