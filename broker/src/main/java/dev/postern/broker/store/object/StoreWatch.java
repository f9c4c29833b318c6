package dev.postern.broker.store.object;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;

/// Says how the store does, and tells when that changes.
final class StoreWatch {

    private static final Logger LOG = LoggerFactory.getLogger(StoreWatch.class);

    private final ObjectStore store;
    private final SpoolLimits limits;
    private final UploadSpool.Machine machine;
    private final Pending pending;
    private final UploadLog log;
    private final UploadListener listener;
    private StoreStatus.State told = StoreStatus.State.OK;

    StoreWatch(
            ObjectStore store,
            SpoolLimits limits,
            UploadSpool.Machine machine,
            Pending pending,
            UploadLog log,
            UploadListener listener) {
        this.store = store;
        this.limits = limits;
        this.machine = machine;
        this.pending = pending;
        this.log = log;
        this.listener = listener;
    }

    StoreStatus status() {
        Pending.Sum sum = pending.sum();
        return new StoreStatus(
                state(sum),
                sum.count(),
                sum.bytes(),
                limits.bytes(),
                sum.oldest(),
                log.erasures().size(),
                sum.problem());
    }

    private StoreStatus.State state(Pending.Sum sum) {
        if (sum.bytes() >= limits.bytes()) {
            return StoreStatus.State.FULL;
        }
        if (sum.problem() == null) {
            return StoreStatus.State.OK;
        }
        return sum.count() > 0 && isDiskFull()
                ? StoreStatus.State.FULL
                : StoreStatus.State.UNREACHABLE;
    }

    /// A disk that does not say how full it is counts as full.
    private boolean isDiskFull() {
        try {
            return machine.disk().usedPercent() >= limits.diskPercent();
        } catch (IOException e) {
            LOG.atWarn().addKeyValue("reason", e.toString()).log("the disk's room is not known");
            return true;
        }
    }

    /// Tells the listener if the state is another one than it was told last.
    synchronized void tell() {
        StoreStatus now = status();
        if (now.state() != told) {
            listener.changed(told, now);
            told = now.state();
        }
    }

    void probe() throws IOException {
        store.probe();
    }
}
