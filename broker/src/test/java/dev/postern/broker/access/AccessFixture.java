package dev.postern.broker.access;

import dev.postern.broker.audit.AuditTrail;
import dev.postern.broker.audit.TestTrail;
import dev.postern.broker.base.Randomness;
import dev.postern.broker.base.Ulids;
import dev.postern.broker.identity.Person;
import dev.postern.broker.policy.AccessPolicy;
import dev.postern.broker.policy.Conditions;
import dev.postern.broker.policy.Role;
import dev.postern.broker.policy.Rule;
import dev.postern.broker.policy.Selection;
import dev.postern.broker.policy.Terms;
import dev.postern.broker.record.Durability;
import dev.postern.broker.store.sql.StateStore;
import dev.postern.broker.target.Target;
import dev.postern.broker.target.TargetLogin;
import dev.postern.broker.target.TargetTls;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;

/// Requests, decisions and locks on a state of their own, with four people: Erin asks, Alex, Bea and Cleo approve; Cleo
/// alone has the role `dba`.
final class AccessFixture implements AutoCloseable {

    static final Instant START = Instant.parse("2026-11-21T14:00:00Z");
    static final Person ERIN = person("erin", "engineers");
    static final Person ALEX = person("alex", "approvers");
    static final Person BEA = person("bea", "approvers");
    static final Person CLEO = person("cleo", "dbas");
    static final Person NOBODY = person("norbert", "nothing");
    static final Target ORDERS =
            new Target(
                    "orders",
                    Map.of(),
                    List.of(new Target.Host("localhost", 5432)),
                    new TargetTls(TargetTls.Mode.DISABLE, null),
                    List.of("shop", "archive"),
                    List.of(new TargetLogin("app_write", null, null, null, false, false)),
                    Durability.STRICT);

    final AtomicReference<Instant> now = new AtomicReference<>(START);
    final List<String> told = new ArrayList<>();
    final StateStore store;
    final AuditTrail audit;
    final AccessPolicy policy;
    final AccessRequests requests;
    final Asking asking;
    final Decisions decisions;
    final Extensions extensions;
    final Locks locks;

    AccessFixture(Path folder, Terms terms) throws IOException {
        store = StateStore.open(folder.resolve("state/state.db"));
        audit = TestTrail.open(store, folder, now::get);
        policy =
                new AccessPolicy(
                        List.of(
                                new Role(
                                        "engineer",
                                        List.of("engineers"),
                                        List.of(
                                                new Rule(
                                                        new Selection(
                                                                List.of("orders"),
                                                                List.of(),
                                                                List.of("*"),
                                                                List.of("app_write")),
                                                        Rule.Access.ON_REQUEST,
                                                        terms,
                                                        Conditions.NONE)),
                                        List.of(),
                                        List.of("orders"),
                                        Set.of()),
                                approver("approver", "approvers"),
                                approver("dba", "dbas")));
        Ulids ulids = new Ulids(now::get, Randomness.system());
        requests = new AccessRequests(store, audit, now::get);
        asking = new Asking(store, requests, policy, audit, now::get, ulids);
        Told ends = new Told();
        decisions = new Decisions(store, policy, audit, now::get, ends);
        extensions = new Extensions(store, decisions, asking, audit, now::get, ends);
        locks = new Locks(store, audit, now::get, ulids);
    }

    /// Erin asks for an hour.
    AccessRequest ask(AccessRequest.Wish wish) throws AccessException {
        return asking.create(
                ERIN,
                ORDERS,
                new Asking.Asked("app_write", "fix order 7", Duration.ofHours(1), wish),
                "127.0.0.1");
    }

    boolean hasGrant() {
        return requests.grant(ERIN, "orders", "app_write", "shop").isPresent();
    }

    List<String> codes() {
        return audit.newest(Long.MAX_VALUE, 50).reversed().stream().map(e -> e.code()).toList();
    }

    @Override
    public void close() {
        audit.close();
        store.close();
    }

    /// Even her own role may approve: that she asked is what keeps Erin from it.
    private static Role approver(String name, String group) {
        return new Role(name, List.of(group), List.of(), List.of(), List.of("orders"), Set.of());
    }

    static Person person(String name, String group) {
        return new Person(
                "https://login.example.com", name, name, name + "@example.com", List.of(group));
    }

    private final class Told implements GrantEnds {
        @Override
        public void grantRevoked(AccessRequest request, Instant at, String text) {
            told.add("revoked " + request.id());
        }

        @Override
        public void grantExtended(AccessRequest request, Instant endsAt) {
            told.add("extended " + request.id() + " " + endsAt);
        }
    }
}
