package dev.postern.broker.access;

import dev.postern.broker.access.AccessRequest.Deed;
import dev.postern.broker.access.AccessRequest.Demands;
import dev.postern.broker.access.AccessRequest.History;
import dev.postern.broker.access.AccessRequest.Requester;
import dev.postern.broker.access.AccessRequest.State;
import dev.postern.broker.access.AccessRequest.Wish;
import dev.postern.broker.identity.Person;
import dev.postern.broker.store.sql.DeedColumns;
import dev.postern.broker.store.sql.RequestRow;
import dev.postern.broker.store.sql.RequestRow.DecisionColumns;
import dev.postern.broker.store.sql.StateStore;
import dev.postern.json.Json;
import dev.postern.json.MalformedJsonException;
import dev.postern.sql.AccessScope;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// From rows to requests and back.
final class RequestMapping {

    private RequestMapping() {}

    /// A request with all that was done to it.
    static AccessRequest read(StateStore.Rows rows, RequestRow row, Instant now) {
        boolean isDecided = row.decision() != null;
        return request(
                row,
                isDecided ? rows.requests().sessionsOf(row.id()) : List.of(),
                new History(
                        rows.approvals().of(row.id()).stream().map(a -> deed(a.deed())).toList(),
                        isDecided
                                ? rows.approvals().extensionsOf(row.id()).stream()
                                        .map(e ->
                                                new AccessRequest.Extension(
                                                        deed(e.deed()), instant(e.grantEndsAt())))
                                        .toList()
                                : List.of(),
                        row.wish().breakGlass() ? review(rows, row.id()) : null),
                now);
    }

    /// The request with this id, which exists.
    static AccessRequest read(StateStore.Rows rows, String id, Instant now) {
        RequestRow row =
                rows.requests()
                        .find(id)
                        .orElseThrow(() ->
                                new IllegalStateException(
                                        "request " + id + " is gone from the state"));
        return read(rows, row, now);
    }

    /// A request without its sessions and history.
    static AccessRequest brief(RequestRow row, Instant now) {
        return request(row, List.of(), new History(List.of(), List.of(), null), now);
    }

    private static AccessRequest.@Nullable Review review(StateStore.Rows rows, String id) {
        return rows.approvals()
                .reviewOf(id)
                .map(review -> new AccessRequest.Review(deed(review.deed()), review.outcome()))
                .orElse(null);
    }

    private static AccessRequest request(
            RequestRow row, List<String> sessions, History history, Instant now) {
        DecisionColumns decision = row.decision();
        Long ends = decision == null ? null : decision.grantEndsAt();
        Long notBefore = row.wish().notBefore();
        Instant grantEndsAt = ends == null ? null : instant(ends);
        Wish wish =
                new Wish(
                        row.wish().database(),
                        notBefore == null ? null : instant(notBefore),
                        row.wish().ticket(),
                        row.wish().singleUse(),
                        row.wish().breakGlass(),
                        row.wish().follows(),
                        scope(row));
        Demands demands = demands(row);
        return new AccessRequest(
                row.id(),
                row.shortId(),
                new Requester(
                        row.requester().issuer(),
                        row.requester().subject(),
                        row.requester().name(),
                        row.requester().email()),
                row.target(),
                row.databaseRole(),
                row.reason(),
                Duration.ofSeconds(row.ttlSeconds()),
                state(row, wish, demands, grantEndsAt, now),
                row.version(),
                instant(row.createdAt()),
                deed(decision),
                deed(row.revocation()),
                grantEndsAt,
                sessions,
                wish,
                demands,
                history);
    }

    /// When a grant ends that is decided at `now` and lasts `ttl`.
    static Instant grantEnd(AccessRequest request, Duration ttl, Instant now) {
        Instant notBefore = request.wish().notBefore();
        return (notBefore != null && notBefore.isAfter(now) ? notBefore : now).plus(ttl);
    }

    static String json(Demands demands) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("role", demands.role());
        json.put("approvals", demands.approvals());
        json.put("reviewers", demands.reviewers());
        json.put("longestSeconds", demands.longest().toSeconds());
        json.put("extendUpToSeconds", demands.extendUpTo().toSeconds());
        json.put("decideWithinSeconds", demands.decideWithin().toSeconds());
        return Json.write(json);
    }

    static String json(AccessScope scope) {
        return Json.write(scope.texts());
    }

    private static AccessScope scope(RequestRow row) {
        try {
            AccessScope scope = AccessScope.recorded(Json.read(row.wish().scope()));
            return scope == null ? AccessScope.NONE : scope;
        } catch (MalformedJsonException e) {
            throw new IllegalStateException("the scope of request " + row.id() + " is no JSON", e);
        }
    }

    /// Rows of before there were demands demand one approval, allow what was asked for, and wait for ever.
    private static Demands demands(RequestRow row) {
        Map<String, ?> json;
        try {
            json = Json.readObject(row.wish().demands());
        } catch (MalformedJsonException e) {
            throw new IllegalStateException(
                    "the demands of request " + row.id() + " are not JSON", e);
        }
        List<String> reviewers =
                json.get("reviewers") instanceof List<?> names
                        ? names.stream().map(String::valueOf).toList()
                        : List.of();
        return new Demands(
                json.get("role") instanceof String role ? role : "",
                (int) number(json, "approvals", 1),
                reviewers,
                Duration.ofSeconds(number(json, "longestSeconds", row.ttlSeconds())),
                Duration.ofSeconds(number(json, "extendUpToSeconds", 0)),
                Duration.ofSeconds(number(json, "decideWithinSeconds", 0)));
    }

    private static long number(Map<String, ?> json, String key, long otherwise) {
        return json.get(key) instanceof Number number ? number.longValue() : otherwise;
    }

    static long micros(Instant instant) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, instant);
    }

    static Instant instant(long micros) {
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    }

    private static State state(
            RequestRow row,
            Wish wish,
            Demands demands,
            @Nullable Instant grantEndsAt,
            Instant now) {
        return switch (row.state()) {
            case "pending" -> {
                Duration within = demands.decideWithin();
                boolean isOver =
                        !within.isZero() && !now.isBefore(instant(row.createdAt()).plus(within));
                yield isOver ? State.EXPIRED : State.PENDING;
            }
            case "denied" -> State.DENIED;
            case "revoked" -> State.REVOKED;
            case "approved" -> granted(row, wish, grantEndsAt, now);
            default ->
                    throw new IllegalStateException(
                            "a request has the unknown state " + row.state());
        };
    }

    private static State granted(
            RequestRow row, Wish wish, @Nullable Instant grantEndsAt, Instant now) {
        if (grantEndsAt == null || !now.isBefore(grantEndsAt)) {
            return State.EXPIRED;
        }
        Instant notBefore = wish.notBefore();
        if (notBefore != null && now.isBefore(notBefore)) {
            return State.APPROVED;
        }
        return wish.singleUse() && row.usedBy() != null ? State.USED : State.ACTIVE;
    }

    static DeedColumns columns(Person person, Instant now, String reason) {
        return new DeedColumns(micros(now), person.id(), person.name(), person.email(), reason);
    }

    private static Deed deed(DeedColumns columns) {
        return new Deed(
                instant(columns.at()),
                columns.byId(),
                columns.byName(),
                columns.byEmail(),
                columns.reason());
    }

    private static @Nullable Deed deed(@Nullable DecisionColumns columns) {
        return columns == null
                ? null
                : new Deed(
                        instant(columns.at()),
                        columns.byId(),
                        columns.byName(),
                        columns.byEmail(),
                        columns.reason());
    }
}
