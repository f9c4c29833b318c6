package dev.postern.broker.proxy.pg;

import static dev.postern.broker.proxy.pg.EvilServer.AUTH_OK;
import static dev.postern.broker.proxy.pg.EvilServer.KEY;
import static dev.postern.broker.proxy.pg.EvilServer.READY;
import static dev.postern.broker.proxy.pg.EvilServer.announce;
import static dev.postern.broker.proxy.pg.EvilServer.auth;
import static dev.postern.broker.proxy.pg.EvilServer.error;
import static dev.postern.broker.proxy.pg.EvilServer.report;
import static dev.postern.broker.proxy.pg.RawClient.message;

import dev.postern.broker.proxy.pg.EvilServer.Peer;
import dev.postern.broker.proxy.pg.EvilServer.Script;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// One way in which a target misbehaves, and what the client sees of it.
///
/// @param sees a pattern over the types of the messages, errors in brackets, `end`
record Behaviour(String name, Script script, String sees) {

    private static final String UNREACHABLE =
            "E\\[FATAL 08001 postern: target shop not reachable \\(it sent .*\\)] end";
    private static final String NO_LOGIN =
            "E\\[FATAL 08001 postern: the broker could not log in to the target] end";
    private static final String CLOSED_EARLY =
            "E\\[FATAL 08001 postern: target shop not reachable \\(.*\\)] end";
    private static final String TIMED_OUT =
            "E\\[FATAL 08001 postern: target shop not reachable \\(login timed out\\)] end";
    private static final String READY_THEN = "R S K Z ";
    private static final String BROKEN =
            READY_THEN + "E\\[FATAL 08P01 postern: the message boundaries are lost] end";
    private static final String LOST =
            READY_THEN + "E\\[FATAL 08006 postern: the connection to target shop was lost] end";

    /// Every behaviour.
    static List<Behaviour> all() {
        return Stream.of(before(), authentication(), reports(), sessions())
                .flatMap(List::stream)
                .toList();
    }

    /// Whether the broker gives up only when its patience is over.
    boolean timesOut() {
        return sees.equals(TIMED_OUT);
    }

    /// Before and instead of a request for a login.
    private static List<Behaviour> before() {
        List<Behaviour> all = new ArrayList<>();
        all.add(new Behaviour("closes at once", _ -> {}, CLOSED_EARLY));
        all.add(new Behaviour("closes behind the start-up", Peer::readPacket, CLOSED_EARLY));
        all.add(new Behaviour("resets", Peer::reset, CLOSED_EARLY));
        all.add(new Behaviour("says nothing", Peer::hold, TIMED_OUT));
        all.add(
                behaviour(
                        "garbage",
                        UNREACHABLE,
                        "HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII)));
        all.add(behaviour("zeros", UNREACHABLE, new byte[64]));
        all.add(behaviour("length 3", UNREACHABLE, announce('R', 3, 8)));
        all.add(behaviour("length 0", UNREACHABLE, announce('R', 0, 8)));
        all.add(behaviour("negative length", UNREACHABLE, announce('R', Integer.MIN_VALUE, 8)));
        all.add(behaviour("length -1", UNREACHABLE, announce('E', -1, 8)));
        all.add(behaviour("length 2^31-1", UNREACHABLE, announce('E', Integer.MAX_VALUE, 8)));
        all.add(behaviour("R of 2001 bytes", UNREACHABLE, announce('R', 2_001, 1_997)));
        all.add(behaviour("E of 30001 bytes", UNREACHABLE, announce('E', 30_001, 29_997)));
        all.add(behaviour("an empty R", CLOSED_EARLY, message('R', "")));
        all.add(
                behaviour(
                        "an error without SQLSTATE",
                        "E\\[FATAL  no code] end",
                        message('E', "SFATAL\0Mno code\0\0")));
        all.add(behaviour("an error without fields", "E\\[  ] end", message('E', "\0")));
        all.add(behaviour("an error without an end", "E\\[FATAL  ] end", message('E', "SFATAL")));
        all.add(behaviour("an error that is only a header", "E\\[  ] end", message('E', "")));
        all.add(behaviour("a row before authentication", UNREACHABLE, message('D', "\0\0")));
        all.add(behaviour("a report before authentication", UNREACHABLE, report("a", "b")));
        all.add(behaviour("a key before authentication", UNREACHABLE, KEY));
        all.add(behaviour("ready before authentication", UNREACHABLE, READY));
        all.add(
                behaviour(
                        "a negotiation nobody asked for",
                        UNREACHABLE,
                        message('v', new byte[] {0, 3, 0, 2, 0, 0, 0, 0})));
        all.add(
                new Behaviour(
                        "half an authentication, then silence",
                        peer -> peer.readPacket().send(new byte[] {'R', 0, 0}).hold(),
                        TIMED_OUT));
        return all;
    }

    private static List<Behaviour> authentication() {
        List<Behaviour> all = new ArrayList<>();
        all.add(behaviour("asks for the password in the clear", NO_LOGIN, auth(3, "")));
        all.add(behaviour("asks for MD5", NO_LOGIN, auth(5, "salt")));
        all.add(behaviour("asks for Kerberos", NO_LOGIN, auth(2, "")));
        all.add(behaviour("asks for GSSAPI", NO_LOGIN, auth(7, "")));
        all.add(behaviour("asks for SSPI", NO_LOGIN, auth(9, "")));
        all.add(
                behaviour(
                        "asks for an unknown method", CLOSED_EARLY + "|" + NO_LOGIN, auth(99, "")));
        all.add(behaviour("offers no mechanism", NO_LOGIN, auth(10, "\0")));
        all.add(behaviour("offers an unknown mechanism", NO_LOGIN, auth(10, "PLAIN\0\0")));
        all.add(behaviour("offers OAuth only", NO_LOGIN, auth(10, "OAUTHBEARER\0\0")));
        all.add(
                behaviour(
                        "offers channel binding without TLS",
                        NO_LOGIN,
                        auth(10, "SCRAM-SHA-256-PLUS\0\0")));
        all.add(behaviour("continues an exchange that did not begin", NO_LOGIN, auth(11, "r=1")));
        all.add(behaviour("ends an exchange that did not begin", NO_LOGIN, auth(12, "v=1")));
        all.add(
                behaviour(
                        "begins two exchanges",
                        NO_LOGIN,
                        auth(10, "SCRAM-SHA-256\0\0"),
                        auth(10, "SCRAM-SHA-256\0\0")));
        all.add(scram("2^31-1 rounds", nonce -> "r=" + nonce + "x,s=c2FsdA==,i=2147483647"));
        all.add(scram("100001 rounds", nonce -> "r=" + nonce + "x,s=c2FsdA==,i=100001"));
        all.add(scram("no rounds", nonce -> "r=" + nonce + "x,s=c2FsdA==,i=0"));
        all.add(scram("negative rounds", nonce -> "r=" + nonce + "x,s=c2FsdA==,i=-1"));
        all.add(scram("a nonce of its own", _ -> "r=other,s=c2FsdA==,i=4096"));
        all.add(scram("no salt", nonce -> "r=" + nonce + "x,s=,i=4096"));
        all.add(scram("no text", _ -> ""));
        all.add(scram("bytes that are no text", _ -> "\u00ff\u00fe\0\0"));
        all.add(
                new Behaviour(
                        "lets in without a proof",
                        peer -> {
                            scramTo(peer).send(AUTH_OK, KEY, READY).hold();
                        },
                        NO_LOGIN));
        all.add(
                new Behaviour(
                        "forges its proof",
                        peer ->
                                scramTo(peer)
                                        .send(auth(12, "v=Zm9yZ2Vk"), AUTH_OK, KEY, READY)
                                        .hold(),
                        NO_LOGIN));
        all.add(
                new Behaviour(
                        "ends with an error instead of a proof",
                        peer -> scramTo(peer).send(auth(12, "e=other-error"), AUTH_OK).hold(),
                        NO_LOGIN));
        return all;
    }

    /// Behind the login and before ReadyForQuery.
    private static List<Behaviour> reports() {
        List<Behaviour> all = new ArrayList<>();
        all.add(reporting("a second AuthenticationOk", UNREACHABLE, AUTH_OK));
        all.add(reporting("a request for a password behind Ok", UNREACHABLE, auth(3, "")));
        all.add(reporting("two keys", UNREACHABLE, KEY, KEY));
        all.add(reporting("a key of 300 bytes", UNREACHABLE, message('K', new byte[304])));
        all.add(reporting("a key without a number", CLOSED_EARLY, message('K', "\0")));
        all.add(reporting("a row before ready", UNREACHABLE, message('D', "\0\0")));
        all.add(reporting("a report without an end", CLOSED_EARLY, message('S', "name")));
        all.add(reporting("an empty ready", CLOSED_EARLY, message('Z', "")));
        all.add(
                reporting(
                        "an error behind Ok",
                        "E\\[FATAL 53300 full] end",
                        error("FATAL", "53300", "full")));
        all.add(
                new Behaviour(
                        "a flood of reports",
                        peer -> {
                            peer.afterAuthentication();
                            while (true) {
                                peer.send(report("a", "b".repeat(8_000)));
                            }
                        },
                        UNREACHABLE));
        all.add(
                new Behaviour(
                        "a flood of notices",
                        peer -> {
                            peer.readPacket();
                            while (true) {
                                peer.send(message('N', "M" + "b".repeat(8_000) + "\0\0"));
                            }
                        },
                        UNREACHABLE));
        all.add(reporting("silence before ready", TIMED_OUT, report("a", "b")));
        return all;
    }

    /// In place of an answer.
    private static List<Behaviour> sessions() {
        List<Behaviour> all = new ArrayList<>();
        all.add(session("asks for a password", BROKEN, auth(3, "")));
        all.add(session("sends another key", BROKEN, KEY));
        all.add(session("negotiates", BROKEN, message('v', new byte[] {0, 3, 0, 2, 0, 0, 0, 0})));
        all.add(session("length 3", BROKEN, announce('C', 3, 8)));
        all.add(session("negative length", BROKEN, announce('C', Integer.MIN_VALUE, 8)));
        all.add(session("length -1", BROKEN, announce('D', -1, 8)));
        all.add(
                session(
                        "an error without fields",
                        READY_THEN + "E\\[  ] Z",
                        message('E', "\0"),
                        READY));
        all.add(
                session(
                        "a type that nobody knows",
                        READY_THEN + "\u0001 Z",
                        message('\u0001', "?"),
                        READY));
        all.add(session("a row without columns", READY_THEN + "D Z", message('D', ""), READY));
        all.add(session("ready twice", READY_THEN + "Z", READY, READY));
        all.add(session("ready of an unknown state", READY_THEN + "Z", message('Z', "Q")));
        all.add(new Behaviour("closes in place of an answer", peer -> peer.welcome().read(), LOST));
        all.add(
                new Behaviour(
                        "resets in place of an answer",
                        peer -> {
                            peer.welcome().read();
                            peer.reset();
                        },
                        LOST));
        all.add(
                new Behaviour(
                        "closes inside a row",
                        peer -> {
                            peer.welcome().read();
                            peer.send(announce('D', 1_000, 10));
                        },
                        READY_THEN + "end"));
        all.add(
                new Behaviour(
                        "announces 16 MiB and closes",
                        peer -> {
                            peer.welcome().read();
                            peer.send(announce('D', 0x00ff_ffff, 100_000));
                        },
                        READY_THEN + "end"));
        all.add(
                new Behaviour(
                        "a password request inside the flight of an answer",
                        peer -> {
                            peer.welcome().read();
                            peer.send(announce('D', 1_000, 10));
                            peer.send(new byte[986], auth(3, ""), READY).hold();
                        },
                        READY_THEN + "end"));
        all.add(
                new Behaviour(
                        "speaks before it is asked",
                        peer -> peer.welcome().send(message('N', "Mhello\0\0"), READY).hold(),
                        READY_THEN + "N Z"));
        return all;
    }

    private static Behaviour behaviour(String name, String sees, byte[]... says) {
        return new Behaviour(name, peer -> peer.readPacket().send(says).hold(), sees);
    }

    private static Behaviour reporting(String name, String sees, byte[]... says) {
        return new Behaviour(name, peer -> peer.afterAuthentication(says).hold(), sees);
    }

    private static Behaviour session(String name, String sees, byte[]... says) {
        return new Behaviour(
                name,
                peer -> {
                    peer.welcome().read();
                    peer.send(says).hold();
                },
                sees);
    }

    private static Behaviour scram(
            String name, java.util.function.UnaryOperator<String> serverFirst) {
        return new Behaviour(
                "SCRAM with " + name,
                peer -> {
                    String nonce = peer.scramNonce();
                    peer.send(auth(11, serverFirst.apply(nonce))).hold();
                },
                NO_LOGIN);
    }

    /// An exchange up to the broker's proof.
    private static Peer scramTo(Peer peer) throws IOException {
        String nonce = peer.scramNonce();
        peer.send(auth(11, "r=" + nonce + "x,s=c2FsdA==,i=4096")).read();
        return peer;
    }
}
