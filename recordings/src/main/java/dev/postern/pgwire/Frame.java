package dev.postern.pgwire;

import java.nio.ByteBuffer;

/// One whole message with a type byte.
///
/// | bytes | content |
/// | --- | --- |
/// | Byte1 | type |
/// | Int32 | length: itself and the body |
/// | ByteN | body |
///
/// @param type  the type byte, 0 to 255; its meaning depends on the direction
/// @param body  a read-only view from position 0 or later to its limit, valid as long as its source says
public record Frame(char type, ByteBuffer body) {

    /// Bytes of type and length word.
    public static final int HEADER_BYTES = 5;

    public Frame {
        body = body.isReadOnly() ? body : body.asReadOnlyBuffer();
    }

    /// Bytes of the whole message, header included.
    public long messageBytes() {
        return HEADER_BYTES + (long) body.remaining();
    }

    /// The type and the number of bytes: content stays out of logs.
    @Override
    public String toString() {
        return "Frame["
                + (type >= ' ' && type < 127 ? type : '?')
                + ", "
                + body.remaining()
                + " bytes]";
    }
}
