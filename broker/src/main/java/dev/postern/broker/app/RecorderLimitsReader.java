package dev.postern.broker.app;

import dev.postern.broker.app.BrokerConfig.RecorderLimits;
import dev.postern.broker.app.ConfigNode.Section;
import dev.postern.broker.record.SpaceLimits;

import java.util.Optional;

/// Reads the `recorder` section.
final class RecorderLimitsReader {

    private static final int DEFAULT_SEGMENT_MIB = 16;
    private static final int DEFAULT_SEGMENTS = 8;
    private static final int MIB_SHIFT = 20;

    private RecorderLimitsReader() {}

    static RecorderLimits read(Optional<ConfigNode> node) throws ConfigException {
        if (node.isEmpty()) {
            return new RecorderLimits(
                    DEFAULT_SEGMENT_MIB << MIB_SHIFT, DEFAULT_SEGMENTS, SpaceLimits.DEFAULT, false);
        }
        Section section =
                node.get()
                        .section(
                                "segment-mib",
                                "segments",
                                "reserve-mib",
                                "refuse-below-mib",
                                "refuse-below-percent",
                                "end-below-mib",
                                "allow-volatile-store");
        Optional<ConfigNode> isVolatile = section.optional("allow-volatile-store");
        return new RecorderLimits(
                number(section, "segment-mib", DEFAULT_SEGMENT_MIB, 1, 1024) << MIB_SHIFT,
                number(section, "segments", DEFAULT_SEGMENTS, 3, 1024),
                space(section),
                isVolatile.isPresent() && isVolatile.get().flag());
    }

    private static SpaceLimits space(Section section) throws ConfigException {
        SpaceLimits defaults = SpaceLimits.DEFAULT;
        long refuseBelow = bytes(section, "refuse-below-mib", defaults.refuseBelowBytes());
        long endBelow =
                bytes(
                        section,
                        "end-below-mib",
                        Math.min(defaults.endBelowBytes(), refuseBelow / 2));
        if (endBelow > refuseBelow) {
            throw section.required("end-below-mib")
                    .problem(
                            "is above refuse-below-mib",
                            "sessions must stop beginning before running ones end; choose less");
        }
        return new SpaceLimits(
                bytes(section, "reserve-mib", defaults.reserveBytes()),
                refuseBelow,
                number(section, "refuse-below-percent", defaults.refuseBelowPercent(), 0, 99),
                endBelow);
    }

    private static long bytes(Section section, String key, long standard) throws ConfigException {
        return section.has(key)
                ? (long) number(section, key, 0, 0, 1 << MIB_SHIFT) << MIB_SHIFT
                : standard;
    }

    private static int number(Section section, String key, int standard, int least, int most)
            throws ConfigException {
        return section.has(key)
                ? BrokerConfigReader.number(section.required(key), least, most)
                : standard;
    }
}
