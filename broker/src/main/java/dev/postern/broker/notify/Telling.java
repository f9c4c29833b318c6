package dev.postern.broker.notify;

import dev.postern.broker.access.AccessRequests;
import dev.postern.broker.audit.AuditTrail;
import dev.postern.broker.base.Clock;
import dev.postern.broker.store.sql.StateStore;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import javax.net.ssl.SSLSocketFactory;

/// Tells receivers what happens about requests and locks, once a second what is new.
public final class Telling implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Telling.class);

    private static final Duration LONGEST_ATTEMPT = Duration.ofSeconds(15);
    private static final long EVERY_MILLIS = 1_000;

    private final Outbox outbox;
    private final Courier courier;
    private final ScheduledExecutorService scheduler;
    private final ScheduledExecutorService timer;
    private List<ScheduledFuture<?>> every = List.of();

    private Telling(
            Outbox outbox,
            Courier courier,
            ScheduledExecutorService scheduler,
            ScheduledExecutorService timer) {
        this.outbox = outbox;
        this.courier = courier;
        this.scheduler = scheduler;
        this.timer = timer;
    }

    /// Begins.
    ///
    /// @param webAddress the address that people open; empty while it is not known
    public static Telling start(
            NotifyConfig config,
            StateStore store,
            AuditTrail audit,
            AccessRequests requests,
            Clock clock,
            Supplier<String> webAddress) {
        ScheduledExecutorService timer = scheduler("tell-timer");
        Senders senders =
                new Senders(
                        config,
                        clock,
                        LONGEST_ATTEMPT,
                        timer,
                        (SSLSocketFactory) SSLSocketFactory.getDefault());
        ScheduledExecutorService scheduler = scheduler("tell");
        Telling telling =
                new Telling(
                        new Outbox(store, requests, config, clock, webAddress),
                        new Courier(store, audit, senders, config, clock),
                        scheduler,
                        timer);
        telling.every =
                List.of(
                        scheduler.scheduleWithFixedDelay(
                                telling::look, EVERY_MILLIS, EVERY_MILLIS, TimeUnit.MILLISECONDS),
                        scheduler.scheduleWithFixedDelay(telling::clear, 1, 24, TimeUnit.HOURS));
        return telling;
    }

    private static ScheduledExecutorService scheduler(String name) {
        return Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().name(name).daemon().factory());
    }

    private void look() {
        try {
            outbox.fill();
            courier.start();
        } catch (RuntimeException e) {
            LOG.atError()
                    .addKeyValue("phase", "notify")
                    .setCause(e)
                    .log("The outbox could not be filled; it is tried again");
        }
    }

    private void clear() {
        try {
            outbox.clear();
        } catch (RuntimeException e) {
            LOG.atError()
                    .addKeyValue("phase", "notify")
                    .setCause(e)
                    .log("Old messages could not be removed; it is tried again");
        }
    }

    @Override
    public void close() {
        every.forEach(each -> each.cancel(false));
        scheduler.shutdownNow();
        timer.shutdownNow();
        try {
            scheduler.awaitTermination(5, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
