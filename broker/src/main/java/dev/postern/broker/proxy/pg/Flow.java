package dev.postern.broker.proxy.pg;

import io.netty.channel.Channel;

/// Holds back the socket that one direction reads from while too many of its bytes are under way.
///
/// Bytes are under way from the read until the write on the other side is done: those that wait for the disk count as
/// well. Each direction has a flow of its own, so that a blocked reader never stops the other direction. Confined to
/// the session's event loop.
final class Flow {

    /// Reading goes on at this many bytes under way.
    static final int LOW = 128 * 1024;

    /// Reading stops at this many bytes under way.
    static final int HIGH = 256 * 1024;

    private final Channel source;
    private long underWayBytes;
    private boolean isFull;
    private boolean isRecorderBusy;
    private boolean isStopped;

    Flow(Channel source) {
        this.source = source;
    }

    void add(int bytes) {
        underWayBytes += bytes;
        if (!isFull && underWayBytes >= HIGH) {
            isFull = true;
            apply();
        }
    }

    void done(int bytes) {
        underWayBytes -= bytes;
        if (isFull && underWayBytes <= LOW) {
            isFull = false;
            apply();
        }
    }

    void setRecorderBusy(boolean busy) {
        isRecorderBusy = busy;
        apply();
    }

    /// Whether too many bytes are under way.
    boolean isFull() {
        return isFull;
    }

    /// Reads no more.
    void stop() {
        isStopped = true;
        apply();
    }

    void apply() {
        source.config().setAutoRead(!(isFull || isRecorderBusy || isStopped));
    }
}
