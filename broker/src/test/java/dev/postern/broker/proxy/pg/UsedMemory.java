package dev.postern.broker.proxy.pg;

import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.lang.ref.WeakReference;

/// How much memory this process uses that nobody has let go of.
final class UsedMemory {

    static final long MIB = 1024 * 1024;

    private UsedMemory() {}

    /// Heap behind a collection, and buffers outside of it, in bytes.
    static long bytes() {
        for (int i = 0; i < 3; i++) {
            collect();
        }
        long direct =
                ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                        .mapToLong(pool -> Math.max(0, pool.getMemoryUsed()))
                        .sum();
        return direct + ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    private static void collect() {
        WeakReference<Object> garbage = new WeakReference<>(new Object());
        System.gc();
        Gateway.await("a collection", () -> garbage.refersTo(null));
    }
}
