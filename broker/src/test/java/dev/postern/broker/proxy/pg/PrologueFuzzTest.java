package dev.postern.broker.proxy.pg;

import dev.postern.broker.base.Clock;
import dev.postern.broker.base.Randomness;
import dev.postern.broker.base.Ticker;
import dev.postern.broker.session.Admission;
import dev.postern.broker.session.SessionRegistry;
import dev.postern.broker.target.TargetAuthority;
import dev.postern.fuzz.Fuzz;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.socket.nio.NioSocketChannel;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

/// What strangers send before a session, with hostile bytes in any pieces: nothing is asked of the gatekeeper before
/// TLS, nothing throws, no buffer is left behind.
class PrologueFuzzTest {

    private static final int INPUTS = 100_000;
    private static final int TLS_INPUTS = 20_000;
    private static final EdgeLimits LIMITS =
            new EdgeLimits(
                    Duration.ofSeconds(10),
                    Duration.ofSeconds(5),
                    Duration.ofSeconds(15),
                    256,
                    2_000,
                    Integer.MAX_VALUE);

    @TempDir static Path directory;

    private static final AtomicBoolean ASKED = new AtomicBoolean();
    private static final AtomicReference<String> REFUSED = new AtomicReference<>("");
    private static EdgeContext edge;
    private static ServerTls tls;

    @BeforeAll
    static void start() throws Exception {
        TestCertificates certificates = TestCertificates.create(directory);
        tls =
                new ServerTls(
                        new PostgresEdgeConfig(
                                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                                        List.of(certificates.certificate("server")),
                                        certificates.key("server"),
                                        1,
                                        LIMITS)
                                .identities());
        UpstreamConnector connector =
                new UpstreamConnector(
                        NioSocketChannel.class,
                        LIMITS.connectTimeout(),
                        _ -> {},
                        TargetAuthority.NONE);
        PostgresEdgeServices services =
                new PostgresEdgeServices(
                        _ -> {
                            ASKED.set(true);
                            return new Admission.Refused("fuzzed", "28000", "no", "", "");
                        },
                        new MemoryRecorder(),
                        new SessionRegistry(),
                        (_, code, _, _, _) -> REFUSED.set(code),
                        new PostgresEdgeServices.Sources(
                                Clock.system(), Ticker.system(), Randomness.system()));
        CancelRouter cancels =
                new CancelRouter(connector, Randomness.system(), Ticker.system(), LIMITS);
        edge = new EdgeContext(services, LIMITS, cancels, connector, Runnable::run);
    }

    @Test
    void startupCheck_judgesWhateverComes() throws IOException {
        Fuzz.run("startup", INPUTS, (input, _) -> judged(ByteBuffer.wrap(input)));
    }

    private static Object judged(ByteBuffer packet) {
        return switch (StartupCheck.check(packet)) {
            case StartupCheck.Verdict.Request(var request) -> request.getClass().getSimpleName();
            case StartupCheck.Verdict.Accepted(StartupRequest request) -> {
                if (request.user().isEmpty() || request.database().isEmpty()) {
                    throw new AssertionError("accepted without a name: " + request);
                }
                yield "accepted " + request.version() + " " + request.options().size();
            }
            case StartupCheck.Verdict.Refused(Refusal refusal, var _, var _) ->
                    refusal.code() + refusal.sqlState();
            case StartupCheck.Verdict.Outdated(var _) -> "outdated";
            case StartupCheck.Verdict.Unreadable(String text) -> text.replaceAll("[0-9]+", "n");
        };
    }

    @Test
    void clientHello_isJudgedWholeAndInPieces() throws IOException {
        Fuzz.run("hello", INPUTS, PrologueFuzzTest::hello);
    }

    /// A verdict once given does not change with what comes behind; only ALPN may become known later.
    private static Object hello(byte[] input, Random random) {
        ByteBuf received = Unpooled.wrappedBuffer(input);
        ClientHello.Verdict whole = ClientHello.read(received);
        if (received.readerIndex() != 0) {
            throw new AssertionError("it moved what was received");
        }
        int length = input.length == 0 ? 0 : random.nextInt(input.length);
        ClientHello.Verdict part = ClientHello.read(Unpooled.wrappedBuffer(input, 0, length));
        if (part == ClientHello.Verdict.OTHER_PROTOCOL && whole != part) {
            throw new AssertionError(length + " bytes are " + part + ", all are " + whole);
        }
        return whole + " " + part + " " + Math.min(input.length / 32, 16);
    }

    @Test
    void prologue_neverAsksForASessionBeforeTls_andLeavesNothing() throws IOException {
        Fuzz.run("prologue", TLS_INPUTS, PrologueFuzzTest::prologue);
    }

    private static Object prologue(byte[] input, Random random) {
        REFUSED.set("");
        EmbeddedChannel channel = new EmbeddedChannel();
        ConnectionStateMachine machine = new ConnectionStateMachine(edge, channel, "192.0.2.1:7");
        AtomicBoolean isOver = new AtomicBoolean();
        channel.pipeline()
                .addLast(
                        new TlsNegotiation(
                                edge, tls, "192.0.2.1:7", machine, () -> isOver.set(true)));
        int most = 1 + random.nextInt(random.nextBoolean() ? 4 : 600);
        for (int at = 0; at < input.length && channel.isOpen(); ) {
            int size = Math.min(input.length - at, 1 + random.nextInt(most));
            channel.writeInbound(channel.alloc().buffer(size).writeBytes(input, at, size));
            at += size;
        }
        String answer = answer(channel);
        boolean wasOpen = channel.isOpen();
        channel.finishAndReleaseAll();
        channel.checkException();
        if (ASKED.get()) {
            throw new AssertionError("the gatekeeper was asked");
        }
        if (!isOver.get()) {
            throw new AssertionError("the connection still counts as waiting");
        }
        return REFUSED.get() + " " + wasOpen + " " + answer;
    }

    /// The first byte of each thing that was answered.
    private static String answer(EmbeddedChannel channel) {
        StringBuilder answer = new StringBuilder();
        for (ByteBuf out = channel.readOutbound(); out != null; out = channel.readOutbound()) {
            if (out.isReadable() && answer.length() < 4) {
                answer.append((char) out.getUnsignedByte(0));
            }
            out.release();
        }
        return answer.toString();
    }
}
