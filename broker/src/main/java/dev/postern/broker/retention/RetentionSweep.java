package dev.postern.broker.retention;

import dev.postern.broker.audit.AuditCode;
import dev.postern.broker.audit.AuditTrail;
import dev.postern.broker.base.Clock;
import dev.postern.broker.record.RecordingStore;
import dev.postern.broker.store.sql.SessionRow;
import dev.postern.broker.target.Target;
import dev.postern.keys.Tombstone;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/// Removes the recordings whose time is over, once at start and then every hour, on a virtual thread.
///
/// The first rule that covers a target counts; what no rule covers is kept forever. Nobody knows the labels of a target
/// that is no more: of the rules up to the first that covers it without labels, the longest counts, so that removing a
/// target shortens no recording's time. The time runs from the end of a session. Its leaves in the site log stay, and so does the tombstone of its key.
public final class RetentionSweep implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(RetentionSweep.class);
    private static final String BY_RULE = "a retention rule";
    private static final Duration EVERY = Duration.ofHours(1);

    private final List<RetentionRule> rules;
    private final Supplier<List<Target>> targets;
    private final SessionContent content;
    private final Holds holds;
    private final Erasures erasures;
    private final AuditTrail audit;
    private final Clock clock;
    private final CountDownLatch closed = new CountDownLatch(1);
    private @Nullable Thread thread;

    /// @param rules   in the order in which they count
    /// @param targets those in force now
    public RetentionSweep(
            List<RetentionRule> rules,
            Supplier<List<Target>> targets,
            Parts parts,
            AuditTrail audit,
            Clock clock) {
        this.rules = List.copyOf(rules);
        this.targets = targets;
        this.content = parts.content();
        this.holds = parts.holds();
        this.erasures = parts.erasures();
        this.audit = audit;
        this.clock = clock;
    }

    /// What a sweep works on.
    public record Parts(SessionContent content, Holds holds, Erasures erasures) {}

    /// The rules, in the order in which they count.
    public List<RetentionRule> rules() {
        return rules;
    }

    /// The rule that counts for a target.
    public Optional<RetentionRule> rule(String target) {
        Optional<Target> known =
                targets.get().stream().filter(one -> one.name().equals(target)).findFirst();
        RetentionRule possible = null;
        for (RetentionRule rule : rules) {
            switch (rule.coverage(target, known.orElse(null))) {
                case COVERED -> {
                    return Optional.of(longer(possible, rule));
                }
                case UNKNOWN -> possible = longer(possible, rule);
                case NOT_COVERED -> {}
            }
        }
        return Optional.empty();
    }

    private static RetentionRule longer(@Nullable RetentionRule a, RetentionRule b) {
        return a != null && a.keep().compareTo(b.keep()) > 0 ? a : b;
    }

    /// Starts the thread.
    public synchronized void start() {
        thread = Thread.ofVirtual().name("retention").start(this::run);
    }

    private void run() {
        try {
            do {
                try {
                    sweep();
                } catch (IOException | RuntimeException e) {
                    LOG.atError()
                            .addKeyValue("phase", "retention")
                            .setCause(e)
                            .log("recordings whose time is over could not be removed");
                }
            } while (!closed.await(EVERY.toSeconds(), TimeUnit.SECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// Finishes confirmed erasures and removes every recording whose time is over now. One that cannot be removed does not
    /// keep the others.
    ///
    /// @return how many were removed
    /// @throws IOException if something could not be done; it is tried again by the next sweep
    public int sweep() throws IOException {
        Failures failures = new Failures();
        failures.tried(() -> erasures.finish() > 0);
        int removed = rules.isEmpty() ? 0 : removeExpired(failures);
        failures.raise();
        return removed;
    }

    private int removeExpired(Failures failures) throws IOException {
        Map<String, Erasure.Subject> erased = new HashMap<>();
        erasures.all().stream()
                .filter(erasure -> erasure.state() == Erasure.State.DONE)
                .forEach(erasure -> erased.put(erasure.subject().session(), erasure.subject()));
        int removed = 0;
        for (String session : sessions(erased.keySet())) {
            Optional<SessionRow> row = content.index().session(session);
            Erasure.@Nullable Subject subject =
                    row.map(Erasure.Subject::of).orElse(erased.get(session));
            if (row.filter(RetentionSweep::isLive).isPresent()) {
                continue;
            }
            if (subject == null) {
                removed += failures.tried(() -> finishRemoval(session)) ? 1 : 0;
                continue;
            }
            Instant ended = row.map(RetentionSweep::end).orElse(subject.startedAt());
            if (failures.tried(() -> expire(subject, ended))) {
                removed++;
            }
        }
        return removed;
    }

    /// The sessions with a recording here, and those whose recording is only elsewhere by now; the index knows nothing of
    /// the erased ones.
    private Set<String> sessions(Set<String> erased) throws IOException {
        Set<String> sessions = new TreeSet<>(content.index().endedSessions());
        erased.stream().filter(content.elsewhere()::mayHold).forEach(sessions::add);
        for (Path recording : content.recordings().list()) {
            sessions.add(RecordingStore.sessionOf(recording));
        }
        return sessions;
    }

    /// Removes the files of a session that a sweep before came to forget, but not to remove.
    private boolean finishRemoval(String session) throws IOException {
        boolean isForgotten =
                content.keys()
                        .tombstone(session)
                        .filter(tombstone -> tombstone.destroyedBy().equals(BY_RULE))
                        .isPresent();
        if (isForgotten) {
            content.removeFiles(session);
        }
        return isForgotten;
    }

    private boolean expire(Erasure.Subject subject, Instant ended) throws IOException {
        Optional<RetentionRule> rule = rule(subject.target());
        Instant now = clock.now();
        if (rule.isEmpty() || ended.plus(rule.get().keep()).isAfter(now)) {
            return false;
        }
        String words = rule.get().words();
        try {
            holds.unlessHeld(
                    subject,
                    () -> {
                        audit.write(
                                AuditCode.RECORDING_EXPIRED,
                                null,
                                "",
                                subject.target(),
                                subject.session(),
                                Map.of("rule", words, "endedAt", ended.toString()),
                                "The recording of session "
                                        + subject.session()
                                        + " is removed by the rule: "
                                        + words
                                        + ".");
                        content.remove(
                                new Tombstone(
                                        subject.session(),
                                        now.truncatedTo(ChronoUnit.SECONDS),
                                        BY_RULE,
                                        words,
                                        ""));
                    });
            return true;
        } catch (RetentionException held) {
            LOG.atDebug()
                    .addKeyValue("session", subject.session())
                    .addKeyValue("reason", held.kind().code())
                    .log("a recording is kept beyond its time");
            return false;
        }
    }

    private static boolean isLive(SessionRow row) {
        return row.lifetime().state().equals("live");
    }

    private static Instant end(SessionRow row) {
        Long ended = row.lifetime().endedAt();
        return Instant.EPOCH.plus(
                ended == null ? row.lifetime().startedAt() : ended, ChronoUnit.MICROS);
    }

    /// Stops after the recording at hand.
    @Override
    public synchronized void close() {
        closed.countDown();
        if (thread != null) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
