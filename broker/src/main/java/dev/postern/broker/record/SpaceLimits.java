package dev.postern.broker.record;

/// How much room the store must have for what.
///
/// @param reserveBytes         size of the file that is given up to write the ends of sessions when the disk is full
/// @param refuseBelowBytes     with less free, no session begins
/// @param refuseBelowPercent   with less free, in percent of the file system, no session begins
/// @param endBelowBytes        with less free, running sessions end
public record SpaceLimits(
        long reserveBytes, long refuseBelowBytes, int refuseBelowPercent, long endBelowBytes) {

    private static final long MIB = 1 << 20;

    /// 64 MiB in reserve; no new sessions below 5 % or 512 MiB; none at all below 32 MiB.
    public static final SpaceLimits DEFAULT = new SpaceLimits(64 * MIB, 512 * MIB, 5, 32 * MIB);

    /// Nothing in reserve, and sessions as long as the disk takes them.
    public static final SpaceLimits NONE = new SpaceLimits(0, 0, 0, 0);

    public SpaceLimits {
        if (reserveBytes < 0
                || refuseBelowBytes < endBelowBytes
                || endBelowBytes < 0
                || refuseBelowPercent < 0
                || refuseBelowPercent > 100) {
            throw new IllegalArgumentException(
                    "a reserve of "
                            + reserveBytes
                            + " bytes, refusing below "
                            + refuseBelowBytes
                            + " bytes or "
                            + refuseBelowPercent
                            + " %, ending below "
                            + endBelowBytes
                            + " bytes; ending must not come before refusing");
        }
    }

    /// The free bytes below which no session begins on a file system of `totalBytes`.
    long refuseBelow(long totalBytes) {
        return Math.max(refuseBelowBytes, totalBytes / 100 * refuseBelowPercent);
    }
}
