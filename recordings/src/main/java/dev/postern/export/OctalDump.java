package dev.postern.export;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/// Writes bytes as `od -A x -t x1z -v` does: offset, sixteen bytes in hexadecimal, and what of them is printable ASCII.
/// Not thread-safe.
public final class OctalDump {

    private static final int COLUMNS = 16;

    private final Appendable out;
    private final byte[] line = new byte[COLUMNS];
    private int filled;
    private long offset;

    public OctalDump(Appendable out) {
        this.out = out;
    }

    /// Writes the next bytes.
    public void bytes(ByteBuffer bytes) throws IOException {
        for (int i = bytes.position(); i < bytes.limit(); i++) {
            line[filled++] = bytes.get(i);
            if (filled == COLUMNS) {
                writeLine();
            }
        }
    }

    /// Writes what is left, and the number of bytes.
    public void end() throws IOException {
        if (filled > 0) {
            writeLine();
        }
        out.append(String.format("%06x%n", offset).replace("\r", ""));
    }

    private void writeLine() throws IOException {
        StringBuilder text = new StringBuilder(String.format("%06x", offset));
        for (int i = 0; i < filled; i++) {
            text.append(String.format(" %02x", line[i] & 0xFF));
        }
        text.append("   ".repeat(COLUMNS - filled)).append("  >");
        for (byte b : Arrays.copyOf(line, filled)) {
            text.append(b >= 0x20 && b < 0x7F ? (char) b : '.');
        }
        out.append(text.append("<\n"));
        offset += filled;
        filled = 0;
    }
}
