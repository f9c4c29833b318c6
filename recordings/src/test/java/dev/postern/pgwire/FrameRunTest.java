package dev.postern.pgwire;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

class FrameRunTest {

    private static final char[] TYPES = {'D', 'D', 'D', 'D', 'd', 'C', 'Z'};

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void scan_listenerThatTakesRuns_hearsOfTheSameMessages(long seed) throws Exception {
        byte[] stream = stream(new Random(seed));
        Ends single = new Ends("");
        Ends runs = new Ends("Dd");
        scan(stream, single, new Random(seed));
        scan(stream, runs, new Random(seed));
        assertThat(runs.lines).isEqualTo(single.lines);
        assertThat(runs.runs).isPositive();
        assertThat(single.runs).isZero();
    }

    private static byte[] stream(Random random) {
        ByteBuffer out = ByteBuffer.allocate(64 * 1024);
        char type = 'D';
        while (out.remaining() > 300) {
            type = random.nextInt(4) == 0 ? TYPES[random.nextInt(TYPES.length)] : type;
            int body = random.nextInt(60);
            out.put((byte) type).putInt(Integer.BYTES + body).put(new byte[body]);
        }
        return java.util.Arrays.copyOf(out.array(), out.position());
    }

    /// In pieces of random length, some of a byte.
    private static void scan(byte[] stream, Ends ends, Random random)
            throws MalformedMessageException {
        FrameCutter cutter = new FrameCutter(FrameLimits.BACKEND);
        int at = 0;
        while (at < stream.length) {
            int length =
                    Math.min(
                            stream.length - at,
                            1 + random.nextInt(random.nextBoolean() ? 4 : 2_000));
            ends.before = at;
            cutter.scan(ByteBuffer.wrap(stream, at, length).slice(), ends);
            at += length;
        }
        assertThat(cutter.isAtBoundary()).isTrue();
    }

    /// One line for each message: its type, its length and where it ends.
    private static final class Ends implements FrameListener {
        private final String taken;
        private final List<String> lines = new ArrayList<>();
        private int before;
        private int runs;
        private char type;
        private int length;

        Ends(String taken) {
            this.taken = taken;
        }

        @Override
        public void onHeader(char type, int bodyLength, int headerEnd) {
            this.type = type;
            this.length = bodyLength;
        }

        @Override
        public void onEnd(int end) {
            lines.add(type + " " + length + " " + (before + end));
        }

        @Override
        public boolean takesRuns(char type) {
            return taken.indexOf(type) >= 0;
        }

        @Override
        public void onRun(char type, int count, ByteBuffer in, int from, int to) {
            runs++;
            int at = from;
            for (int i = 0; i < count; i++) {
                int body = in.getInt(at + 1) - Integer.BYTES;
                at += Frame.HEADER_BYTES + body;
                lines.add(type + " " + body + " " + (before + at));
            }
            assertThat(at).isEqualTo(to);
        }
    }
}
