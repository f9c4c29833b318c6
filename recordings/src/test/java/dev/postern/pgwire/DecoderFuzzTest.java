package dev.postern.pgwire;

import dev.postern.fuzz.Fuzz;
import dev.postern.pgwire.FrontendMessage.PasswordKind;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;

/// The cutter and the decoders with hostile bytes: a message or a typed refusal, and the same however they are cut.
class DecoderFuzzTest {

    private static final int INPUTS = 100_000;
    private static final int MOST_DECODED = 4;
    private static final int MAX_COLLECTED = 1 << 20;

    @Test
    void frontend_isDecodedOrRefused_howeverItIsCut() throws IOException {
        Fuzz.run("frontend", INPUTS, (input, random) -> take(input, random, true));
    }

    @Test
    void backend_isDecodedOrRefused_howeverItIsCut() throws IOException {
        Fuzz.run("backend", INPUTS, (input, random) -> take(input, random, false));
    }

    @Test
    void startup_isDecodedOrRefused_andEncodesToTheSame() throws IOException {
        Fuzz.run("startup", INPUTS, (input, _) -> startup(ByteBuffer.wrap(input)));
    }

    private static Object take(byte[] input, Random random, boolean isFrontend) {
        FrameLimits limits = isFrontend ? FrameLimits.FRONTEND : FrameLimits.BACKEND;
        Cut whole = cut(limits, List.of(ByteBuffer.wrap(input)));
        Cut pieces = cut(limits, pieces(input, random));
        if (!pieces.equals(whole)) {
            throw new AssertionError("whole it is " + whole + ", in pieces " + pieces);
        }
        boolean isPrinted = random.nextInt(16) == 0;
        Set<String> seen = new TreeSet<>();
        for (Frame frame : whole.frames()) {
            if (seen.size() <= MOST_DECODED) {
                seen.add(frame.type() + (isFrontend ? frontend(frame) : backend(frame)));
            }
            if (isPrinted) {
                print(frame, isFrontend);
            }
        }
        return whole.outcome() + (seen.size() > 2 ? "many" : seen);
    }

    /// Frames in order, and how it ended.
    private record Cut(List<Frame> frames, String outcome) {}

    private static Cut cut(FrameLimits limits, List<ByteBuffer> pieces) {
        List<Frame> frames = new ArrayList<>();
        FrameCutter cutter = new FrameCutter(limits);
        FrameCollector collector =
                new FrameCollector(
                        MAX_COLLECTED, f -> frames.add(new Frame(f.type(), Copies.of(f.body()))));
        try {
            for (ByteBuffer piece : pieces) {
                cutter.scan(piece, collector);
            }
            return new Cut(frames, cutter.isAtBoundary() ? "whole" : "more");
        } catch (MalformedMessageException refused) {
            return new Cut(frames, "refused");
        }
    }

    private static List<ByteBuffer> pieces(byte[] input, Random random) {
        List<ByteBuffer> pieces = new ArrayList<>();
        int most = 1 + random.nextInt(8);
        for (int at = 0; at < input.length; ) {
            int size = Math.min(input.length - at, 1 + random.nextInt(most));
            pieces.add(ByteBuffer.wrap(input, at, size));
            at += size;
        }
        return pieces;
    }

    private static String frontend(Frame frame) {
        return decoded(() -> MessageDecoder.UTF_8.frontend(frame))
                + decoded(() -> MessageDecoder.UTF_8.frontendCut(frame))
                + (frame.type() == 'p'
                        ? decoded(() ->
                                MessageDecoder.UTF_8.frontend(frame, PasswordKind.SASL_INITIAL))
                                + decoded(() ->
                                        MessageDecoder.UTF_8.frontend(frame, PasswordKind.GSS))
                        : "");
    }

    private static String backend(Frame frame) {
        return decoded(() -> MessageDecoder.UTF_8.backend(frame))
                + decoded(() -> MessageDecoder.UTF_8.backendCut(frame));
    }

    /// What a log would call if it were so careless.
    private static void print(Frame frame, boolean isFrontend) {
        try {
            Object message =
                    isFrontend
                            ? MessageDecoder.UTF_8.frontend(frame)
                            : MessageDecoder.UTF_8.backend(frame);
            if (Objects.toString(message).isEmpty()) {
                throw new AssertionError("it prints as nothing");
            }
        } catch (MalformedMessageException refused) {
            if (String.valueOf(refused.getMessage()).isEmpty()) {
                throw new AssertionError("it is refused without a word");
            }
        }
    }

    private interface Decoding {
        Object run() throws MalformedMessageException;
    }

    private static String decoded(Decoding decoding) {
        try {
            Object message = decoding.run();
            return message instanceof Record ? "+" : "?";
        } catch (MalformedMessageException refused) {
            return "-";
        }
    }

    private static Object startup(ByteBuffer input) throws MalformedMessageException {
        if (input.remaining() < Integer.BYTES) {
            return "short";
        }
        try {
            int length = StartupPacket.length(input);
            if (length > input.remaining()) {
                return "more";
            }
            StartupPacket packet = StartupPacket.decode(input.slice(0, length));
            if (packet instanceof StartupPacket.StartupMessage message
                    && message.version().major() == 3) {
                message.user();
                message.database();
                message.protocolOptions();
                if (!message.encode().equals(input.slice(0, length))) {
                    throw new AssertionError("it encodes to another packet: " + message);
                }
                return "3 " + message.parameters().size() + message.protocolOptions().size();
            }
            return packet.getClass().getSimpleName();
        } catch (MalformedMessageException refused) {
            return String.valueOf(refused.getMessage()).replaceAll("[0-9]+", "n");
        }
    }
}
