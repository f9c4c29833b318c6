package dev.postern.bench;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/// The bytes of a short query and of its answer, and of an answer with many rows.
final class Traffic {

    static final int ROWS = 1_000;

    private Traffic() {}

    static ByteBuffer startup() {
        byte[] parameters = "user\0app\0database\0shop\0\0".getBytes(StandardCharsets.US_ASCII);
        return ByteBuffer.allocate(8 + parameters.length)
                .putInt(8 + parameters.length)
                .putInt(196_608)
                .put(parameters)
                .flip();
    }

    static ByteBuffer query() {
        ByteBuffer out = ByteBuffer.allocate(128);
        message(out, 'Q', "select abalance from pgbench_accounts where aid = 4711\0");
        return out.flip();
    }

    static ByteBuffer answer(int rows) {
        ByteBuffer out = ByteBuffer.allocate(128 + rows * 32);
        message(out, 'T', "\0\1abalance\0\0\0\0\0\0\0\0\0\0\27\0\4\0\0\0\0\0\0");
        for (int i = 0; i < rows; i++) {
            message(out, 'D', "\0\1\0\0\0\7" + (1_000_000 + i));
        }
        message(out, 'C', "SELECT " + rows + "\0");
        message(out, 'Z', "I");
        return out.flip();
    }

    private static void message(ByteBuffer out, char type, String body) {
        byte[] bytes = body.getBytes(StandardCharsets.ISO_8859_1);
        out.put((byte) type).putInt(Integer.BYTES + bytes.length).put(bytes);
    }
}
