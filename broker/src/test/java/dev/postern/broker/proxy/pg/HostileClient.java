package dev.postern.broker.proxy.pg;

import static dev.postern.broker.proxy.pg.Comparison.body;
import static dev.postern.broker.proxy.pg.Comparison.said;
import static dev.postern.broker.proxy.pg.Comparison.user;
import static dev.postern.broker.proxy.pg.RawClient.GSSENC_REQUEST;
import static dev.postern.broker.proxy.pg.RawClient.SSL_REQUEST;
import static dev.postern.broker.proxy.pg.RawClient.TERMINATE;
import static dev.postern.broker.proxy.pg.RawClient.join;
import static dev.postern.broker.proxy.pg.RawClient.message;
import static dev.postern.broker.proxy.pg.RawClient.packet;
import static dev.postern.broker.proxy.pg.RawClient.query;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// One way in which a client misbehaves, and what it gets for it.
///
/// @param stage how far it behaves
/// @param act   what it does then; the connection is closed behind it
/// @param sees  a pattern over what it got
record HostileClient(String name, Stage stage, Act act, String sees) {

    private static final int V30 = 0x0003_0000;
    private static final int CANCEL = 80_877_102;
    private static final byte[] STARTUP =
            RawClient.startup(V30, Map.of("user", "postgres", "database", "postgres"));
    private static final String NOTHING = "";
    private static final String BROKEN = "E\\(FATAL 08P01 the message boundaries are lost\\)";

    /// Where misbehaviour begins.
    enum Stage {
        TCP,
        TLS,
        SESSION
    }

    /// What is done, and what came of it.
    interface Act {
        String with(RawClient client) throws IOException;
    }

    /// Every habit.
    static List<HostileClient> all() {
        return Stream.of(inTheClear(), insteadOfTls(), insteadOfStartup(), inSessions())
                .flatMap(List::stream)
                .toList();
    }

    private static List<HostileClient> inTheClear() {
        List<HostileClient> all = new ArrayList<>();
        all.add(clear("closes at once", _ -> NOTHING));
        all.add(clear("speaks HTTP", "GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII)));
        all.add(clear("sends zeros", new byte[64]));
        all.add(clear("announces 2^31-1 bytes", announced(Integer.MAX_VALUE)));
        all.add(clear("announces -1 bytes", announced(-1)));
        all.add(clear("announces -2^31 bytes", announced(Integer.MIN_VALUE)));
        all.add(clear("announces 7 bytes", announced(7)));
        all.add(clear("announces 10,004 bytes and stays silent", announced(10_004)));
        all.add(
                clear(
                        "sends half a request and leaves",
                        c -> ended(c.send(new byte[5]).shutdownOutput())));
        all.add(clear("asks for TLS twice in one flight", join(SSL_REQUEST, SSL_REQUEST)));
        all.add(clear("asks for TLS and begins its session", join(SSL_REQUEST, STARTUP)));
        all.add(clear("asks for GSSAPI and begins its session", join(GSSENC_REQUEST, STARTUP)));
        all.add(clear("asks for GSSAPI and TLS in one flight", join(GSSENC_REQUEST, SSL_REQUEST)));
        all.add(clear("cancels nobody", packet(CANCEL, new byte[8])));
        all.add(clear("cancels with 256 bytes", packet(CANCEL, new byte[260])));
        all.add(clear("cancels with 257 bytes", packet(CANCEL, new byte[261])));
        all.add(clear("cancels without a key", packet(CANCEL, new byte[4])));
        all.add(clear("cancels without anything", packet(CANCEL, new byte[0])));
        return all;
    }

    private static List<HostileClient> insteadOfTls() {
        List<HostileClient> all = new ArrayList<>();
        all.add(insteadOfTls("a start-up packet", STARTUP));
        all.add(insteadOfTls("a query", query("SELECT 1")));
        all.add(insteadOfTls("zeros", new byte[1_000]));
        all.add(insteadOfTls("an alert", new byte[] {21, 3, 3, 0, 2, 2, 40}));
        all.add(insteadOfTls("application data", new byte[] {23, 3, 3, 0, 5, 1, 2, 3, 4, 5}));
        all.add(insteadOfTls("an empty record", new byte[] {22, 3, 3, 0, 0}));
        all.add(insteadOfTls("a record of 65,535 bytes", new byte[] {22, 3, 3, -1, -1, 1}));
        all.add(
                insteadOfTls(
                        "a hello of SSL 2", new byte[] {-128, 46, 1, 0, 2, 0, 21, 0, 0, 0, 16}));
        all.add(insteadOfTls("half a hello", new byte[] {22, 3, 1, 2, 0, 1, 0, 1, -4, 3, 3}));
        all.add(insteadOfTls("a hello of 16 MiB in small records", times(400, tinyHello())));
        all.add(
                insteadOfTls(
                        "a change of ciphers, often",
                        times(1_000, new byte[] {20, 3, 3, 0, 1, 1})));
        all.add(
                insteadOfTls(
                        "a hello whose lengths lie",
                        new byte[] {22, 3, 1, 0, 8, 1, 0, 0, 4, 3, 3, -1, -1}));
        return all;
    }

    private static List<HostileClient> insteadOfStartup() {
        List<HostileClient> all = new ArrayList<>();
        all.add(inTls("a query", NOTHING, query("SELECT 1")));
        all.add(inTls("a password", NOTHING, message('p', "wonderland\0")));
        all.add(inTls("TLS again", "E\\(FATAL 0A000 .*1234.5679.*\\)", SSL_REQUEST));
        all.add(inTls("GSSAPI", "E\\(FATAL 0A000 .*1234.5680.*\\)", GSSENC_REQUEST));
        all.add(inTls("a packet of 10,005 bytes", NOTHING, announced(10_005)));
        all.add(inTls("half a packet, then nothing", NOTHING, new byte[] {0, 0, 0, 60, 0, 3}));
        all.add(
                inTls(
                        "a start-up without its end",
                        "E\\(FATAL 08P01 invalid startup packet layout.*\\)",
                        packet(V30, body("user\0postgres\0"))));
        all.add(
                inTls(
                        "another role by options",
                        "E\\(FATAL 42501 .*\\)",
                        packet(V30, user("options\0-c role=ada\0\0"))));
        all.add(
                inTls(
                        "another role, cunningly written",
                        "E\\(FATAL 42501 .*\\)",
                        packet(V30, user("options\0--ROLE=ada -c=\0\0"))));
        all.add(
                inTls(
                        "another authorization",
                        "E\\(FATAL 42501 .*\\)",
                        packet(V30, user("Session_Authorization\0ada\0\0"))));
        all.add(
                inTls(
                        "replication, its value in capitals",
                        "E\\(FATAL 0A000 .*\\)",
                        packet(V30, user("replication\0TRUE\0\0"))));
        all.add(
                inTls(
                        "a name of 64 bytes",
                        "E\\(FATAL 28000 .*\\)",
                        packet(V30, body("user\0" + "u".repeat(64) + "\0\0"))));
        all.add(inTls("the key of nobody", NOTHING, packet(CANCEL, new byte[8])));
        return all;
    }

    private static List<HostileClient> inSessions() {
        List<HostileClient> all = new ArrayList<>();
        all.add(inSession("length 3", BROKEN, new byte[] {'Q', 0, 0, 0, 3}));
        all.add(inSession("length -1", BROKEN, new byte[] {'d', -1, -1, -1, -1}));
        all.add(inSession("length 2^30-1", BROKEN, new byte[] {'Q', 0x3f, -1, -1, -1}));
        all.add(inSession("a Sync of 10,001 bytes", BROKEN, new byte[] {'S', 0, 0, 0x27, 0x11}));
        all.add(inSession("a second start-up packet", BROKEN + "|", STARTUP));
        all.add(inSession("Terminate, a thousand times", NOTHING, times(1_000, TERMINATE)));
        all.add(inSession("Terminate, then a query", NOTHING, join(TERMINATE, query("SELECT 1"))));
        all.add(
                session(
                        "half a header, then nothing more",
                        c -> ended(c.send(new byte[] {'Q', 0, 0}).shutdownOutput())));
        all.add(
                session(
                        "a gigabyte announced, then nothing more",
                        c ->
                                ended(
                                        c.send(new byte[] {'Q', 0x3f, -1, -1, -2, 'S'})
                                                .shutdownOutput())));
        all.add(
                new HostileClient(
                        "two thousand Syncs, no answer read",
                        Stage.SESSION,
                        c -> {
                            c.send(times(2_000, RawClient.SYNC));
                            return NOTHING;
                        },
                        NOTHING));
        all.add(
                new HostileClient(
                        "copy data that nobody asked for",
                        Stage.SESSION,
                        c -> {
                            c.send(times(2_000, message('d', "x".repeat(100))));
                            c.send(query("SELECT"));
                            return said(c.until('Z'));
                        },
                        "C Z"));
        all.add(
                new HostileClient(
                        "ten thousand statements, none executed",
                        Stage.SESSION,
                        c -> {
                            c.send(times(10_000, message('P', "\0SELECT 1\0\0\0")));
                            return NOTHING;
                        },
                        NOTHING));
        return all;
    }

    private static HostileClient clear(String name, byte[] bytes) {
        return clear(name, c -> ended(c.send(bytes)));
    }

    private static HostileClient clear(String name, Act act) {
        return new HostileClient("in the clear: " + name, Stage.TCP, act, NOTHING);
    }

    private static HostileClient insteadOfTls(String name, byte[] bytes) {
        return new HostileClient(
                "instead of TLS: " + name,
                Stage.TCP,
                c -> {
                    c.send(SSL_REQUEST);
                    int answer = c.readByte();
                    String rest =
                            new String(c.send(bytes).restOfBytes(), StandardCharsets.ISO_8859_1);
                    return (char) answer + (rest.contains("server_version") ? " a session" : "");
                },
                "S");
    }

    private static HostileClient inTls(String name, String sees, byte[] bytes) {
        return new HostileClient(
                "instead of a start-up: " + name,
                Stage.TLS,
                c -> said(c.send(bytes).toEnd()),
                sees);
    }

    private static HostileClient inSession(String name, String sees, byte[] bytes) {
        return new HostileClient(
                "in a session: " + name,
                Stage.SESSION,
                c -> said(c.send(bytes).shutdownOutput().toEnd()),
                sees);
    }

    private static HostileClient session(String name, Act act) {
        return new HostileClient("in a session: " + name, Stage.SESSION, act, NOTHING);
    }

    /// Whatever came until the broker closed.
    private static String ended(RawClient client) throws IOException {
        return new String(client.restOfBytes(), StandardCharsets.ISO_8859_1);
    }

    private static byte[] announced(int length) {
        return ByteBuffer.allocate(8).putInt(length).putInt(V30).array();
    }

    private static byte[] times(int count, byte[] bytes) {
        ByteBuffer all = ByteBuffer.allocate(count * bytes.length);
        for (int i = 0; i < count; i++) {
            all.put(bytes);
        }
        return all.array();
    }

    /// A record that holds one byte of a handshake.
    private static byte[] tinyHello() {
        return new byte[] {22, 3, 1, 0, 1, 1};
    }
}
