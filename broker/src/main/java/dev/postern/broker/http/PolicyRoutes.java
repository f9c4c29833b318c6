package dev.postern.broker.http;

import dev.postern.broker.access.PolicyTrial;
import dev.postern.broker.access.PolicyTrial.Outcome;
import dev.postern.broker.audit.Actor;
import dev.postern.broker.audit.AuditCode;
import dev.postern.broker.audit.AuditTrail;
import dev.postern.broker.base.Clock;
import dev.postern.broker.store.sql.IndexQuery;
import dev.postern.broker.store.sql.IndexRows;
import dev.postern.broker.store.sql.SearchBudget;
import dev.postern.broker.store.sql.SessionRow;
import dev.postern.broker.store.sql.Sight;

import io.javalin.http.Context;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Trying roles that are not in force on what was recorded.
public final class PolicyRoutes implements Routes {

    private static final int MOST_SESSIONS = 10_000;
    private static final int MOST_NAMED = 500;

    private final IndexRows rows;
    private final Trials trials;
    private final AuditTrail trail;
    private final Clock clock;

    public PolicyRoutes(IndexRows rows, Trials trials, AuditTrail trail, Clock clock) {
        this.rows = rows;
        this.trials = trials;
        this.trail = trail;
        this.clock = clock;
    }

    /// Reads the roles of a configuration.
    @FunctionalInterface
    public interface Trials {
        /// The trial of a configuration's roles.
        ///
        /// @throws IllegalArgumentException if they cannot be read, with line and remedy
        PolicyTrial of(String configuration);
    }

    @Override
    public void addTo(RouteTable table) {
        table.post("/api/v1/policy/test", Right.SEE_ALL_SESSIONS, this::test);
    }

    private void test(Context context) {
        Caller caller = Caller.of(context);
        TestBody body = ApiJson.body(context, TestBody.class);
        String configuration = body.configuration();
        if (configuration == null || configuration.isBlank()) {
            throw ApiException.badInput(
                    "There is no configuration to test.", "Send a file with `roles:` in it.");
        }
        Duration back =
                body.since() == null ? Duration.ofDays(7) : RequestRoutes.duration(body.since());
        PolicyTrial trial;
        try {
            trial = trials.of(configuration);
        } catch (IllegalArgumentException e) {
            throw ApiException.badInput(
                    "The roles cannot be used: " + e.getMessage(), "Mend the file and test again.");
        }
        trail.write(
                AuditCode.SESSION_LISTED,
                new Actor(caller.person().id(), caller.person().name(), caller.person().email()),
                caller.address(),
                null,
                null,
                Map.of("since", back.toString()),
                caller.person().email() + " tried other roles on the sessions of " + back + ".");
        context.json(answer(trial, clock.now().minus(back)));
    }

    private Map<String, @Nullable Object> answer(PolicyTrial trial, Instant from) {
        long micros = ChronoUnit.MICROS.between(Instant.EPOCH, from);
        List<SessionRow> sessions =
                rows.sessions(
                                new IndexQuery(List.of(), Sight.ALL, micros, null),
                                null,
                                MOST_SESSIONS + 1,
                                SearchBudget.unlimited())
                        .items();
        Map<Outcome, Integer> counts = new EnumMap<>(Outcome.class);
        List<Map<String, Object>> items = new ArrayList<>();
        for (SessionRow session : sessions.stream().limit(MOST_SESSIONS).toList()) {
            PolicyTrial.Verdict verdict = trial.judge(session);
            counts.merge(verdict.outcome(), 1, Integer::sum);
            if (verdict.outcome() != Outcome.ALLOWED && items.size() < MOST_NAMED) {
                items.add(view(session, verdict));
            }
        }
        Map<String, @Nullable Object> answer = new LinkedHashMap<>();
        answer.put("from", from);
        answer.put("sessions", Math.min(sessions.size(), MOST_SESSIONS));
        answer.put("partial", sessions.size() > MOST_SESSIONS);
        for (Outcome outcome : Outcome.values()) {
            answer.put(name(outcome), counts.getOrDefault(outcome, 0));
        }
        answer.put("items", items);
        return answer;
    }

    private static Map<String, Object> view(SessionRow session, PolicyTrial.Verdict verdict) {
        Map<String, Object> view = new LinkedHashMap<>();
        view.put("session", session.id());
        view.put("person", session.who().email());
        view.put("target", session.where().target());
        view.put("database", session.where().database());
        view.put("databaseRole", session.where().role());
        view.put(
                "startedAt", Instant.EPOCH.plus(session.lifetime().startedAt(), ChronoUnit.MICROS));
        view.put("outcome", name(verdict.outcome()));
        view.put("why", verdict.why());
        return view;
    }

    private static String name(Outcome outcome) {
        return outcome.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    record TestBody(@Nullable String configuration, @Nullable String since) {}
}
