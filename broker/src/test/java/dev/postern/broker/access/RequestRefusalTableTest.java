package dev.postern.broker.access;

import static dev.postern.broker.access.AccessFixture.ALEX;
import static dev.postern.broker.access.AccessFixture.BEA;
import static dev.postern.broker.access.AccessFixture.ERIN;
import static dev.postern.broker.access.AccessFixture.NOBODY;
import static dev.postern.broker.access.AccessFixture.ORDERS;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.broker.access.AccessException.Kind;
import dev.postern.broker.access.AccessRequest.Wish;
import dev.postern.broker.policy.Terms;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/// What a person reads whose request, decision or lock is refused: one row for every kind of refusal.
final class RequestRefusalTableTest {

    private static final Wish GLASS = new Wish("", null, "OPS-1", false, true, "");
    private static final Wish TICKET = new Wish("", null, "OPS-1", false, false, "");

    /// One refusal.
    ///
    /// @param missing what its text says
    /// @param next    what its hint says: whom to ask, and the command
    private record Row(Provoking provoking, String missing, String next) {}

    @FunctionalInterface
    private interface Provoking {
        void in(AccessFixture access) throws AccessException;
    }

    private static Map<Kind, Row> rows() {
        Map<Kind, Row> rows = new EnumMap<>(Kind.class);
        rows.put(
                Kind.BAD_INPUT,
                new Row(
                        access ->
                                access.asking.create(
                                        ERIN,
                                        ORDERS,
                                        new Asking.Asked(
                                                "app_write", " ", Duration.ofHours(1), TICKET),
                                        ""),
                        "A request needs a reason",
                        "--reason \"...\""));
        rows.put(
                Kind.NOT_ALLOWED,
                new Row(
                        access ->
                                access.asking.create(
                                        ERIN,
                                        ORDERS,
                                        new Asking.Asked("owner", "x", Duration.ofHours(1), TICKET),
                                        ""),
                        "owner on orders cannot be asked for",
                        "postern access explain me orders --as owner"));
        rows.put(
                Kind.NOT_NEEDED,
                new Row(
                        access -> {
                            access.ask(TICKET);
                            access.ask(TICKET);
                        },
                        "You have asked for it already",
                        "postern request show"));
        rows.put(
                Kind.OWN_REQUEST,
                new Row(
                        access -> access.decisions.approve(ERIN, access.ask(TICKET), "", null, ""),
                        "You asked for it yourself; another person decides",
                        "role engineer or approver or dba to run: postern request show"));
        rows.put(
                Kind.NOT_APPROVER,
                new Row(
                        access -> access.decisions.deny(NOBODY, access.ask(TICKET), "", ""),
                        "None of your roles may decide requests for orders",
                        "Ask somebody with the role engineer or approver or dba"));
        rows.put(
                Kind.NOT_PENDING,
                new Row(
                        access -> {
                            AccessRequest asked = access.ask(TICKET);
                            access.decisions.deny(ALEX, asked, "", "");
                            access.decisions.deny(BEA, asked, "", "");
                        },
                        "It was already decided by alex at",
                        "postern request show"));
        rows.put(
                Kind.NOT_ACTIVE,
                new Row(
                        access ->
                                access.extensions.extend(
                                        ERIN,
                                        ORDERS,
                                        access.ask(TICKET),
                                        Duration.ofMinutes(5),
                                        "",
                                        ""),
                        "Only an active grant can be made longer",
                        "postern request create orders --as app_write"));
        rows.put(
                Kind.ALREADY_APPROVED,
                new Row(
                        access -> {
                            AccessRequest asked = access.ask(TICKET);
                            access.decisions.approve(ALEX, asked, "", null, "");
                            access.decisions.approve(ALEX, asked, "", null, "");
                        },
                        "another person's approval is missing",
                        "Ask another person whose role may decide requests for orders to run:"
                                + " postern request approve"));
        rows.put(
                Kind.TICKET_MISSING,
                new Row(access -> access.ask(Wish.NONE), "needs a ticket", "OPS-[0-9]+: --ticket"));
        rows.put(
                Kind.REVIEW_MISSING,
                new Row(
                        access -> {
                            access.ask(GLASS);
                            access.now.updateAndGet(now -> now.plus(Duration.ofHours(25)));
                            access.ask(GLASS);
                        },
                        "was not reviewed within 24 hours",
                        "role engineer or approver or dba to run: postern request review"));
        rows.put(
                Kind.NOT_REVIEWABLE,
                new Row(
                        access -> access.extensions.review(ALEX, access.ask(TICKET), "ok", "x", ""),
                        "there is nothing to review",
                        "postern request show"));
        rows.put(
                Kind.NOT_FOUND,
                new Row(
                        access -> access.requests.find("ABCD1234"),
                        "There is no request ABCD1234",
                        "postern request ls"));
        rows.put(
                Kind.AMBIGUOUS,
                new Row(
                        access -> {
                            access.ask(TICKET);
                            access.ask(new Wish("shop", null, "OPS-1", false, false, ""));
                            access.requests.find(
                                    access.requests.newest().getFirst().id().substring(0, 4));
                        },
                        "More than one request starts with",
                        "Give more characters"));
        return rows;
    }

    @TempDir private Path folder;

    @Test
    void everyKindOfRefusal_hasARow_andSaysWhatIsMissingAndWhatNext() throws Exception {
        Map<Kind, Row> rows = rows();
        assertThat(rows.keySet()).containsExactly(Kind.values());
        Terms terms =
                new Terms(
                        Duration.ofHours(8),
                        2,
                        List.of(),
                        "OPS-[0-9]+",
                        new Terms.Automatic(Duration.ZERO, Duration.ZERO),
                        true);
        for (Map.Entry<Kind, Row> row : rows.entrySet()) {
            Path own = Files.createDirectory(folder.resolve(row.getKey().code()));
            try (AccessFixture access = new AccessFixture(own, terms)) {
                AccessException refused = refused(row.getValue(), access);
                assertThat(refused.kind()).isEqualTo(row.getKey());
                assertThat(refused.text()).contains(row.getValue().missing());
                assertThat(refused.hint()).as(row.getKey().code()).contains(row.getValue().next());
            }
        }
    }

    private static AccessException refused(Row row, AccessFixture access) {
        try {
            row.provoking().in(access);
        } catch (AccessException e) {
            return e;
        }
        throw new AssertionError("nothing was refused: " + row.missing());
    }
}
