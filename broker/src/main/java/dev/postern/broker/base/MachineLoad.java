package dev.postern.broker.base;

import com.sun.management.OperatingSystemMXBean;

import java.lang.management.ManagementFactory;

/// How busy the machine, or the part of it that this process may use, was of late.
@FunctionalInterface
public interface MachineLoad {

    /// From 0 for idle to 1 for all processors busy; below 0 if nobody knows.
    double recent();

    /// What the operating system counts.
    static MachineLoad system() {
        OperatingSystemMXBean system =
                ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        return system::getCpuLoad;
    }
}
