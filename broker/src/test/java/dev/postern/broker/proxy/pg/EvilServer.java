package dev.postern.broker.proxy.pg;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/// A target that does what a script says, with bytes written by hand.
final class EvilServer implements AutoCloseable {

    private final ServerSocket listener;
    private final AtomicInteger connections = new AtomicInteger();
    private final CountDownLatch over = new CountDownLatch(1);
    private volatile Script script;

    private EvilServer(ServerSocket listener, Script script) {
        this.listener = listener;
        this.script = script;
    }

    /// What it does with one connection; the connection is closed behind it.
    @FunctionalInterface
    interface Script {
        void play(Peer peer) throws IOException;
    }

    static EvilServer start(Script script) throws IOException {
        EvilServer server =
                new EvilServer(new ServerSocket(0, 100, InetAddress.getLoopbackAddress()), script);
        Thread.ofVirtual().start(server::accept);
        return server;
    }

    int port() {
        return listener.getLocalPort();
    }

    int connections() {
        return connections.get();
    }

    /// The script of connections from now on.
    void plays(Script next) {
        script = next;
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = listener.accept();
                connections.incrementAndGet();
                Script now = script;
                Thread.ofVirtual().start(() -> serve(socket, now));
            }
        } catch (IOException closed) {
            // The test is over.
        }
    }

    private void serve(Socket socket, Script script) {
        try (socket) {
            socket.setSoTimeout(60_000);
            script.play(new Peer(socket, over));
        } catch (IOException ended) {
            // The broker has closed the connection, as most scripts deserve.
        }
    }

    @Override
    public void close() throws IOException {
        over.countDown();
        listener.close();
    }

    /// The broker, as the server sees it.
    static final class Peer {

        private final CountDownLatch over;
        private final Socket socket;
        private final DataInputStream in;
        private final OutputStream out;

        private Peer(Socket socket, CountDownLatch over) throws IOException {
            this.over = over;
            this.socket = socket;
            this.in = new DataInputStream(socket.getInputStream());
            this.out = socket.getOutputStream();
        }

        Peer send(byte[]... parts) throws IOException {
            out.write(RawClient.join(parts));
            out.flush();
            return this;
        }

        /// Reads an untyped packet and drops it.
        Peer readPacket() throws IOException {
            packet();
            return this;
        }

        /// Reads an untyped packet; its bytes without the length word.
        byte[] packet() throws IOException {
            byte[] packet = new byte[in.readInt() - 4];
            in.readFully(packet);
            return packet;
        }

        /// Reads a message.
        RawClient.Message read() throws IOException {
            int type = in.readUnsignedByte();
            byte[] body = new byte[in.readInt() - 4];
            in.readFully(body);
            return new RawClient.Message((char) type, body);
        }

        /// Reads the start-up packet and lets the broker in without a password.
        Peer welcome() throws IOException {
            return readPacket().send(AUTH_OK, report("server_version", "17.0"), KEY, READY);
        }

        /// Reads the start-up packet, says AuthenticationOk and these bytes.
        Peer afterAuthentication(byte[]... parts) throws IOException {
            return readPacket().send(AUTH_OK).send(parts);
        }

        /// Begins a SCRAM exchange and yields the client's nonce.
        String scramNonce() throws IOException {
            readPacket().send(auth(10, "SCRAM-SHA-256\0\0"));
            String first = read().text();
            return first.substring(first.indexOf(",r=") + 3);
        }

        /// Keeps the connection open until the broker closes it, reading whatever comes.
        void hold() throws IOException {
            in.skipNBytes(Long.MAX_VALUE);
        }

        /// Keeps the connection open until this server is closed, and reads nothing.
        void holdWithoutReading() throws IOException {
            try {
                over.await();
            } catch (InterruptedException e) {
                throw new InterruptedIOException(e.getMessage());
            }
        }

        /// Closes with a reset.
        void reset() throws IOException {
            socket.setSoLinger(true, 0);
            socket.close();
        }

        /// Available bytes that the broker has sent and nobody has read.
        int available() throws IOException {
            return in.available();
        }
    }

    static final byte[] AUTH_OK = auth(0, "");
    static final byte[] KEY = RawClient.message('K', new byte[] {0, 0, 0, 77, 1, 2, 3, 4});
    static final byte[] READY = RawClient.message('Z', "I");

    static byte[] auth(int code, String rest) {
        byte[] text = rest.getBytes(StandardCharsets.ISO_8859_1);
        return RawClient.message(
                'R', ByteBuffer.allocate(4 + text.length).putInt(code).put(text).array());
    }

    static byte[] report(String name, String value) {
        return RawClient.message('S', name + "\0" + value + "\0");
    }

    static byte[] error(String severity, String sqlState, String text) {
        return RawClient.message(
                'E', "S" + severity + "\0V" + severity + "\0C" + sqlState + "\0M" + text + "\0\0");
    }

    /// A header that announces `length`, and these bytes.
    static byte[] announce(char type, int length, int bytes) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(type);
        out.writeBytes(ByteBuffer.allocate(4).putInt(length).array());
        out.writeBytes(new byte[bytes]);
        return out.toByteArray();
    }
}
