package dev.postern.broker.http;

import dev.postern.broker.access.Decisions;
import dev.postern.broker.access.Explaining;
import dev.postern.broker.identity.Person;
import dev.postern.broker.policy.AccessPolicy;
import dev.postern.broker.target.Target;

import io.javalin.http.Context;

import org.jspecify.annotations.Nullable;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/// Why somebody may or may not use a target.
public final class AccessRoutes implements Routes {

    private final Supplier<List<Target>> targets;
    private final Explaining explaining;
    private final AccessPolicy policy;
    private final Decisions decisions;
    private final Function<String, Optional<Person>> people;

    /// @param people finds a person who is signed in by e-mail
    public AccessRoutes(
            Supplier<List<Target>> targets,
            Explaining explaining,
            AccessPolicy policy,
            Decisions decisions,
            Function<String, Optional<Person>> people) {
        this.targets = targets;
        this.explaining = explaining;
        this.policy = policy;
        this.decisions = decisions;
        this.people = people;
    }

    @Override
    public void addTo(RouteTable table) {
        table.get("/api/v1/access/explain", Right.SIGNED_IN, this::explain);
    }

    private void explain(Context context) {
        Caller caller = Caller.of(context);
        String name = parameter(context, "target");
        Person person = person(caller, parameter(context, "person"), name);
        Target target =
                targets.get().stream()
                        .filter(t -> t.name().equals(name))
                        .filter(t ->
                                caller.rights().seeAllSessions()
                                        || decisions.mayDecideFor(caller.person(), name)
                                        || !policy.databaseRoles(caller.person(), t).isEmpty())
                        .findFirst()
                        .orElseThrow(() ->
                                new ApiException(
                                        404,
                                        "not_found",
                                        "There is no target \""
                                                + name
                                                + "\" that you may ask about.",
                                        "Run: postern db ls"));
        String role = parameter(context, "role");
        String database = parameter(context, "database");
        if (role.isEmpty()) {
            role = target.logins().getFirst().databaseRole();
        }
        if (database.isEmpty()) {
            database =
                    target.databases().stream()
                            .filter(d -> !d.equals("*"))
                            .findFirst()
                            .orElse(target.name());
        }
        Explaining.Explanation why =
                explaining.explain(person, target, database, role, parameter(context, "address"));
        Map<String, @Nullable Object> answer = new LinkedHashMap<>();
        answer.put(
                "person",
                Map.of("id", person.id(), "name", person.name(), "email", person.email()));
        answer.put("target", name);
        answer.put("database", database);
        answer.put("databaseRole", role);
        answer.put("allowed", why.allowed());
        answer.put(
                "steps",
                why.steps().stream()
                        .map(s -> Map.of("about", s.about(), "ok", s.ok(), "text", s.text()))
                        .toList());
        answer.put("approvers", why.approvers());
        answer.put("next", why.next());
        context.json(answer);
    }

    private Person person(Caller caller, String email, String target) {
        if (email.isEmpty() || email.equals("me") || email.equals(caller.person().email())) {
            return caller.person();
        }
        if (!caller.rights().seeAllSessions() && !decisions.mayDecideFor(caller.person(), target)) {
            throw ApiException.forbidden(
                    "right_missing",
                    "Asking about other people needs the right to see all sessions, or to decide"
                            + " requests for the target.",
                    "Ask about yourself: postern access explain me " + target);
        }
        return people.apply(email)
                .orElseThrow(() ->
                        new ApiException(
                                404,
                                "not_found",
                                "Nobody with the e-mail \"" + email + "\" is signed in.",
                                "Groups come with a sign-in: ask the person to run: postern"
                                        + " login"));
    }

    private static String parameter(Context context, String name) {
        String value = context.queryParam(name);
        return value == null ? "" : value;
    }
}
