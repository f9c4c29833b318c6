package dev.postern.pgwire;

import java.nio.ByteBuffer;

/// Copies of bytes that must outlive the buffer they came in.
final class Copies {
    private Copies() {}

    static ByteBuffer of(ByteBuffer bytes) {
        byte[] copy = new byte[bytes.remaining()];
        bytes.get(bytes.position(), copy);
        return ByteBuffer.wrap(copy).asReadOnlyBuffer();
    }
}
