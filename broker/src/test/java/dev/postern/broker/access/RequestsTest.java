package dev.postern.broker.access;

import static dev.postern.broker.access.AccessFixture.ALEX;
import static dev.postern.broker.access.AccessFixture.BEA;
import static dev.postern.broker.access.AccessFixture.CLEO;
import static dev.postern.broker.access.AccessFixture.ERIN;
import static dev.postern.broker.access.AccessFixture.NOBODY;
import static dev.postern.broker.access.AccessFixture.ORDERS;
import static dev.postern.broker.access.AccessFixture.START;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.broker.access.AccessException.Kind;
import dev.postern.broker.access.AccessRequest.State;
import dev.postern.broker.access.AccessRequest.Wish;
import dev.postern.broker.audit.Actor;
import dev.postern.broker.audit.AuditCode;
import dev.postern.broker.audit.AuditTrail;
import dev.postern.broker.identity.Person;
import dev.postern.broker.policy.Terms;
import dev.postern.sql.AccessScope;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

final class RequestsTest {

    private static final Duration EIGHT_HOURS = Duration.ofHours(8);
    private static final Terms.Automatic BY_HAND =
            new Terms.Automatic(Duration.ZERO, Duration.ZERO);

    @TempDir private Path folder;

    @SuppressWarnings("NullAway.Init") // every test opens it with its own terms
    private AccessFixture access;

    private AccessFixture open(Terms terms) throws IOException {
        access = new AccessFixture(folder, terms);
        return access;
    }

    @AfterEach
    void close() {
        access.close();
    }

    @Test
    void twoApprovals_comeFromTwoOtherPeople_andTheShortestTimeCounts() throws Exception {
        open(new Terms(EIGHT_HOURS, 2, List.of(), "", BY_HAND, false));
        AccessRequest asked = access.ask(Wish.NONE);
        assertThat(access.decisions.approve(ALEX, asked, "one", Duration.ofMinutes(20), "").state())
                .isEqualTo(State.PENDING);
        refuses(Kind.ALREADY_APPROVED, () -> access.decisions.approve(ALEX, asked, "", null, ""));
        Person alexAgain =
                new Person(
                        "https://other.example.com", "x", "x", "ALEX@example.com", ALEX.groups());
        refuses(
                Kind.ALREADY_APPROVED,
                () -> access.decisions.approve(alexAgain, asked, "", null, ""));
        refuses(Kind.OWN_REQUEST, () -> access.decisions.approve(ERIN, asked, "", null, ""));
        assertThat(access.hasGrant()).isFalse();

        AccessRequest approved = access.decisions.approve(BEA, asked, "two", null, "");

        assertThat(approved.state()).isEqualTo(State.ACTIVE);
        assertThat(approved.grantEndsAt()).isEqualTo(START.plus(Duration.ofMinutes(20)));
        assertThat(approved.history().approvals())
                .extracting(AccessRequest.Deed::byName)
                .containsExactly("alex", "bea");
        assertThat(access.codes()).contains("request.seconded", "request.approved");
    }

    @Test
    void nobodyDecides_endsWhenTheTimeForItIsOver_andMayBeAskedAgain() throws Exception {
        Duration within = Duration.ofHours(6);
        open(
                new Terms(
                        EIGHT_HOURS,
                        2,
                        List.of(),
                        "",
                        new Terms.Automatic(Duration.ZERO, Duration.ZERO, within),
                        false));
        AccessRequest asked = access.ask(Wish.NONE);
        assertThat(asked.decideBy()).isEqualTo(START.plus(within));
        access.decisions.approve(ALEX, asked, "one", null, "");
        access.now.set(START.plus(within).minusNanos(1000));
        assertThat(access.requests.find(asked.id()).state()).isEqualTo(State.PENDING);

        access.now.set(START.plus(within));

        assertThat(access.requests.find(asked.id()).state()).isEqualTo(State.EXPIRED);
        assertThatThrownBy(() -> access.decisions.approve(BEA, asked, "two", null, ""))
                .hasMessageContaining("Nobody decided it until");
        refuses(Kind.NOT_PENDING, () -> access.decisions.deny(BEA, asked, "", ""));
        refuses(Kind.NOT_ACTIVE, () -> access.decisions.revoke(ERIN, asked, "", ""));
        assertThat(access.hasGrant()).isFalse();
        assertThat(access.ask(Wish.NONE).state()).isEqualTo(State.PENDING);
    }

    @Test
    void decideWithin_ofTheRequester_onlyShortens() throws Exception {
        open(new Terms(EIGHT_HOURS, 1, List.of(), "", BY_HAND, false));
        assertThat(ask(Duration.ofMinutes(5)).decideBy()).isEqualTo(START.plusSeconds(300));
        refuses(Kind.BAD_INPUT, () -> ask(Duration.ofHours(25)));
        refuses(Kind.BAD_INPUT, () -> ask(Duration.ofSeconds(59)));
    }

    private AccessRequest ask(Duration decideWithin) throws AccessException {
        return access.asking.create(
                ERIN,
                ORDERS,
                new Asking.Asked("app_write", "look", Duration.ofHours(1), Wish.NONE, decideWithin),
                "");
    }

    @Test
    void reviewers_areThoseOfTheRule() throws Exception {
        open(new Terms(EIGHT_HOURS, 1, List.of("dba"), "", BY_HAND, false));
        AccessRequest asked = access.ask(Wish.NONE);
        assertThatThrownBy(() -> access.decisions.approve(ALEX, asked, "", null, ""))
                .isInstanceOfSatisfying(
                        AccessException.class,
                        e -> {
                            assertThat(e.kind()).isEqualTo(Kind.NOT_APPROVER);
                            assertThat(e.hint()).contains("role dba");
                        });
        assertThat(access.decisions.approve(CLEO, asked, "", null, "").state())
                .isEqualTo(State.ACTIVE);
    }

    @Test
    void ticket_isDemanded_andShown() throws Exception {
        open(new Terms(EIGHT_HOURS, 1, List.of(), "OPS-[0-9]+", BY_HAND, false));
        refuses(Kind.TICKET_MISSING, () -> access.ask(Wish.NONE));
        refuses(
                Kind.TICKET_MISSING,
                () -> access.ask(new Wish("", null, "ops 7", false, false, "")));
        assertThat(access.ask(new Wish("", null, "OPS-41", false, false, "")).wish().ticket())
                .isEqualTo("OPS-41");
    }

    @Test
    void scope_isKeptWithTheRequest_andByItsExtension_andTellsRequestsApart() throws Exception {
        open(Terms.of(EIGHT_HOURS));
        AccessScope scope = AccessScope.parse(List.of("read:public.orders", "write:refunds"));
        Wish wish = new Wish("", null, "", false, false, "", scope);
        AccessRequest asked = access.ask(wish);
        refuses(Kind.NOT_NEEDED, () -> access.ask(wish));
        AccessRequest plain = access.ask(Wish.NONE);
        assertThat(plain.wish().scope().isEmpty()).isTrue();
        assertThat(access.requests.find(asked.id()).wish().scope()).isEqualTo(scope);
        AccessRequest granted = access.decisions.approve(ALEX, asked, "", null, "");

        AccessRequest longer = extend(ERIN, granted, Duration.ofMinutes(30));

        assertThat(longer.wish().follows()).isEqualTo(asked.id());
        assertThat(longer.wish().scope()).isEqualTo(scope);
    }

    @Test
    void policy_approvesShortOnes_andSaysThatItDid() throws Exception {
        open(
                new Terms(
                        EIGHT_HOURS,
                        2,
                        List.of(),
                        "",
                        new Terms.Automatic(Duration.ofMinutes(30), Duration.ZERO),
                        false));
        AccessRequest longer = access.ask(Wish.NONE);
        assertThat(longer.state()).isEqualTo(State.PENDING);
        access.decisions.deny(ALEX, longer, "no", "");
        AccessRequest shorter =
                access.asking.create(
                        ERIN,
                        ORDERS,
                        new Asking.Asked("app_write", "look", Duration.ofMinutes(30), Wish.NONE),
                        "");
        assertThat(shorter.state()).isEqualTo(State.ACTIVE);
        assertThat(shorter.decision())
                .extracting(AccessRequest.Deed::byName)
                .isEqualTo("the policy (engineer)");
        assertThat(access.hasGrant()).isTrue();
    }

    @Test
    void liveGrantAndPendingRequest_areUsedAgain() throws Exception {
        open(Terms.of(EIGHT_HOURS));
        AccessRequest asked = access.ask(Wish.NONE);
        refuses(Kind.NOT_NEEDED, () -> access.ask(Wish.NONE));
        access.decisions.approve(ALEX, asked, "", null, "");
        assertThatThrownBy(() -> access.ask(Wish.NONE))
                .hasMessageContaining("You have a grant for app_write on orders until");
    }

    @Test
    void notBefore_opensThen_andEndsItsLengthLater() throws Exception {
        open(Terms.of(EIGHT_HOURS));
        AccessRequest asked =
                access.ask(new Wish("", START.plus(Duration.ofHours(2)), "", false, false, ""));
        AccessRequest approved = access.decisions.approve(ALEX, asked, "", null, "");
        assertThat(approved.state()).isEqualTo(State.APPROVED);
        assertThat(approved.grantEndsAt()).isEqualTo(START.plus(Duration.ofHours(3)));
        assertThat(access.hasGrant()).isFalse();
        access.now.set(START.plus(Duration.ofHours(2)));
        assertThat(access.hasGrant()).isTrue();
        access.now.set(START.plus(Duration.ofHours(3)));
        assertThat(access.hasGrant()).isFalse();
    }

    @Test
    void singleUse_isForOneSession_andDatabaseForOneDatabase() throws Exception {
        open(Terms.of(EIGHT_HOURS));
        AccessRequest asked = access.ask(new Wish("shop", null, "", true, false, ""));
        access.decisions.approve(ALEX, asked, "", null, "");
        assertThat(access.requests.grant(ERIN, "orders", "app_write", "archive")).isEmpty();
        assertThat(access.hasGrant()).isTrue();
        access.requests.admit(event(), asked.id(), "S1");
        assertThat(access.hasGrant()).isFalse();
        assertThat(access.requests.find(asked.id()).state()).isEqualTo(State.USED);
        assertThatThrownBy(() -> access.requests.admit(event(), asked.id(), "S2"))
                .isInstanceOf(IllegalStateException.class);
        access.decisions.revoke(ALEX, access.requests.find(asked.id()), "", "");
        assertThat(access.told).containsExactly("revoked " + asked.id());
    }

    @Test
    void extension_isOnesOwnOnce_thenAnApproversOrARequest_andNeverBeyondTheLongest()
            throws Exception {
        open(
                new Terms(
                        Duration.ofHours(4),
                        1,
                        List.of(),
                        "",
                        new Terms.Automatic(Duration.ZERO, Duration.ofMinutes(30)),
                        false));
        AccessRequest asked = access.ask(Wish.NONE);
        AccessRequest granted = access.decisions.approve(ALEX, asked, "", null, "");
        AccessRequest once = extend(ERIN, granted, Duration.ofMinutes(30));
        assertThat(once.grantEndsAt()).isEqualTo(START.plus(Duration.ofMinutes(90)));

        AccessRequest twice = extend(ERIN, once, Duration.ofMinutes(30));
        assertThat(twice.state()).isEqualTo(State.PENDING);
        assertThat(twice.wish().follows()).isEqualTo(asked.id());
        access.now.set(START.plus(Duration.ofMinutes(80)));
        access.decisions.approve(BEA, twice, "", null, "");
        assertThat(access.requests.find(asked.id()).grantEndsAt())
                .isEqualTo(START.plus(Duration.ofMinutes(110)));

        AccessRequest byAlex =
                extend(ALEX, access.requests.find(asked.id()), Duration.ofMinutes(60));
        assertThat(byAlex.grantEndsAt()).isEqualTo(START.plus(Duration.ofMinutes(170)));
        refuses(Kind.BAD_INPUT, () -> extend(ALEX, byAlex, Duration.ofMinutes(90)));
        refuses(Kind.NOT_APPROVER, () -> extend(NOBODY, byAlex, Duration.ofMinutes(1)));
        assertThat(access.told).hasSize(3).last().asString().contains("extended " + asked.id());
    }

    @Test
    void breakGlass_grantsAtOnce_isSaidLoudly_andDemandsAReviewByAnother() throws Exception {
        open(new Terms(EIGHT_HOURS, 2, List.of(), "", BY_HAND, true));
        AccessRequest broken = access.ask(new Wish("", null, "", false, true, ""));
        assertThat(broken.state()).isEqualTo(State.ACTIVE);
        assertThat(access.hasGrant()).isTrue();
        assertThat(broken.lacksReview()).isTrue();
        assertThat(access.codes()).contains("request.broke_glass");
        refuses(Kind.OWN_REQUEST, () -> access.extensions.review(ERIN, broken, "ok", "fine", ""));
        access.now.set(START.plus(Duration.ofHours(25)));
        refuses(Kind.REVIEW_MISSING, () -> access.ask(new Wish("", null, "", false, true, "")));
        AccessRequest reviewed =
                access.extensions.review(ALEX, broken, "follow-up", "too broad", "");
        assertThat(reviewed.lacksReview()).isFalse();
        refuses(
                Kind.NOT_REVIEWABLE,
                () -> access.extensions.review(BEA, reviewed, "ok", "again", ""));
        assertThat(access.ask(new Wish("", null, "", false, true, "")).state())
                .isEqualTo(State.ACTIVE);
    }

    @Test
    void breakGlass_needsARule() throws Exception {
        open(Terms.of(EIGHT_HOURS));
        refuses(Kind.NOT_ALLOWED, () -> access.ask(new Wish("", null, "", false, true, "")));
        assertThat(access.hasGrant()).isFalse();
    }

    private AccessRequest extend(Person person, AccessRequest request, Duration by)
            throws AccessException {
        return access.extensions.extend(person, ORDERS, request, by, "more", "");
    }

    private static AuditTrail.NewEvent event() {
        return new AuditTrail.NewEvent(
                AuditCode.CONNECTION_ALLOWED,
                new Actor("a", "a", "a"),
                "",
                "orders",
                "S",
                Map.of(),
                "let in");
    }

    private static void refuses(Kind kind, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        AccessException.class,
                        e -> {
                            assertThat(e.kind()).isEqualTo(kind);
                            assertThat(e.text()).isNotBlank();
                            assertThat(e.hint()).isNotBlank();
                        });
    }
}
