package dev.postern.broker.record;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

/// A disk whose syncs can be held up and made to fail.
final class FaultyDisk implements DiskSync {

    private final Semaphore permits = new Semaphore(Integer.MAX_VALUE);
    private final AtomicInteger syncs = new AtomicInteger();
    private volatile boolean failing;
    private boolean isHeld;

    @Override
    public void force(FileChannel file) throws IOException {
        permits.acquireUninterruptibly();
        try {
            syncs.incrementAndGet();
            if (failing) {
                throw new IOException("Input/output error");
            }
        } finally {
            permits.release();
        }
    }

    @Override
    public void forceDirectory(Path directory) {
        // Directories of tests need not survive the machine.
    }

    int syncs() {
        return syncs.get();
    }

    synchronized void hold() {
        permits.acquireUninterruptibly(Integer.MAX_VALUE);
        isHeld = true;
    }

    synchronized void letGo() {
        if (isHeld) {
            isHeld = false;
            permits.release(Integer.MAX_VALUE);
        }
    }

    void fail() {
        failing = true;
    }
}
