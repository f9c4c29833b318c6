package dev.postern.broker.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.broker.access.AccessRequest;
import dev.postern.broker.access.Lock;
import dev.postern.broker.ca.CertificateVerdict;
import dev.postern.broker.session.Admission.Refused;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.lang.reflect.Modifier;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What a person reads whose connection is refused: what was missing, who can give it, what to type next.
final class RefusalTableTest {

    private static final Instant NOW = Instant.parse("2026-11-21T14:00:00Z");
    private static final String LOGIN = "run: postern login";

    /// One refusal.
    ///
    /// @param made    the method of [Refusals] or the case of [CertificateVerdict] that it comes from
    /// @param missing what it says was missing or wrong
    /// @param who     who it says can give it; the person themselves where they can
    /// @param next    the next command it names
    record Row(String made, Refused refused, String missing, String who, String next) {
        @Override
        public String toString() {
            return made + " " + refused.code();
        }
    }

    private static Stream<Row> rows() {
        return Stream.concat(certificates(), Stream.concat(places(), grants()));
    }

    private static Stream<Row> certificates() {
        return Stream.of(
                certificate(new CertificateVerdict.Missing(), "no client certificate was shown"),
                certificate(
                        new CertificateVerdict.Expired(NOW.minus(Duration.ofMinutes(3))),
                        "expired 3 min ago"),
                certificate(
                        new CertificateVerdict.NotYetValid(NOW.plus(Duration.ofHours(1))),
                        "valid only from 2026-11-21T15:00:00Z"),
                certificate(new CertificateVerdict.ForeignIssuer(), "not issued by this broker"),
                certificate(
                        new CertificateVerdict.RetiredIssuer(NOW.minus(Duration.ofHours(3))),
                        "issued by an authority that was replaced 3 h ago"),
                certificate(
                        new CertificateVerdict.WrongUsage("it is for servers"),
                        "not for signing in"),
                certificate(
                        new CertificateVerdict.Malformed("two bindings"),
                        "not of a form this broker issues"),
                new Row("loginEnded", Refusals.loginEnded(), "has ended", LOGIN, "postern login"),
                new Row(
                        "foreignLogin",
                        Refusals.foreignLogin(),
                        "different people",
                        LOGIN,
                        "postern login"));
    }

    private static Row certificate(CertificateVerdict verdict, String missing) {
        return new Row(
                verdict.getClass().getSimpleName(),
                Refusals.certificate(verdict, NOW).orElseThrow(),
                missing,
                LOGIN,
                "postern login");
    }

    private static Stream<Row> places() {
        return Stream.of(
                new Row(
                        "unknownTarget",
                        Refusals.unknownTarget("stock"),
                        "no target \"stock\"",
                        "run: postern db ls",
                        "postern db ls"),
                new Row(
                        "targetDisagrees",
                        Refusals.targetDisagrees("orders", "certificate", "stock", "database name"),
                        "certificate is for target \"orders\"",
                        "connect with",
                        "psql service=postern-stock"),
                new Row(
                        "noTarget",
                        Refusals.noTarget("hr"),
                        "neither the server name nor the database name \"hr\" names a target",
                        "good for every target of yours",
                        "postern db ls"),
                new Row(
                        "database",
                        Refusals.database("hr", "orders", List.of("shop")),
                        "database \"hr\" cannot be asked for",
                        "databases of orders: shop",
                        "postern db connect orders/shop"),
                new Row(
                        "database",
                        Refusals.database("hr", "orders", List.of()),
                        "database \"hr\" cannot be asked for",
                        "run: postern db ls",
                        "postern db ls"),
                new Row(
                        "role",
                        Refusals.role(
                                "owner", "orders", "erin@e", "nothing allows it", List.of("a")),
                        "role \"owner\" on target \"orders\" is not allowed for erin@e",
                        "roles you may use or ask for: a",
                        "postern access explain me orders --as owner"),
                new Row(
                        "role",
                        Refusals.role("owner", "orders", "erin@e", "nothing allows it", List.of()),
                        "is not allowed for erin@e",
                        "ask an administrator",
                        "postern access explain me orders --as owner"),
                new Row(
                        "databaseDenied",
                        Refusals.databaseDenied(
                                "app", "hr", "orders", "erin@e", "role x denies it"),
                        "database \"hr\" on target \"orders\" as role \"app\" is not allowed",
                        "ask an administrator",
                        "postern access explain me orders --as app --database hr"));
    }

    private static Stream<Row> grants() {
        return Stream.of(
                new Row(
                        "needsGrant",
                        Refusals.needsGrant("app", "orders", List.of("dba"), Optional.empty()),
                        "needs a grant, and you have none",
                        "A person with the role dba approves it",
                        "postern request create orders --as app --reason"),
                new Row(
                        "needsGrant",
                        Refusals.needsGrant("app", "orders", List.of(), Optional.empty()),
                        "needs a grant, and you have none",
                        "No role of this broker may approve it",
                        "postern request create orders --as app --reason"),
                new Row(
                        "needsGrant",
                        Refusals.needsGrant(
                                "app",
                                "orders",
                                List.of("dba"),
                                Optional.of(request(AccessRequest.State.PENDING))),
                        "Your request 7K2M9QXZ is pending",
                        "A person with the role dba approves it",
                        "postern request watch 7K2M9QXZ"),
                new Row(
                        "needsGrant",
                        Refusals.needsGrant(
                                "app",
                                "orders",
                                List.of("dba"),
                                Optional.of(request(AccessRequest.State.APPROVED))),
                        "is approved and begins later",
                        "Your request 7K2M9QXZ",
                        "postern request watch 7K2M9QXZ"),
                new Row(
                        "locked",
                        Refusals.locked(lock()),
                        "access is locked: a lock on target orders was placed by Ada",
                        "ask Ada, or whoever has the right place-locks",
                        "postern lock rm L1"),
                new Row(
                        "quota",
                        Refusals.quota(new SessionQuotas.Quota("k", 2, "role engineer")),
                        "the quota of 2 for role engineer is used up",
                        "ask an administrator for a larger quota",
                        "postern sessions ls --live"),
                new Row(
                        "replication",
                        Refusals.replication("app", "orders"),
                        "replication connections are refused by policy",
                        "ask an administrator",
                        "a rule with replication: true"),
                new Row(
                        "undecided",
                        Refusals.undecided(),
                        "access could not be decided",
                        "the broker's administrator",
                        "try again"));
    }

    @ParameterizedTest
    @MethodSource("rows")
    void refusal_saysWhatIsMissing_whoCanGiveIt_andTheNextCommand(Row row) {
        Refused refused = row.refused();
        String all = refused.message() + "\n" + refused.detail() + "\n" + refused.hint();
        assertThat(all).contains(row.missing()).contains(row.who());
        assertThat(refused.hint()).contains(row.next());
        assertThat(refused.sqlState()).hasSize(5);
        assertThat(refused.code()).matches("[a-z-]+");
    }

    @Test
    void everyRefusal_hasARow() {
        Set<String> made =
                Arrays.stream(Refusals.class.getDeclaredMethods())
                        .filter(method -> method.getReturnType() == Refused.class)
                        .filter(method -> !Modifier.isPrivate(method.getModifiers()))
                        .map(method -> method.getName())
                        .collect(Collectors.toCollection(TreeSet::new));
        Arrays.stream(CertificateVerdict.class.getPermittedSubclasses())
                .filter(verdict -> verdict != CertificateVerdict.Valid.class)
                .forEach(verdict -> made.add(verdict.getSimpleName()));
        Set<String> listed = new TreeSet<>(rows().map(Row::made).toList());
        assertThat(listed).isEqualTo(made);
    }

    private static Lock lock() {
        return new Lock(
                "L1",
                Lock.Scope.TARGET,
                "orders",
                null,
                new AccessRequest.Deed(NOW, "a", "Ada", "ada@e", "restore"),
                null);
    }

    private static AccessRequest request(AccessRequest.State state) {
        return new AccessRequest(
                "01ARZ3NDEKTSV4RRFF7K2M9QXZ",
                "7K2M9QXZ",
                new AccessRequest.Requester("i", "s", "Erin", "erin@e"),
                "orders",
                "app",
                "x",
                Duration.ofHours(1),
                state,
                1,
                NOW,
                null,
                null,
                null,
                List.of(),
                AccessRequest.Wish.NONE,
                new AccessRequest.Demands(
                        "r", 1, List.of(), Duration.ofHours(1), Duration.ZERO, Duration.ZERO),
                new AccessRequest.History(List.of(), List.of(), null));
    }
}
