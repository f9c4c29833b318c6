package dev.postern.broker.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.postern.broker.access.PolicyTrial;
import dev.postern.broker.access.PolicyTrial.Outcome;
import dev.postern.broker.identity.Person;
import dev.postern.broker.policy.AccessPolicy;
import dev.postern.broker.record.Durability;
import dev.postern.broker.store.sql.SessionRow;
import dev.postern.broker.target.Target;
import dev.postern.broker.target.TargetLogin;
import dev.postern.broker.target.TargetTls;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Recorded sessions, judged by the roles of another file.
final class PolicyTrialTest {

    private static final Person ERIN =
            new Person("i", "erin", "Erin", "erin@example.com", List.of("engineers"));
    private static final Target ORDERS =
            new Target(
                    "orders",
                    Map.of(),
                    List.of(new Target.Host("localhost", 5432)),
                    new TargetTls(TargetTls.Mode.DISABLE, null),
                    List.of("shop"),
                    List.of(new TargetLogin("app_read", null, null, null, false, false)),
                    Durability.STRICT);

    private static final String OPEN = "{targets: [orders], database-roles: [app_read]}";

    @Test
    void roleThatStillAllows_allows() {
        assertThat(judge(rules(OPEN), session("orders", "erin@example.com", null)).outcome())
                .isEqualTo(Outcome.ALLOWED);
    }

    @Test
    void roleThatAllowsSomethingElse_refuses_andSaysWhy() {
        PolicyTrial.Verdict verdict =
                judge(
                        rules("{targets: [crm], database-roles: [app_read]}"),
                        session("orders", "erin@example.com", null));
        assertThat(verdict.outcome()).isEqualTo(Outcome.REFUSED);
        assertThat(verdict.why()).contains("none of your roles (engineer)");
    }

    @Test
    void roleThatAsksForRequests_needsOne_unlessTheSessionHadAGrant() {
        String onRequest = "{targets: [orders], database-roles: [app_read], access: on-request}";
        assertThat(judge(rules(onRequest), session("orders", "erin@example.com", null)).outcome())
                .isEqualTo(Outcome.NEEDS_REQUEST);
        assertThat(judge(rules(onRequest), session("orders", "erin@example.com", "R")).outcome())
                .isEqualTo(Outcome.ALLOWED);
    }

    @Test
    void networkOfARule_isComparedWithTheSessionsOwnAddress() {
        String away = "{targets: [orders], database-roles: [app_read], networks: [10.0.0.0/8]}";
        String here = "{targets: [orders], database-roles: [app_read], networks: [192.0.2.0/24]}";
        SessionRow session = session("orders", "erin@example.com", null);
        assertThat(judge(rules(away), session).outcome()).isEqualTo(Outcome.REFUSED);
        assertThat(judge(rules(here), session).outcome()).isEqualTo(Outcome.ALLOWED);
    }

    @Test
    void whatIsNotKnown_isSaid_andNotGuessed() {
        assertThat(judge(rules(OPEN), session("gone", "erin@example.com", null)).why())
                .contains("no target gone");
        assertThat(judge(rules(OPEN), session("orders", "otto@example.com", null)).outcome())
                .isEqualTo(Outcome.UNKNOWN);
    }

    @Test
    void otherSections_areNotRead_andMistakesHaveTheirLine() {
        assertThat(
                        judge(
                                        "keys: {file: not-here}\n" + rules(OPEN),
                                        session("orders", "erin@example.com", null))
                                .outcome())
                .isEqualTo(Outcome.ALLOWED);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RolesText.read("roles:\n  a:\n    group: [x]\n"))
                .withMessageContaining(":3: ")
                .withMessageContaining("did you mean \"groups\"?");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RolesText.read("targets: {}"))
                .withMessageContaining("no section `roles`");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RolesText.read("roles: ["))
                .withMessageContaining("not YAML");
    }

    private static String rules(String rule) {
        return "roles:\n  engineer:\n    groups: [engineers]\n    allow:\n      - " + rule + "\n";
    }

    private static PolicyTrial.Verdict judge(String configuration, SessionRow session) {
        return new PolicyTrial(
                        new AccessPolicy(RolesText.read(configuration)),
                        List.of(ORDERS),
                        email -> Optional.of(ERIN).filter(p -> p.email().equals(email)))
                .judge(session);
    }

    private static SessionRow session(String target, String email, @Nullable String grant) {
        long start = Instant.parse("2026-11-20T10:00:00Z").toEpochMilli() * 1000;
        return new SessionRow(
                "01KAJ2X7Q8M3V5T9W1Y4B6D8F0",
                new SessionRow.Who("i|erin", "Erin", email, grant),
                new SessionRow.Where(target, "shop", "app_read", "psql", "192.0.2.7:50000"),
                new SessionRow.Lifetime(start, start + 1, "ended", null, null),
                new SessionRow.Counts(0, 0, 0, 0, 0, 0, 0),
                new SessionRow.Verdict(false, ""));
    }
}
