package dev.postern.broker.http;

import dev.postern.broker.access.AccessRequest;
import dev.postern.broker.access.AccessRequests;
import dev.postern.broker.access.Lock;
import dev.postern.broker.access.Locks;
import dev.postern.broker.identity.Person;
import dev.postern.broker.policy.AccessPolicy;
import dev.postern.broker.policy.Circumstances;
import dev.postern.broker.policy.Decision;
import dev.postern.broker.target.Target;

import io.javalin.http.Context;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.IntSupplier;
import java.util.function.Supplier;

/// What a person may connect to.
public final class TargetRoutes implements Routes, CertificateRoutes.TargetAccess {

    private static final String ANY = "*";

    private final Supplier<List<Target>> targets;
    private final AccessPolicy policy;
    private final AccessRequests requests;
    private final Locks locks;
    private final String host;
    private final IntSupplier port;

    /// @param host what clients dial
    /// @param port what clients dial, known once the edge listens
    public TargetRoutes(
            Supplier<List<Target>> targets,
            AccessPolicy policy,
            AccessRequests requests,
            Locks locks,
            String host,
            IntSupplier port) {
        this.targets = targets;
        this.policy = policy;
        this.requests = requests;
        this.locks = locks;
        this.host = host;
        this.port = port;
    }

    @Override
    public void addTo(RouteTable table) {
        table.get("/api/v1/targets", Right.SIGNED_IN, this::list);
    }

    @Override
    public Optional<Lock> lockOn(Caller caller, String target) {
        return locks.on(
                Lock.Subjects.of(caller.person(), caller.rights().roles()).at(target, null));
    }

    @Override
    public boolean mayReach(Person person, String target) {
        return targets.get().stream()
                .filter(t -> t.name().equals(target) || target.equals(ANY))
                .anyMatch(t -> !policy.databaseRoles(person, t).isEmpty());
    }

    private void list(Context context) {
        Person person = Caller.of(context).person();
        List<Map<String, Object>> items = new ArrayList<>();
        for (Target target : targets.get()) {
            List<String> roles = policy.databaseRoles(person, target);
            if (!roles.isEmpty()) {
                items.add(view(person, target, roles));
            }
        }
        context.json(Map.of("items", items));
    }

    private Map<String, Object> view(Person person, Target target, List<String> roles) {
        List<AccessRequest> grants = requests.grants(person, target.name());
        List<RoleView> access =
                roles.stream()
                        .map(role -> new RoleView(role, access(person, target, role, grants)))
                        .toList();
        List<String> named = target.databases().stream().filter(name -> !name.equals(ANY)).toList();
        Map<String, Object> view = new LinkedHashMap<>();
        view.put("name", target.name());
        view.put("labels", target.labels());
        view.put("databases", target.databases());
        view.put("databaseRoles", access);
        view.put("access", best(access));
        view.put(
                "grants",
                grants.stream()
                        .map(grant ->
                                Map.of(
                                        "request", grant.id(),
                                        "databaseRole", grant.databaseRole(),
                                        "endsAt", Objects.requireNonNull(grant.grantEndsAt())))
                        .toList());
        view.put(
                "durability",
                target.durability().name().toLowerCase(Locale.ROOT).replace('_', '-'));
        view.put("defaultDatabase", named.isEmpty() ? target.name() : named.getFirst());
        view.put("defaultRole", defaultRole(access));
        view.put("host", host);
        view.put("port", port.getAsInt());
        return view;
    }

    private String access(Person person, Target target, String role, List<AccessRequest> grants) {
        if (policy.decideAnyDatabase(person, target, role, Circumstances.ANY)
                instanceof Decision.Open) {
            return "open";
        }
        return grants.stream().anyMatch(grant -> grant.databaseRole().equals(role))
                ? "granted"
                : "request";
    }

    private static String best(List<RoleView> roles) {
        for (String access : List.of("open", "granted")) {
            if (roles.stream().anyMatch(role -> role.access().equals(access))) {
                return access;
            }
        }
        return "request";
    }

    /// The first role that can be used at once, or else the first.
    private static String defaultRole(List<RoleView> roles) {
        return roles.stream()
                .filter(role -> role.access().equals("open"))
                .findFirst()
                .orElse(roles.getFirst())
                .name();
    }

    record RoleView(String name, String access) {}
}
