package dev.postern.fuzz;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/// Makes inputs of the corpus by mutation; an input that brings out something new joins the corpus.
final class Mutator {

    private static final int MAX_BYTES = 768;
    private static final int MAX_CORPUS = 4_096;
    private static final int MOST_MUTATIONS = 6;
    private static final int[] INTERESTING = {
        0,
        1,
        -1,
        3,
        4,
        5,
        7,
        8,
        0x7f,
        0x80,
        0xff,
        0x100,
        10_000,
        10_004,
        10_005,
        0x7fff,
        0x8000,
        0xffff,
        0x0003_0000,
        0x0003_0002,
        80_877_102,
        80_877_103,
        80_877_104,
        0x3fff_fffe,
        0x3fff_ffff,
        Integer.MAX_VALUE,
        Integer.MIN_VALUE
    };

    private final Random random;
    private final List<byte[]> corpus;
    private final Set<Object> outcomes = new HashSet<>();

    Mutator(Random random, List<byte[]> seeds) {
        this.random = random;
        this.corpus = new ArrayList<>(seeds);
    }

    /// The next input, at most 768 bytes; a seed itself now and then.
    byte[] next() {
        byte[] input = any().clone();
        for (int i = random.nextInt(MOST_MUTATIONS); i > 0; i--) {
            input = mutate(input);
        }
        return input.length > MAX_BYTES ? Arrays.copyOf(input, MAX_BYTES) : input;
    }

    /// Keeps `input` if nothing before it had this outcome.
    void learn(byte[] input, Object outcome) {
        if (outcomes.size() < MAX_CORPUS && outcomes.add(outcome)) {
            corpus.add(input);
        }
    }

    /// Different outcomes so far.
    int outcomes() {
        return outcomes.size();
    }

    private byte[] any() {
        return corpus.get(random.nextInt(corpus.size()));
    }

    private byte[] mutate(byte[] in) {
        if (in.length == 0) {
            return any().clone();
        }
        int at = random.nextInt(in.length);
        int length = 1 + random.nextInt(Math.min(in.length - at, 64));
        return switch (random.nextInt(8)) {
            case 0 -> flipped(in, at);
            case 1 -> changed(in, at);
            case 2 -> overwritten(in, at);
            case 3 -> Arrays.copyOf(in, at);
            case 4 -> joined(in, 0, at, in, at + length, in.length);
            case 5 -> joined(in, 0, at + length, in, at, in.length);
            case 6 -> spliced(in, at);
            default -> joined(in, 0, in.length, any());
        };
    }

    private byte[] flipped(byte[] in, int at) {
        in[at] ^= (byte) (1 << random.nextInt(8));
        return in;
    }

    private byte[] changed(byte[] in, int at) {
        in[at] = (byte) random.nextInt(256);
        return in;
    }

    /// With a number that decoders compare with, in one, two or four bytes.
    private byte[] overwritten(byte[] in, int at) {
        int value = INTERESTING[random.nextInt(INTERESTING.length)];
        byte[] number = ByteBuffer.allocate(4).putInt(value).array();
        int bytes = Math.min(1 << random.nextInt(3), in.length - at);
        System.arraycopy(number, 4 - bytes, in, at, bytes);
        return in;
    }

    private byte[] spliced(byte[] in, int at) {
        byte[] other = any();
        return joined(
                in,
                0,
                at,
                other,
                other.length == 0 ? 0 : random.nextInt(other.length),
                other.length);
    }

    private static byte[] joined(byte[] a, int from, int to, byte[] b) {
        return joined(a, from, to, b, 0, b.length);
    }

    private static byte[] joined(byte[] a, int aFrom, int aTo, byte[] b, int bFrom, int bTo) {
        byte[] out = Arrays.copyOf(Arrays.copyOfRange(a, aFrom, aTo), aTo - aFrom + bTo - bFrom);
        System.arraycopy(b, bFrom, out, aTo - aFrom, bTo - bFrom);
        return out;
    }
}
