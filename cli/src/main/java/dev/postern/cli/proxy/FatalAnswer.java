package dev.postern.cli.proxy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/// An ErrorResponse of severity FATAL, as a client reads it that has sent its start-up packet.
///
/// | field | bytes |
/// | --- | --- |
/// | `E` | 1 |
/// | length, itself included | 4 |
/// | `S` `V` `C` `M` `H`, each followed by a text and a zero byte | n |
/// | end | 1 zero byte |
final class FatalAnswer {

    private FatalAnswer() {}

    /// @param state SQLSTATE
    static byte[] of(String state, String message, String hint) {
        byte[] fields =
                ("SFATAL\0VFATAL\0C" + state + "\0M" + message + "\0H" + hint + "\0\0")
                        .getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(5 + fields.length)
                .put((byte) 'E')
                .putInt(4 + fields.length)
                .put(fields)
                .array();
    }
}
