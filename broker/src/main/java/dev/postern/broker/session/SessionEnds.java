package dev.postern.broker.session;

import dev.postern.broker.access.GrantText;
import dev.postern.broker.access.Lock;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/// When running sessions end, and what they are told before. Thread-safe.
final class SessionEnds {

    private static final List<Duration> NOTICES =
            List.of(Duration.ofMinutes(2), Duration.ofMinutes(10));

    private final Map<String, Instant> grantEnds = new ConcurrentHashMap<>();
    private final Map<String, Told> told = new ConcurrentHashMap<>();

    /// A grant ends then, whatever its sessions were told when they began.
    void grantEndsAt(String grant, Instant at) {
        grantEnds.put(grant, at);
    }

    /// When `session` ends.
    End of(LiveSession session) {
        Instant certificate = certificateEnd(session);
        Instant extended = session.grant() == null ? null : grantEnds.get(session.grant());
        if (extended == null || certificate == null) {
            return new End(
                    session.endsAt(),
                    session.endReason(),
                    session.grant() != null && session.endsAt().equals(grantEndOf(session)));
        }
        return extended.isBefore(certificate)
                ? new End(extended, GrantText.ended(session.facts(), extended), true)
                : new End(certificate, certificateText(certificate), false);
    }

    /// The text of a session's end by its certificate.
    static String certificateText(Instant end) {
        return "session certificate expired at " + end + "; run: postern login";
    }

    /// What `session` is to be told now, once for each time before its end, if that is not the end it began with: of
    /// that one its edge tells it.
    Optional<Announcement> noticeDue(LiveSession session, End end, Instant now) {
        if (!end.at().isAfter(session.endsAt())) {
            return Optional.empty();
        }
        Duration left = Duration.between(now, end.at());
        for (Duration before : NOTICES) {
            if (left.compareTo(before) > 0) {
                continue;
            }
            Told last = told.get(session.id());
            boolean isNews =
                    last == null
                            || !last.end().equals(end.at())
                            || before.compareTo(last.before()) < 0;
            told.put(session.id(), new Told(end.at(), before));
            boolean wasShorter =
                    startOf(session).map(s -> s.isAfter(end.at().minus(before))).orElse(false);
            return isNews && !wasShorter
                    ? Optional.of(notice(session, end, left))
                    : Optional.empty();
        }
        return Optional.empty();
    }

    /// Drops what is known of sessions that have ended.
    void forgetAllBut(Collection<LiveSession> running) {
        if (told.isEmpty()) {
            return;
        }
        Set<String> ids = running.stream().map(LiveSession::id).collect(Collectors.toSet());
        told.keySet().retainAll(ids);
    }

    /// What a lock on `session` may be on.
    static Lock.Subjects subjects(LiveSession session) {
        Map<String, Object> facts = session.facts();
        Map<?, ?> person = facts.get("person") instanceof Map<?, ?> map ? map : Map.of();
        Set<String> roles =
                facts.get("roles") instanceof Collection<?> names
                        ? names.stream().map(String::valueOf).collect(Collectors.toSet())
                        : Set.of();
        return new Lock.Subjects(
                String.valueOf(person.get("id")),
                String.valueOf(person.get("email")),
                roles,
                String.valueOf(facts.get("target")),
                session.grant(),
                session.id());
    }

    private static Announcement notice(LiveSession session, End end, Duration left) {
        String grant = session.grant();
        String when = end.at().truncatedTo(ChronoUnit.SECONDS).toString();
        return new Announcement(
                Announcement.About.ENDS_SOON,
                "this session ends in "
                        + (left.toSeconds() < 60
                                ? left.toSeconds() + " s"
                                : (left.toSeconds() + 30) / 60 + " min")
                        + ", at "
                        + when,
                end.byGrant() && grant != null
                        ? "Its grant ends then. Longer: postern request extend "
                                + grant.substring(18)
                                + " --ttl 1h --reason \"...\""
                        : "Its certificate ends then. Finish, run: postern login, and connect"
                                + " again.");
    }

    private static @Nullable Instant certificateEnd(LiveSession session) {
        return time(session, "certificateEndsAt").orElse(null);
    }

    private static @Nullable Instant grantEndOf(LiveSession session) {
        return time(session, "grantEndsAt").orElse(null);
    }

    private static Optional<Instant> startOf(LiveSession session) {
        return time(session, "startedAt");
    }

    private static Optional<Instant> time(LiveSession session, String fact) {
        return session.facts().get(fact) instanceof String text
                ? Optional.of(Instant.parse(text))
                : Optional.empty();
    }

    /// An end, and the last words then.
    ///
    /// @param byGrant whether it is the grant that ends, not the certificate
    record End(Instant at, String text, boolean byGrant) {}

    private record Told(Instant end, Duration before) {}
}
