package dev.postern.broker.audit;

import dev.postern.broker.base.Ticker;
import dev.postern.broker.store.sql.AuditRow;
import dev.postern.broker.store.sql.StateStore;
import dev.postern.sitelog.SiteLogReader;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// Keeps the audit table equal to the site log: at start it is caught up, or made anew where it differs; then a thread
/// of its own adds what is logged, many rows a transaction.
final class AuditCache implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(AuditCache.class);
    private static final int BATCH = 500;
    private static final int CHECKED_AT_START = 1000;
    private static final long LONGEST_WAIT_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final long AGAIN_NANOS = TimeUnit.SECONDS.toNanos(1);

    /// What is logged within [#GATHERINGS] times so long goes into the table together, unless somebody waits for it.
    private static final long GATHER_MILLIS = 50;

    private static final int GATHERINGS = 2;

    private final StateStore store;
    private final SiteLog log;
    private final Thread thread;
    private long cached;
    private boolean closed;
    private boolean failing;
    private boolean gathering;
    private int hurried;

    private AuditCache(StateStore store, SiteLog log, long cached) {
        this.store = store;
        this.log = log;
        this.cached = cached;
        this.thread = Thread.ofPlatform().name("postern-audit-cache").unstarted(this::run);
    }

    /// What opening found.
    ///
    /// @param differing the first row that was not its leaf, or nothing if the table was as it should be
    record Opened(AuditCache cache, Optional<Long> differing) {}

    /// Brings the table up to the log.
    ///
    /// @throws AuditException if the table has events that the log has lost
    static Opened open(StateStore store, SiteLog log) throws IOException {
        SiteLogReader reader = log.reader();
        long rows = store.read(r -> r.audit().last().map(AuditRow::id).orElse(0L));
        if (rows > log.size()) {
            throw new AuditException(
                    "state.db knows "
                            + rows
                            + " audit events, the site log has "
                            + log.size()
                            + ": the log was cut, or an older copy was put in its place. Keep both"
                            + " for an investigation, and restore site-log from its newest backup");
        }
        Optional<Long> differing =
                firstDiffering(store, reader, Math.max(0, rows - CHECKED_AT_START));
        if (differing.isPresent()) {
            store.write(r -> r.audit().clear());
            rows = 0;
        }
        AuditCache cache = new AuditCache(store, log, rows);
        while (cache.cached < log.size()) {
            cache.addFrom(reader, log.size());
        }
        cache.thread.start();
        return new Opened(cache, differing);
    }

    /// The first row with a number above `from` that is not the row of its leaf.
    static Optional<Long> firstDiffering(StateStore store, SiteLogReader reader, long from)
            throws IOException {
        long id = from;
        List<AuditRow> batch;
        do {
            long after = id;
            batch = store.read(rows -> rows.audit().after(after, BATCH));
            for (AuditRow row : batch) {
                byte[] leaf = reader.leaf(id);
                id++;
                if (leaf == null || !AuditLeaf.row(id - 1, leaf).equals(row)) {
                    return Optional.of(id);
                }
            }
        } while (!batch.isEmpty());
        return Optional.empty();
    }

    private void run() {
        try {
            while (await()) {
                try {
                    // The size first: what is logged in between is in the reader, never missing
                    // from it.
                    long size = log.size();
                    addFrom(log.reader(), size);
                    failing = false;
                } catch (IOException | RuntimeException e) {
                    if (!failing) {
                        LOG.atError()
                                .addKeyValue("reason", e.toString())
                                .log("the audit table lags behind the site log");
                    }
                    failing = true;
                    LockSupport.parkNanos(this, AGAIN_NANOS);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void addFrom(SiteLogReader reader, long size) throws IOException {
        long first = cached();
        List<AuditRow> rows = new ArrayList<>();
        for (long i = first; i < Math.min(size, first + BATCH); i++) {
            byte[] leaf = reader.leaf(i);
            if (leaf == null) {
                throw new AuditException("leaf " + i + " of the site log cannot be read");
            }
            rows.add(AuditLeaf.row(i, leaf));
        }
        store.write(r -> {
            rows.forEach(r.audit()::add);
            return rows.size();
        });
        advanced(first + rows.size());
    }

    private synchronized long cached() {
        return cached;
    }

    private synchronized void advanced(long to) {
        cached = to;
        notifyAll();
    }

    /// Says that the log has grown.
    synchronized void grown() {
        if (!gathering) {
            notifyAll();
        }
    }

    private synchronized boolean await() throws InterruptedException {
        while (cached >= log.size() && !closed) {
            wait();
        }
        gather();
        return cached < log.size() && !(closed && failing);
    }

    private synchronized void gather() throws InterruptedException {
        gathering = true;
        for (int i = 0; i < GATHERINGS && hurried == 0 && !closed; i++) {
            wait(GATHER_MILLIS);
        }
        gathering = false;
    }

    /// Waits until everything that is logged now is in the table.
    ///
    /// @throws AuditException if that takes longer than 5 s
    synchronized void awaitCaughtUp(Ticker ticker) {
        long wanted = log.size();
        long until = ticker.nanos() + LONGEST_WAIT_NANOS;
        hurried++;
        notifyAll();
        try {
            while (cached < wanted) {
                long left = until - ticker.nanos();
                if (left <= 0) {
                    throw new AuditException(
                            "the audit table lags behind the site log: "
                                    + cached
                                    + " of "
                                    + wanted
                                    + " events are in it; try again");
                }
                wait(left / 1_000_000 + 1);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AuditException("interrupted while waiting for the audit table", e);
        } finally {
            hurried--;
        }
    }

    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            notifyAll();
        }
        LockSupport.unpark(thread);
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
