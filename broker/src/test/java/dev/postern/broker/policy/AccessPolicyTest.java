package dev.postern.broker.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.broker.identity.Person;
import dev.postern.broker.record.Durability;
import dev.postern.broker.target.Target;
import dev.postern.broker.target.TargetLogin;
import dev.postern.broker.target.TargetTls;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;

final class AccessPolicyTest {

    private static final Instant NOON = Instant.parse("2026-11-20T12:00:00Z");
    private static final Target ORDERS =
            new Target(
                    "orders",
                    Map.of("env", "production", "team", "blue"),
                    List.of(new Target.Host("localhost", 5432)),
                    new TargetTls(TargetTls.Mode.DISABLE, null),
                    List.of("shop", "erin"),
                    List.of(new TargetLogin("*", null, null, null, false, false)),
                    Durability.STRICT);

    @Test
    void denyWins_overEveryAllow_ofEveryRole() {
        AccessPolicy policy =
                new AccessPolicy(
                        List.of(
                                role("a", List.of(open("*")), List.of()),
                                role("b", List.of(open("*")), List.of(open("owner")))));
        assertThat(decide(policy, "shop", "app")).isInstanceOf(Decision.Open.class);
        assertThat(decide(policy, "shop", "owner"))
                .isEqualTo(new Decision.Denied("role b denies it"));
    }

    @Test
    void namesMatchByteForByte() {
        AccessPolicy policy = new AccessPolicy(List.of(role("a", List.of(open("app")), List.of())));
        for (String other : List.of("APP", "App", "app ", "ap", "app\0")) {
            assertThat(decide(policy, "shop", other)).isInstanceOf(Decision.Denied.class);
        }
    }

    @Test
    void templates_areThePersonsOwnValues_andNeverWidenARule() {
        Rule own =
                rule(
                        new Selection(
                                List.of("orders"),
                                List.of("team={{groups.team-}}"),
                                List.of("{{email.local}}"),
                                List.of("{{subject}}_rw")),
                        Conditions.NONE);
        AccessPolicy policy = new AccessPolicy(List.of(role("a", List.of(own), List.of())));
        assertThat(decide(policy, "erin", "erin_rw")).isInstanceOf(Decision.Open.class);
        assertThat(decide(policy, "shop", "erin_rw")).isInstanceOf(Decision.Denied.class);
        Person evil =
                new Person("https://i", "*", "E", "*@example.com", List.of("people", "team-blue"));
        assertThat(policy.decide(evil, ORDERS, "shop", "*_rw", Circumstances.ANY))
                .isInstanceOf(Decision.Denied.class);
        Rule any =
                rule(
                        new Selection(
                                List.of("*"), List.of(), List.of("*"), List.of("{{subject}}")),
                        Conditions.NONE);
        assertThat(
                        new AccessPolicy(List.of(role("a", List.of(any), List.of())))
                                .decide(evil, ORDERS, "shop", "owner", Circumstances.ANY))
                .isInstanceOf(Decision.Denied.class);
    }

    @ParameterizedTest
    @CsvSource({
        "mon-fri 08:00-18:00, 2026-11-20T12:00:00Z, true",
        "mon-fri 08:00-18:00, 2026-11-20T18:00:00Z, false",
        "mon-fri 08:00-18:00, 2026-11-21T12:00:00Z, false",
        "08:00-18:00 America/New_York, 2026-11-20T12:30:00Z, false",
        "08:00-18:00 America/New_York, 2026-11-20T13:30:00Z, true",
        "fri 22:00-06:00, 2026-11-20T23:00:00Z, true",
        "fri 22:00-06:00, 2026-11-21T05:59:59Z, true",
        "fri 22:00-06:00, 2026-11-20T05:00:00Z, false",
        "sat-sun 00:00-00:00, 2026-11-21T03:00:00Z, true",
        "fri-mon 09:00-10:00, 2026-11-22T09:30:00Z, true",
    })
    void hours_areOfTheirZone(String hours, String at, boolean expected) {
        assertThat(Hours.parse(hours).contain(Instant.parse(at))).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/8, 10.255.1.2, true",
        "10.0.0.0/8, 11.0.0.1, false",
        "192.168.1.128/25, 192.168.1.127, false",
        "192.168.1.128/25, 192.168.1.129, true",
        "2001:db8::/33, 2001:db8:7fff::1, true",
        "2001:db8::/33, 2001:db8:8000::1, false",
        "127.0.0.1, 127.0.0.1, true",
        "0.0.0.0/0, ::1, false",
        "10.0.0.0/8, evil.example.com, false",
    })
    void networks_holdAddressesThatBeginAlike(String network, String address, boolean expected) {
        assertThat(Network.parse(network).contains(address)).isEqualTo(expected);
    }

    @Test
    void unmetCondition_isSaid_andAsksNothingOfAList() {
        Rule atWork =
                rule(
                        new Selection(List.of("*"), List.of(), List.of("*"), List.of("app")),
                        new Conditions(
                                List.of(Hours.parse("mon-fri 08:00-18:00")),
                                List.of(Network.parse("10.0.0.0/8"))));
        AccessPolicy policy = new AccessPolicy(List.of(role("a", List.of(atWork), List.of())));
        assertThat(at(policy, NOON, "10.1.2.3:5555")).isInstanceOf(Decision.Open.class);
        assertThat(at(policy, NOON, "11.1.2.3:5555"))
                .isEqualTo(
                        new Decision.Denied(
                                "role a allows it only from 10.0.0.0/8, not from 11.1.2.3"));
        assertThat(at(policy, NOON.plus(Duration.ofHours(8)), "10.1.2.3:5555"))
                .isEqualTo(new Decision.Denied("role a allows it only at mon-fri 08:00-18:00"));
        assertThat(policy.databaseRoles(person(), ORDERS)).containsExactly("app");
    }

    @Test
    void replacedRoles_countAtTheNextJudgement() {
        AccessPolicy policy = new AccessPolicy(List.of(role("a", List.of(open("*")), List.of())));
        policy.replace(List.of(role("a", List.of(), List.of())));
        assertThat(decide(policy, "shop", "app")).isInstanceOf(Decision.Denied.class);
    }

    private static Decision decide(AccessPolicy policy, String database, String role) {
        return policy.decide(person(), ORDERS, database, role, Circumstances.ANY);
    }

    private static Decision at(AccessPolicy policy, Instant now, String address) {
        return policy.decide(person(), ORDERS, "shop", "app", Circumstances.of(now, address));
    }

    private static Person person() {
        return new Person(
                "https://i", "erin", "Erin", "erin@example.com", List.of("people", "team-blue"));
    }

    private static Role role(String name, List<Rule> allow, List<Rule> deny) {
        return new Role(name, List.of("people"), allow, deny, List.of(), Set.of());
    }

    private static Rule open(String databaseRole) {
        return rule(
                new Selection(List.of("orders"), List.of(), List.of("*"), List.of(databaseRole)),
                Conditions.NONE);
    }

    private static Rule rule(Selection selection, Conditions conditions) {
        return new Rule(selection, Rule.Access.OPEN, Terms.of(Duration.ofHours(1)), conditions);
    }
}
