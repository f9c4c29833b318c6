package dev.postern.broker.access;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;

/// What people read when a grant ends.
public final class GrantText {

    private GrantText() {}

    /// A session's last words when its grant reached its end.
    public static String ended(AccessRequest grant, Instant endsAt) {
        return "access to "
                + grant.target()
                + " as "
                + grant.databaseRole()
                + " ended: grant "
                + grant.shortId()
                + " of request "
                + grant.id()
                + " reached its end at "
                + time(endsAt);
    }

    /// As [#ended(AccessRequest, Instant)], from the facts of a session.
    public static String ended(Map<String, Object> facts, Instant endsAt) {
        String grant = String.valueOf(facts.get("grant"));
        return "access to "
                + facts.get("target")
                + " as "
                + facts.get("databaseRole")
                + " ended: grant "
                + grant.substring(Math.max(0, grant.length() - 8))
                + " of request "
                + grant
                + " reached its end at "
                + time(endsAt);
    }

    static String revoked(AccessRequest grant, String by, Instant at, @Nullable String reason) {
        return "access to "
                + grant.target()
                + " as "
                + grant.databaseRole()
                + " ended: grant "
                + grant.shortId()
                + " of request "
                + grant.id()
                + " was revoked by "
                + by
                + " at "
                + time(at)
                + (reason == null || reason.isBlank() ? "" : ", reason: " + reason.strip());
    }

    static String time(Instant instant) {
        return instant.truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
