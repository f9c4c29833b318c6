package dev.postern.broker.store.object;

/// How much may wait on this machine.
///
/// @param bytes       of recordings that are not stored yet; at that many no session may go on
/// @param diskPercent of the disk used, at which no session may go on while the store does not answer; 1 to 100
/// @param localCopies bytes of recordings that are stored and kept here all the same, for quick reading
public record SpoolLimits(long bytes, int diskPercent, long localCopies) {

    /// 4 GiB, 80 %, 4 GiB.
    public static final SpoolLimits DEFAULT = new SpoolLimits(4L << 30, 80, 4L << 30);

    public SpoolLimits {
        if (bytes <= 0 || localCopies < 0 || diskPercent < 1 || diskPercent > 100) {
            throw new IllegalArgumentException(
                    "no such limits: " + bytes + ", " + diskPercent + " %, " + localCopies);
        }
    }
}
