package dev.postern.broker.access;

import dev.postern.broker.identity.Person;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

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

    static String revoked(AccessRequest grant, Person by, Instant at, @Nullable String reason) {
        return "access to "
                + grant.target()
                + " as "
                + grant.databaseRole()
                + " ended: grant "
                + grant.shortId()
                + " of request "
                + grant.id()
                + " was revoked by "
                + by.name()
                + " at "
                + time(at)
                + (reason == null || reason.isBlank() ? "" : ", reason: " + reason.strip());
    }

    static String time(Instant instant) {
        return instant.truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
