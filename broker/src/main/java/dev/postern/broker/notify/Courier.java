package dev.postern.broker.notify;

import dev.postern.broker.audit.AuditCode;
import dev.postern.broker.audit.AuditTrail;
import dev.postern.broker.base.Clock;
import dev.postern.broker.store.sql.OutboxRow;
import dev.postern.broker.store.sql.StateStore;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Brings what is in the outbox to its receivers.
///
/// At least once: a message is taken for an attempt before it is sent, by one broker at a time, and counts as brought when
/// the receiver said so. A receiver that failed is left alone for twice as long after each failure, from 5 s to 15 min, and
/// keeps nobody else waiting. What could not be brought for a day is given up, and the audit trail says so.
final class Courier {

    private static final Logger LOG = LoggerFactory.getLogger(Courier.class);

    private static final int AT_ONCE = 20;
    private static final int MOST_DOUBLINGS = 10;
    private static final Duration FIRST_WAIT = Duration.ofSeconds(5);
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(15);

    /// Longer than one attempt may take, so that a message is free again only if its broker is gone.
    private static final Duration CLAIM = Duration.ofMinutes(2);

    private final StateStore store;
    private final AuditTrail audit;
    private final Sending sending;
    private final NotifyConfig config;
    private final Clock clock;
    private final Set<String> busy = ConcurrentHashMap.newKeySet();

    Courier(StateStore store, AuditTrail audit, Sending sending, NotifyConfig config, Clock clock) {
        this.store = store;
        this.audit = audit;
        this.sending = sending;
        this.config = config;
        this.clock = clock;
    }

    /// Begins to bring what is due, on a thread for each receiver that has none running.
    void start() {
        for (NotifyConfig.Receiver receiver : config.receivers()) {
            if (busy.add(receiver.name())) {
                Thread.ofVirtual()
                        .name("tell-" + receiver.name())
                        .start(() -> {
                            try {
                                bring(receiver);
                            } catch (RuntimeException e) {
                                LOG.atError()
                                        .addKeyValue("phase", "notify")
                                        .addKeyValue("reason", receiver.name())
                                        .setCause(e)
                                        .log("Messages could not be brought; they are tried again");
                            } finally {
                                busy.remove(receiver.name());
                            }
                        });
            }
        }
    }

    /// Brings what is due for one receiver, until something fails. Blocks.
    void bring(NotifyConfig.Receiver receiver) {
        for (OutboxRow row :
                store.read(rows ->
                        rows.outbox().due(receiver.name(), Outbox.micros(clock.now()), AT_ONCE))) {
            long until = Outbox.micros(clock.now().plus(CLAIM));
            if (!store.write(rows -> rows.outbox().claim(row, until))) {
                continue;
            }
            Optional<String> problem = attempt(receiver, row);
            if (problem.isPresent()) {
                failed(receiver, row, problem.get());
                return;
            }
            store.write(rows -> {
                rows.outbox().sent(row);
                return row;
            });
        }
    }

    private Optional<String> attempt(NotifyConfig.Receiver receiver, OutboxRow row) {
        try {
            sending.send(receiver, Message.of(row));
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(
                    e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage());
        }
    }

    private void failed(NotifyConfig.Receiver receiver, OutboxRow row, String problem) {
        Instant now = clock.now();
        Instant end = Instant.EPOCH.plusNanos(row.madeAt() * 1_000).plus(config.giveUpAfter());
        LOG.atWarn()
                .addKeyValue("phase", "notify")
                .addKeyValue("code", row.event())
                .addKeyValue("reason", problem)
                .log("A message did not arrive");
        if (now.isBefore(end)) {
            long next = Outbox.micros(now.plus(pause(row.attempts())));
            store.write(rows -> {
                rows.outbox().failed(row, problem, next);
                return row;
            });
            return;
        }
        store.write(rows -> {
            rows.outbox().giveUp(row, problem);
            audit.write(
                    AuditCode.NOTICE_GIVEN_UP,
                    null,
                    "",
                    null,
                    null,
                    Map.of(
                            "receiver",
                            receiver.name(),
                            "message",
                            row.eventKey(),
                            "event",
                            row.event(),
                            "problem",
                            problem),
                    "The receiver "
                            + receiver.name()
                            + " was not told of "
                            + row.event()
                            + ": "
                            + problem
                            + ".");
            return row;
        });
    }

    /// The pause after a message failed that had failed `earlier` times.
    static Duration pause(long earlier) {
        Duration wait = FIRST_WAIT.multipliedBy(1L << Math.min(earlier, MOST_DOUBLINGS));
        return wait.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : wait;
    }
}
