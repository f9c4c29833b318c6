package dev.postern.broker.http;

import dev.postern.broker.audit.AuditCode;
import dev.postern.broker.base.Clock;
import dev.postern.broker.review.Review;
import dev.postern.broker.review.ReviewException;
import dev.postern.broker.review.Reviews;
import dev.postern.broker.review.Signature;
import dev.postern.broker.store.sql.IndexQuery;
import dev.postern.broker.store.sql.IndexQuery.Comparison;
import dev.postern.broker.store.sql.IndexQuery.Criterion;
import dev.postern.broker.store.sql.IndexQuery.Kind;
import dev.postern.broker.store.sql.SessionRow;

import io.javalin.http.Context;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Reviews of sessions, and the sessions that wait for one.
public final class ReviewRoutes implements Routes {

    private static final String REVIEW = "/api/v1/sessions/{id}/review";

    private final RecordingAccess access;
    private final SessionPage pages;
    private final Reviews reviews;
    private final Clock clock;

    public ReviewRoutes(RecordingAccess access, SessionPage pages, Reviews reviews, Clock clock) {
        this.access = access;
        this.pages = pages;
        this.reviews = reviews;
        this.clock = clock;
    }

    @Override
    public void addTo(RouteTable table) {
        table.get("/api/v1/reviews", Right.SEE_ALL_SESSIONS, this::queue);
        table.post(REVIEW, Right.SEE_ALL_SESSIONS, this::done);
        table.post(REVIEW + "/take-back", Right.SEE_ALL_SESSIONS, this::takeBack);
    }

    /// Sessions that have ended, nobody has reviewed, and are not the caller's own.
    private void queue(Context context) {
        Caller caller = Caller.of(context);
        String filter = RecordingRoutes.parameter(context, "f");
        IndexQuery asked = RecordingRoutes.query(context, caller, filter, clock.now());
        int limit =
                (int)
                        RecordingRoutes.number(
                                context,
                                "limit",
                                RecordingRoutes.DEFAULT_LIMIT,
                                1,
                                RecordingRoutes.LARGEST_LIMIT);
        IndexQuery.Place after = RecordingRoutes.cursor(context);
        String session = RecordingRoutes.parameter(context, "after");
        if (!session.isEmpty()) {
            SessionRow row = access.find(caller, session);
            after = new IndexQuery.Place(row.lifetime().startedAt(), row.id());
        }
        access.searched(
                caller,
                RecordingRoutes.view(context),
                AuditCode.SESSION_LISTED,
                ("review:open " + filter).strip());
        context.json(
                pages.answer(
                        waiting(asked, caller),
                        after,
                        limit,
                        clock.now(),
                        one -> access.isMasked(caller, one)));
    }

    private static IndexQuery waiting(IndexQuery asked, Caller caller) {
        List<IndexQuery.Clause> clauses = new ArrayList<>(asked.clauses());
        clauses.add(clause(Kind.REVIEW, "open", false));
        clauses.add(clause(Kind.STATE, "live", true));
        clauses.add(clause(Kind.PERSON, caller.person().id(), true));
        return new IndexQuery(clauses, asked.sight(), asked.from(), asked.to());
    }

    private static IndexQuery.Clause clause(Kind kind, String value, boolean negated) {
        return new IndexQuery.Clause(List.of(new Criterion(kind, Comparison.IS, value, negated)));
    }

    private void done(Context context) {
        Caller caller = Caller.of(context);
        Body body = context.body().isBlank() ? new Body(null) : ApiJson.body(context, Body.class);
        String word = body.outcome() == null ? Review.Outcome.OK.word() : body.outcome();
        Review.Outcome outcome =
                Review.Outcome.of(word)
                        .orElseThrow(() ->
                                ApiException.badInput(
                                        "`outcome` is none that is known.",
                                        "Give ok, follow-up or incident."));
        SessionRow session = access.find(caller, context.pathParam("id"));
        try {
            context.status(201)
                    .json(view(reviews.done(caller.person(), session, outcome, caller.address())));
        } catch (ReviewException e) {
            throw refusal(e);
        }
    }

    private void takeBack(Context context) {
        Caller caller = Caller.of(context);
        SessionRow session = access.find(caller, context.pathParam("id"));
        try {
            context.json(view(reviews.takeBack(caller.person(), session, caller.address())));
        } catch (ReviewException e) {
            throw refusal(e);
        }
    }

    /// A refusal as the API says it.
    static ApiException refusal(ReviewException e) {
        int status =
                switch (e.kind()) {
                    case BAD_INPUT -> 400;
                    case NOT_FOUND -> 404;
                    case NOT_YOURS, OWN_SESSION -> 403;
                    case TOO_MANY, ALREADY_REMOVED, ALREADY_REVIEWED, NOT_REVIEWED, STILL_RUNNING ->
                            409;
                };
        return new ApiException(status, e.kind().code(), e.text(), e.hint());
    }

    /// REVIEW.
    static Map<String, @Nullable Object> view(Review review) {
        Map<String, @Nullable Object> view = new LinkedHashMap<>();
        view.put("session", review.session());
        view.put("outcome", review.outcome().word());
        view.put("at", review.reviewed().at());
        view.put("by", review.reviewed().by());
        Signature takenBack = review.takenBack();
        view.put("takenBack", takenBack == null ? null : view(takenBack));
        return view;
    }

    /// Who and when.
    static Map<String, @Nullable Object> view(Signature signature) {
        Map<String, @Nullable Object> view = new LinkedHashMap<>();
        view.put("at", signature.at());
        view.put("by", signature.by());
        return view;
    }

    record Body(@Nullable String outcome) {}
}
