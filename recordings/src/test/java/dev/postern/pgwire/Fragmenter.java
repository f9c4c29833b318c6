package dev.postern.pgwire;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// Cuts bytes into pieces as a socket might.
public final class Fragmenter {
    private Fragmenter() {}

    /// Pieces of one byte each.
    public static List<ByteBuffer> single(byte[] bytes) {
        List<ByteBuffer> pieces = new ArrayList<>();
        for (int i = 0; i < bytes.length; i++) {
            pieces.add(ByteBuffer.wrap(bytes, i, 1));
        }
        return pieces;
    }

    /// Pieces of 1 to `max` bytes; prints the seed so that a failure can be repeated.
    public static List<ByteBuffer> random(byte[] bytes, int max, long seed) {
        System.out.println("Fragmenter seed " + seed);
        Random random = new Random(seed);
        List<ByteBuffer> pieces = new ArrayList<>();
        for (int at = 0; at < bytes.length; ) {
            int size = Math.min(bytes.length - at, 1 + random.nextInt(max));
            pieces.add(ByteBuffer.wrap(bytes, at, size));
            at += size;
        }
        return pieces;
    }
}
