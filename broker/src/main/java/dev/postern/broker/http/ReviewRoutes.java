package dev.postern.broker.http;

import dev.postern.broker.audit.Actor;
import dev.postern.broker.audit.AuditCode;
import dev.postern.broker.base.Clock;
import dev.postern.broker.review.Assignments;
import dev.postern.broker.review.Checklist;
import dev.postern.broker.review.Review;
import dev.postern.broker.review.ReviewException;
import dev.postern.broker.review.ReviewQueue;
import dev.postern.broker.review.ReviewRule;
import dev.postern.broker.review.Reviews;
import dev.postern.broker.review.Signature;
import dev.postern.broker.store.sql.DueRow;
import dev.postern.broker.store.sql.DueRows;
import dev.postern.broker.store.sql.IndexQuery;
import dev.postern.broker.store.sql.IndexQuery.Comparison;
import dev.postern.broker.store.sql.IndexQuery.Criterion;
import dev.postern.broker.store.sql.IndexQuery.Kind;
import dev.postern.broker.store.sql.QueuePage;
import dev.postern.broker.store.sql.SessionRow;

import io.javalin.http.Context;

import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Reviews of sessions, and the sessions that wait for one.
public final class ReviewRoutes implements Routes {

    private static final String REVIEW = "/api/v1/sessions/{id}/review";
    private static final BigDecimal A_PERCENT = BigDecimal.valueOf(ReviewRule.ALL / 100);

    private final RecordingAccess access;
    private final SessionPage pages;
    private final Parts parts;
    private final Clock clock;

    public ReviewRoutes(RecordingAccess access, SessionPage pages, Parts parts, Clock clock) {
        this.access = access;
        this.pages = pages;
        this.parts = parts;
        this.clock = clock;
    }

    /// What it is about.
    public record Parts(Reviews reviews, ReviewQueue queue, Assignments assignments) {}

    @Override
    public void addTo(RouteTable table) {
        table.get("/api/v1/reviews", Right.SEE_ALL_SESSIONS, this::queue);
        table.get(REVIEW, Right.SEE_ALL_SESSIONS, this::one);
        table.post(REVIEW, Right.SEE_ALL_SESSIONS, this::done);
        table.post(REVIEW + "/take-back", Right.SEE_ALL_SESSIONS, this::takeBack);
        table.post(REVIEW + "/assign", Right.SEE_ALL_SESSIONS, this::assign);
    }

    /// Sessions that wait, and are not the caller's own.
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
        DueRow.Place after = cursor(RecordingRoutes.parameter(context, "cursor"));
        String session = RecordingRoutes.parameter(context, "after");
        if (!session.isEmpty()) {
            after = parts.queue().place(access.find(caller, session).id()).orElse(null);
        }
        access.searched(
                caller,
                RecordingRoutes.view(context),
                AuditCode.SESSION_LISTED,
                ("review:open " + filter).strip());
        QueuePage page =
                parts.queue()
                        .page(
                                others(asked, caller),
                                assigned(caller, RecordingRoutes.parameter(context, "assignee")),
                                after,
                                limit,
                                pages.budget().get());
        context.json(answer(page, caller));
    }

    private static DueRows.@Nullable Assigned assigned(Caller caller, String assignee) {
        return switch (assignee) {
            case "" -> null;
            case "me" -> new DueRows.Assigned(caller.person().id());
            case "nobody" -> new DueRows.Assigned(null);
            default ->
                    throw ApiException.badInput(
                            "`assignee` is neither `me` nor `nobody`.",
                            "Leave it out for all that wait.");
        };
    }

    private static IndexQuery others(IndexQuery asked, Caller caller) {
        List<IndexQuery.Clause> clauses = new ArrayList<>(asked.clauses());
        clauses.add(
                new IndexQuery.Clause(
                        List.of(
                                new Criterion(
                                        Kind.PERSON, Comparison.IS, caller.person().id(), true))));
        return new IndexQuery(clauses, asked.sight(), asked.from(), asked.to());
    }

    private Map<String, @Nullable Object> answer(QueuePage page, Caller caller) {
        Instant now = clock.now();
        List<String> ids = page.items().stream().map(one -> one.session().id()).toList();
        Map<String, Actor> assignees = parts.assignments().of(ids);
        List<Object> items = new ArrayList<>();
        for (QueuePage.Waiting one : page.items()) {
            SessionRow row = one.session();
            Map<String, @Nullable Object> view =
                    pages.view(row, now, each -> access.isMasked(caller, each));
            view.put("due", due(parts.queue().due(one.due()), assignees.get(row.id()), now));
            items.add(view);
        }
        DueRow.Place next = page.next();
        Map<String, @Nullable Object> answer = new LinkedHashMap<>();
        answer.put("items", items);
        answer.put("nextCursor", next == null ? null : cursor(next));
        answer.put("stopped", page.isStopped());
        answer.put("total", page.total().number());
        answer.put("totalIsExact", page.total().isExact());
        answer.put("rules", parts.queue().rules().stream().map(ReviewRoutes::view).toList());
        answer.put("index", SessionPage.behind(pages.index().get()));
        return answer;
    }

    private static String cursor(DueRow.Place place) {
        String text = place.rank() + " " + place.at() + " " + place.session();
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static DueRow.@Nullable Place cursor(String value) {
        if (value.isEmpty()) {
            return null;
        }
        try {
            String[] words =
                    new String(Base64.getUrlDecoder().decode(value), StandardCharsets.US_ASCII)
                            .split(" ", -1);
            if (words.length == 3
                    && words[0].matches("[0-2]")
                    && words[1].matches("-?[0-9]{1,18}")
                    && words[2].matches("[0-9A-Z]{1,26}")) {
                return new DueRow.Place(
                        Long.parseLong(words[0]), Long.parseLong(words[1]), words[2]);
            }
        } catch (IllegalArgumentException notBase64) {
            throw badCursor();
        }
        throw badCursor();
    }

    private static ApiException badCursor() {
        return ApiException.badInput(
                "`cursor` is none of this list.", "Give the `nextCursor` of the page before.");
    }

    /// What holds for the review of one session.
    private void one(Context context) {
        Caller caller = Caller.of(context);
        SessionRow session = access.find(caller, context.pathParam("id"));
        Review review = parts.reviews().standing(List.of(session.id())).get(session.id());
        Map<String, @Nullable Object> answer = new LinkedHashMap<>();
        answer.put("review", review == null ? null : view(review));
        answer.put("due", due(session.id()));
        context.json(answer);
    }

    private @Nullable Map<String, @Nullable Object> due(String session) {
        Actor assignee = parts.assignments().of(List.of(session)).get(session);
        return parts.queue().due(session).map(one -> due(one, assignee, clock.now())).orElse(null);
    }

    private void done(Context context) {
        Caller caller = Caller.of(context);
        Body body =
                context.body().isBlank() ? new Body(null, null) : ApiJson.body(context, Body.class);
        String word = body.outcome() == null ? Review.Outcome.OK.word() : body.outcome();
        Review.Outcome outcome =
                Review.Outcome.of(word)
                        .orElseThrow(() ->
                                ApiException.badInput(
                                        "`outcome` is none that is known.",
                                        "Give ok, follow-up or incident."));
        SessionRow session = access.find(caller, context.pathParam("id"));
        Checklist checklist =
                parts.queue()
                        .due(session.id())
                        .map(ReviewQueue.Due::checklist)
                        .orElse(Checklist.NONE);
        try {
            parts.reviews().check(caller.person(), session);
            Review.Finding finding = checklist.finding(outcome, answers(body));
            context.status(201)
                    .json(
                            view(
                                    parts.reviews()
                                            .done(
                                                    caller.person(),
                                                    session,
                                                    finding,
                                                    caller.address())));
        } catch (ReviewException e) {
            throw refusal(e);
        }
    }

    private static List<Checklist.Answer> answers(Body body) {
        List<Checklist.Answer> answers = new ArrayList<>();
        if (body.checklist() != null) {
            for (Said said : body.checklist()) {
                if (said == null || said.item() == null || said.answer() == null) {
                    throw ApiException.badInput(
                            "An answer of `checklist` is not whole.",
                            "Give {\"item\":\"…\",\"answer\":\"yes\"} for each question.");
                }
                answers.add(new Checklist.Answer(said.item(), said.answer()));
            }
        }
        return answers;
    }

    private void takeBack(Context context) {
        Caller caller = Caller.of(context);
        SessionRow session = access.find(caller, context.pathParam("id"));
        try {
            Review review = parts.reviews().takeBack(caller.person(), session, caller.address());
            parts.queue().decide(List.of(session.id()));
            context.json(view(review));
        } catch (ReviewException e) {
            throw refusal(e);
        }
    }

    private void assign(Context context) {
        Caller caller = Caller.of(context);
        Assignee body = ApiJson.body(context, Assignee.class);
        String to = body.to();
        if (to != null && to.isBlank()) {
            throw ApiException.badInput(
                    "`to` is empty.", "Give me, an e-mail, or null for nobody in particular.");
        }
        SessionRow session = access.find(caller, context.pathParam("id"));
        try {
            parts.assignments().assign(caller.person(), session, to, caller.address());
        } catch (ReviewException e) {
            throw refusal(e);
        }
        Map<String, @Nullable Object> answer = new LinkedHashMap<>();
        answer.put("session", session.id());
        answer.put("due", due(session.id()));
        context.json(answer);
    }

    /// A refusal as the API says it.
    static ApiException refusal(ReviewException e) {
        int status =
                switch (e.kind()) {
                    case BAD_INPUT, CHECKLIST_OPEN -> 400;
                    case NOT_FOUND -> 404;
                    case NOT_YOURS, OWN_SESSION -> 403;
                    case TOO_MANY,
                            ALREADY_REMOVED,
                            ALREADY_REVIEWED,
                            NOT_REVIEWED,
                            NOT_A_REVIEWER,
                            CHECKLIST_SAYS_NO,
                            STILL_RUNNING ->
                            409;
                };
        return new ApiException(status, e.kind().code(), e.text(), e.hint());
    }

    /// DUE.
    private static Map<String, @Nullable Object> due(
            ReviewQueue.Due due, @Nullable Actor assignee, Instant now) {
        Map<String, @Nullable Object> view = new LinkedHashMap<>();
        view.put("rule", due.rule());
        view.put("at", due.at());
        view.put("overdue", due.isOverdue(now));
        view.put("breakGlass", due.isBreakGlass());
        view.put("waits", due.waits());
        view.put("checklist", due.checklist().items());
        view.put("assignee", assignee);
        return view;
    }

    private static Map<String, @Nullable Object> view(ReviewRule rule) {
        Map<String, @Nullable Object> view = new LinkedHashMap<>();
        view.put("name", rule.name());
        view.put("sessions", rule.sessions());
        view.put("samplePercent", BigDecimal.valueOf(rule.sample()).divide(A_PERCENT));
        view.put("within", rule.within() == null ? null : rule.within().toString());
        view.put("checklist", rule.checklist().items());
        return view;
    }

    /// REVIEW.
    static Map<String, @Nullable Object> view(Review review) {
        Map<String, @Nullable Object> view = new LinkedHashMap<>();
        view.put("session", review.session());
        view.put("outcome", review.outcome().word());
        view.put("checklist", review.checklist());
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

    record Body(@Nullable String outcome, @Nullable List<@Nullable Said> checklist) {}

    record Said(@Nullable String item, @Nullable String answer) {}

    record Assignee(@Nullable String to) {}
}
