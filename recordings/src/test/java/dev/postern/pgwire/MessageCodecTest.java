package dev.postern.pgwire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.pgwire.FrontendMessage.PasswordKind;

import org.junit.jupiter.api.Test;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;

class MessageCodecTest {
    private static final int FUZZ_INPUTS = 1_000_000;
    private static final String TYPES = "QPBDECHSFdcfpX?RKvZ123nsItTDCENAGWVS";

    private static List<Frame> cut(FrameLimits limits, List<ByteBuffer> pieces)
            throws MalformedMessageException {
        List<Frame> frames = new ArrayList<>();
        FrameCutter cutter = new FrameCutter(limits);
        FrameCollector collector =
                new FrameCollector(
                        1 << 20, f -> frames.add(new Frame(f.type(), Copies.of(f.body()))));
        for (ByteBuffer piece : pieces) {
            cutter.scan(piece, collector);
        }
        assertThat(cutter.isAtBoundary()).isTrue();
        return frames;
    }

    private static byte[] all(List<ByteBuffer> encoded) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        encoded.forEach(b -> out.write(b.array(), b.arrayOffset(), b.remaining()));
        return out.toByteArray();
    }

    private static byte[] frontendBytes() {
        return all(Messages.frontend().stream().map(MessageEncoder.UTF_8::encode).toList());
    }

    private static byte[] backendBytes() {
        return all(Messages.backend().stream().map(MessageEncoder.UTF_8::encode).toList());
    }

    @Test
    void everyMessage_inAnyFragmentation_comesBackEqual() throws MalformedMessageException {
        for (int max : new int[] {1, 3, 17, 100_000}) {
            List<FrontendMessage> frontend = new ArrayList<>();
            for (Frame f : cut(FrameLimits.FRONTEND, Fragmenter.random(frontendBytes(), max, 42))) {
                frontend.add(MessageDecoder.UTF_8.frontend(f));
            }
            assertThat(frontend).isEqualTo(Messages.frontend());
            List<BackendMessage> backend = new ArrayList<>();
            for (Frame f : cut(FrameLimits.BACKEND, Fragmenter.random(backendBytes(), max, 43))) {
                backend.add(MessageDecoder.UTF_8.backend(f));
            }
            assertThat(backend).isEqualTo(Messages.backend());
        }
    }

    @Test
    void everyMessage_matchesItsGoldenBytes() throws IOException {
        assertThat(HexFormat.of().formatHex(frontendBytes())).isEqualTo(golden("frontend.hex"));
        assertThat(HexFormat.of().formatHex(backendBytes())).isEqualTo(golden("backend.hex"));
    }

    private static String golden(String name) throws IOException {
        try (InputStream in = MessageCodecTest.class.getResourceAsStream("/pgwire/" + name)) {
            assertThat(in).as(name).isNotNull();
            return new String(in.readAllBytes(), StandardCharsets.US_ASCII).replaceAll("\\s", "");
        }
    }

    @Test
    void passwordFamily_decodesByKind() throws MalformedMessageException {
        var sasl =
                new FrontendMessage.SaslInitialResponse(
                        "SCRAM-SHA-256", Messages.bytes("n,,n=,r=x"));
        ByteBuffer body = MessageEncoder.UTF_8.encode(sasl).position(5).slice();
        assertThat(MessageDecoder.UTF_8.frontend(new Frame('p', body), PasswordKind.SASL_INITIAL))
                .isEqualTo(sasl);
        ByteBuffer password = Messages.bytes("hunter2\0");
        assertThat(MessageDecoder.UTF_8.frontend(new Frame('p', password), PasswordKind.PASSWORD))
                .isEqualTo(new FrontendMessage.PasswordMessage("hunter2"))
                .hasToString("PasswordMessage[***]");
        assertThat(MessageDecoder.UTF_8.frontend(new Frame('p', password), PasswordKind.SASL))
                .isEqualTo(new FrontendMessage.SaslResponse(password));
        assertThat(MessageDecoder.UTF_8.frontend(new Frame('p', password), PasswordKind.GSS))
                .isEqualTo(new FrontendMessage.GssResponse(password));
    }

    @Test
    void truncationAtEveryByte_isMalformedOrAnotherMessage_neverACrash() {
        int refused = 0;
        for (FrontendMessage message : Messages.frontend()) {
            ByteBuffer whole = MessageEncoder.UTF_8.encode(message);
            for (int end = 5; end < whole.limit(); end++) {
                Frame frame = new Frame(message.type(), whole.slice(5, end - 5));
                refused += decodes(frame, true, message) ? 0 : 1;
            }
        }
        for (BackendMessage message : Messages.backend()) {
            ByteBuffer whole = MessageEncoder.UTF_8.encode(message);
            for (int end = 5; end < whole.limit(); end++) {
                Frame frame = new Frame(message.type(), whole.slice(5, end - 5));
                refused += decodes(frame, false, message) ? 0 : 1;
            }
        }
        assertThat(refused).isGreaterThan(300);
    }

    private static boolean decodes(Frame frame, boolean frontend, Object whole) {
        try {
            Object decoded =
                    frontend
                            ? MessageDecoder.UTF_8.frontend(frame)
                            : MessageDecoder.UTF_8.backend(frame);
            assertThat(decoded).isNotEqualTo(whole);
            return true;
        } catch (MalformedMessageException malformed) {
            assertThat(malformed.offset()).isBetween(0L, (long) frame.body().remaining());
            return false;
        }
    }

    @Test
    void hostileCounts_areRefusedBeforeAllocation() {
        for (String hex : List.of("B:0000ffff", "B:00000000ffff", "P:0000ffff", "F:00000000ffff")) {
            Frame frame =
                    new Frame(
                            hex.charAt(0),
                            ByteBuffer.wrap(HexFormat.of().parseHex(hex.substring(2))));
            assertThatThrownBy(() -> MessageDecoder.UTF_8.frontend(frame))
                    .isInstanceOf(MalformedMessageException.class)
                    .hasMessageContaining("65535 elements");
        }
        for (String hex :
                List.of(
                        "D:ffff",
                        "T:ffff",
                        "t:ffff",
                        "G:00ffff",
                        "v:000300007fffffff",
                        "D:00017fffffff",
                        "D:0001fffffffe")) {
            Frame frame =
                    new Frame(
                            hex.charAt(0),
                            ByteBuffer.wrap(HexFormat.of().parseHex(hex.substring(2))));
            assertThatThrownBy(() -> MessageDecoder.UTF_8.backend(frame))
                    .isInstanceOf(MalformedMessageException.class);
        }
    }

    @Test
    void hostileLengthWords_areRefused() {
        for (String hex :
                List.of("5100000003", "51ffffffff", "5180000000", "513fffffff", "5300002711")) {
            assertThatThrownBy(() ->
                            new FrameCutter(FrameLimits.FRONTEND)
                                    .scan(
                                            ByteBuffer.wrap(HexFormat.of().parseHex(hex)),
                                            new FrameCollector(1 << 30, f -> {})))
                    .isInstanceOf(MalformedMessageException.class)
                    .hasMessageContaining("allowed are 4 to");
        }
    }

    @Test
    void aMillionHostileInputs_giveAMessageOrMalformed() {
        long seed = 20261121;
        System.out.println("fuzz seed " + seed);
        Random random = new Random(seed);
        byte[][] seeds = {frontendBytes(), backendBytes()};
        byte[] body = new byte[64];
        int decoded = 0;
        for (int i = 0; i < FUZZ_INPUTS; i++) {
            int size = random.nextInt(body.length);
            byte[] source = seeds[i & 1];
            System.arraycopy(source, random.nextInt(source.length - size), body, 0, size);
            for (int flips = random.nextInt(4); flips > 0 && size > 0; flips--) {
                body[random.nextInt(size)] = (byte) random.nextInt(256);
            }
            decoded += fuzzOne(TYPES.charAt(random.nextInt(TYPES.length())), body, size, i) ? 1 : 0;
        }
        assertThat(decoded).isBetween(10_000, FUZZ_INPUTS - 10_000);
    }

    private static boolean fuzzOne(char type, byte[] body, int size, int round) {
        Frame frame = new Frame(type, ByteBuffer.wrap(body, 0, size));
        try {
            switch (round & 7) {
                case 0, 1 -> MessageDecoder.UTF_8.frontend(frame);
                case 2, 3 -> MessageDecoder.UTF_8.backend(frame);
                case 4 -> MessageDecoder.UTF_8.frontendCut(frame);
                case 5 -> MessageDecoder.UTF_8.backendCut(frame);
                case 6 -> MessageDecoder.UTF_8.frontend(frame, PasswordKind.SASL_INITIAL);
                default -> StartupPacket.decode(startup(body, size));
            }
            return true;
        } catch (MalformedMessageException expected) {
            return false;
        }
    }

    private static ByteBuffer startup(byte[] body, int size) {
        ByteBuffer packet =
                ByteBuffer.allocate(8 + size).putInt(8 + size).putInt(0x00030000 | (size & 2));
        return packet.put(body, 0, size).flip();
    }

    @Test
    void textThatBreaksItsEncoding_survives() {
        byte[] broken = {'a', (byte) 0xff, (byte) 0xc3, 'b', (byte) 0xc3, (byte) 0xa4};
        String text = WireText.decode(ByteBuffer.wrap(broken), StandardCharsets.UTF_8);
        assertThat(WireText.encode(text, StandardCharsets.UTF_8)).isEqualTo(broken);
        assertThat(WireText.clean(text)).isEqualTo("a\uFFFD\uFFFDbä");
        assertThat(Arrays.asList(text.length(), text.endsWith("bä"))).containsExactly(5, true);
    }
}
