package dev.postern.broker.access;

import dev.postern.broker.access.AccessRequest.Deed;
import dev.postern.broker.access.AccessRequest.Requester;
import dev.postern.broker.access.AccessRequest.State;
import dev.postern.broker.store.sql.RequestRow;
import dev.postern.broker.store.sql.RequestRow.DecisionColumns;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/// From rows to requests.
final class RequestMapping {

    private RequestMapping() {}

    static AccessRequest request(RequestRow row, List<String> sessions, Instant now) {
        DecisionColumns decision = row.decision();
        Long ends = decision == null ? null : decision.grantEndsAt();
        Instant grantEndsAt = ends == null ? null : instant(ends);
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
                state(row.state(), grantEndsAt, now),
                row.version(),
                instant(row.createdAt()),
                deed(decision),
                deed(row.revocation()),
                grantEndsAt,
                sessions);
    }

    static long micros(Instant instant) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, instant);
    }

    static Instant instant(long micros) {
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    }

    private static State state(String stored, @Nullable Instant grantEndsAt, Instant now) {
        return switch (stored) {
            case "pending" -> State.PENDING;
            case "denied" -> State.DENIED;
            case "revoked" -> State.REVOKED;
            case "approved" ->
                    grantEndsAt != null && now.isBefore(grantEndsAt) ? State.ACTIVE : State.EXPIRED;
            default -> throw new IllegalStateException("a request has the unknown state " + stored);
        };
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
