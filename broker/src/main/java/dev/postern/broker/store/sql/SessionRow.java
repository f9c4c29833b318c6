package dev.postern.broker.store.sql;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// What the index knows of a session. Times are microseconds since 1970-01-01T00:00:00Z.
///
/// @param digest what its statements come to; null if it was indexed before there were any
public record SessionRow(
        String id,
        Who who,
        Where where,
        Lifetime lifetime,
        Counts counts,
        Verdict verdict,
        @Nullable SessionDigest digest) {

    /// A session of whose statements nothing is added up.
    public SessionRow(
            String id, Who who, Where where, Lifetime lifetime, Counts counts, Verdict verdict) {
        this(id, who, where, lifetime, counts, verdict, null);
    }

    /// The person and the access request that let them in.
    ///
    /// @param ticket     that the request names, or empty
    /// @param breakGlass whether nobody had approved that request
    /// @param groups     that they were in when they signed in for it, as far as the recording says
    public record Who(
            String personId,
            String name,
            String email,
            @Nullable String grant,
            String ticket,
            boolean breakGlass,
            List<String> groups) {

        public Who {
            groups = List.copyOf(groups);
        }

        /// Somebody of whom no groups are known.
        public Who(
                String personId,
                String name,
                String email,
                @Nullable String grant,
                String ticket,
                boolean breakGlass) {
            this(personId, name, email, grant, ticket, breakGlass, List.of());
        }

        /// Somebody whose access, if it was by a request, was approved, and names no ticket.
        public Who(String personId, String name, String email, @Nullable String grant) {
            this(personId, name, email, grant, "", false);
        }
    }

    /// What they connected to and with what.
    public record Where(
            String target,
            String database,
            String role,
            String application,
            String clientAddress) {}

    /// From when to when; `state` is `live`, `ended` or `recovered`.
    public record Lifetime(
            long startedAt,
            @Nullable Long endedAt,
            String state,
            @Nullable String endReason,
            @Nullable String endText) {}

    /// Numbers of what passed.
    public record Counts(
            long statements,
            long errors,
            long writes,
            long rowsReturned,
            long frontendBytes,
            long backendBytes,
            long messages) {}

    /// Whether everything that passed is in the recording.
    ///
    /// @param complete false as long as the recording is not sealed
    /// @param text     the JSON object in the recording's footer, or a sentence as long as it is not sealed
    /// @param gaps     where something is lacking, the first of very many, in their order
    public record Verdict(boolean complete, String text, List<GapRow> gaps) {

        /// What the text of a sealed recording begins with.
        static final String SEALED = "{";

        public Verdict {
            gaps = List.copyOf(gaps);
        }

        /// The verdict of a recording without gaps.
        public Verdict(boolean complete, String text) {
            this(complete, text, List.of());
        }

        /// Whether the recording says so itself.
        public boolean isSealed() {
            return text.startsWith(SEALED);
        }
    }
}
