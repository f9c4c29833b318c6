package dev.postern.broker.session;

import dev.postern.broker.target.Target;
import dev.postern.broker.target.TargetLogin;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.Map;

/// The answer to a [ConnectionAttempt].
public sealed interface Admission {

    /// The session may begin.
    ///
    /// @param session      the session's ULID
    /// @param database     the database to ask the target for
    /// @param databaseRole the role to log in as
    /// @param endsAt       when the session must end: the end of the certificate or of the grant, whichever is first
    /// @param endReason    the text of the FATAL at that time
    /// @param grant        the access request that allows it, or null
    /// @param facts        the `SESSION_STARTED` facts of the recording
    /// @param terms        what else holds for it
    record Allowed(
            String session,
            Target target,
            TargetLogin login,
            String database,
            String databaseRole,
            Instant endsAt,
            String endReason,
            @Nullable String grant,
            Map<String, Object> facts,
            SessionTerms terms)
            implements Admission {

        /// An admission with [SessionTerms#NONE].
        public Allowed(
                String session,
                Target target,
                TargetLogin login,
                String database,
                String databaseRole,
                Instant endsAt,
                String endReason,
                @Nullable String grant,
                Map<String, Object> facts) {
            this(
                    session,
                    target,
                    login,
                    database,
                    databaseRole,
                    endsAt,
                    endReason,
                    grant,
                    facts,
                    SessionTerms.NONE);
        }
    }

    /// The session may not begin: the client reads FATAL with these fields. It is already in the audit trail.
    ///
    /// @param code    stable name of the refusal, for the audit trail and metrics
    /// @param sqlState five characters
    /// @param message without the `postern: ` prefix, which the edge adds
    /// @param detail  or empty
    /// @param hint    the next command to type, or empty
    record Refused(String code, String sqlState, String message, String detail, String hint)
            implements Admission {}
}
