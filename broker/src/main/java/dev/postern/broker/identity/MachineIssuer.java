package dev.postern.broker.identity;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/// Somebody who vouches for machines: a CI system, a cluster. Its tokens sign in jobs, never people.
///
/// @param provider where its keys are, and the audience that its tokens for this broker name (the client id)
/// @param lifetime how long a sign-in lasts
/// @param rules    which of its jobs are let in; the first that fits counts
public record MachineIssuer(IdentityConfig provider, Duration lifetime, List<Rule> rules) {

    public MachineIssuer {
        rules = List.copyOf(rules);
    }

    /// What a job must be.
    ///
    /// @param name   the job's name in lists and recordings
    /// @param claims by name, the values of which one must be there exactly; at least one claim
    /// @param groups what it has of the groups that give roles
    public record Rule(String name, Map<String, List<String>> claims, List<String> groups) {

        public Rule {
            claims = Map.copyOf(claims);
            groups = List.copyOf(groups);
            if (claims.isEmpty()) {
                throw new IllegalArgumentException("a rule for machines names no claim");
            }
        }

        /// Whether a token with these claims is of such a job.
        boolean fits(Map<String, @Nullable Object> token) {
            return claims.entrySet().stream()
                    .allMatch(claim -> claim.getValue().contains(text(token.get(claim.getKey()))));
        }

        private static String text(@Nullable Object value) {
            return value instanceof String || value instanceof Boolean || value instanceof Long
                    ? value.toString()
                    : "";
        }
    }
}
