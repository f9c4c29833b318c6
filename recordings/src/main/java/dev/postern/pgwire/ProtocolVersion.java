package dev.postern.pgwire;

/// A version of the protocol, as the start-up packet states it.
///
/// @param major 0 to 65535
/// @param minor 0 to 65535
public record ProtocolVersion(int major, int minor) implements Comparable<ProtocolVersion> {
    /// Spoken by every server.
    public static final ProtocolVersion V3_0 = new ProtocolVersion(3, 0);

    /// Since PostgreSQL 18: the cancel key may be longer than four bytes.
    public static final ProtocolVersion V3_2 = new ProtocolVersion(3, 2);

    public ProtocolVersion {
        if (major < 0 || major > 0xffff || minor < 0 || minor > 0xffff) {
            throw new IllegalArgumentException(
                    "protocol version " + major + "." + minor + " does not fit 16 + 16 bits");
        }
    }

    /// The version of an Int32 code: major in the upper half, minor in the lower.
    public static ProtocolVersion of(int code) {
        return new ProtocolVersion(code >>> 16, code & 0xffff);
    }

    /// The Int32 code.
    public int code() {
        return major << 16 | minor;
    }

    @Override
    public int compareTo(ProtocolVersion other) {
        return Integer.compareUnsigned(code(), other.code());
    }

    @Override
    public String toString() {
        return major + "." + minor;
    }
}
