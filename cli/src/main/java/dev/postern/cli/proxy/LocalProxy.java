package dev.postern.cli.proxy;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;

import javax.net.ssl.SSLSocket;

/// Takes PostgreSQL connections without TLS where a [LocalListener] listens, and carries each on a TLS connection of its
/// own to the broker, with the person's certificate. Nothing is read beyond the first packet, nothing is changed.
///
/// A client that asks for encryption is told that there is none here (`N`), as a server without TLS tells it. A cancel
/// request goes the same way as a session.
final class LocalProxy implements AutoCloseable {

    private static final int SSL_REQUEST = (1234 << 16) | 5679;
    private static final int GSSENC_REQUEST = (1234 << 16) | 5680;
    private static final int LONGEST_START = 10_000;
    private static final int MOST_CONNECTIONS = 200;
    private static final int COPY_BYTES = 64 * 1024;

    private final LocalListener listener;
    private final BrokerLine broker;
    private final Consumer<String> notes;
    private final Semaphore places = new Semaphore(MOST_CONNECTIONS);

    /// @param notes is told what a person at the terminal should know
    LocalProxy(LocalListener listener, BrokerLine broker, Consumer<String> notes) {
        this.listener = listener;
        this.broker = broker;
        this.notes = notes;
    }

    /// Serves until it is closed.
    void serve() throws IOException {
        while (listener.isOpen()) {
            LocalListener.Client client;
            try {
                client = listener.accept();
            } catch (IOException e) {
                if (!listener.isOpen()) {
                    return;
                }
                throw e;
            }
            Thread.ofVirtual().name("proxy-", 0).start(() -> carry(client));
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }

    private void carry(LocalListener.Client client) {
        boolean placed = places.tryAcquire();
        try (client) {
            if (!client.mayBeOurs()) {
                notes.accept("Refused a connection of another user of this machine.");
                return;
            }
            byte[] start = start(client);
            if (!placed) {
                refuse(
                        client,
                        "53300",
                        "postern proxy: " + MOST_CONNECTIONS + " connections are open already",
                        "Close some, or use a client that shows the certificate itself.");
            } else if (start.length > 0) {
                relay(client, start);
            }
        } catch (IOException e) {
            notes.accept("A connection ended: " + e.getMessage());
        } finally {
            if (placed) {
                places.release();
            }
        }
    }

    /// The first packet that is no request for encryption, whole; empty if the client left instead.
    private static byte[] start(LocalListener.Client client) throws IOException {
        DataInputStream in = new DataInputStream(client.in());
        while (true) {
            int first = in.read();
            if (first < 0) {
                return new byte[0];
            }
            byte[] rest = in.readNBytes(7);
            if (rest.length < 7) {
                return new byte[0];
            }
            ByteBuffer head = ByteBuffer.allocate(8).put((byte) first).put(rest).flip();
            int length = head.getInt(0);
            int code = head.getInt(4);
            if (length == 8 && (code == SSL_REQUEST || code == GSSENC_REQUEST)) {
                client.out().write('N');
                continue;
            }
            if (length < 8 || length > LONGEST_START) {
                throw new IOException(
                        "the client began with a packet of "
                                + length
                                + " bytes, which is no start of a PostgreSQL session");
            }
            byte[] packet = new byte[length];
            head.get(packet, 0, 8);
            in.readFully(packet, 8, length - 8);
            return packet;
        }
    }

    private void relay(LocalListener.Client client, byte[] start) throws IOException {
        SSLSocket upstream;
        try {
            upstream = broker.open();
        } catch (IOException e) {
            String why =
                    "postern proxy: the broker at "
                            + broker.address()
                            + " cannot be reached: "
                            + e.getMessage();
            notes.accept(why);
            refuse(client, "08001", why, "Run: postern doctor");
            return;
        }
        try (upstream) {
            client.started();
            upstream.getOutputStream().write(start);
            Duplex server = Duplex.of(upstream);
            Thread up = Thread.ofVirtual().name("proxy-up").start(() -> copy(client, server));
            copy(server, client);
            // The broker has said all it has to say: what the client still sends has no reader.
            client.endInput();
            up.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// Copies until `from` ends, and says the end on. If an end breaks, both are closed: the other side learns it so.
    private static void copy(Duplex from, Duplex to) {
        byte[] buffer = new byte[COPY_BYTES];
        try {
            InputStream in = from.in();
            OutputStream out = to.out();
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                out.write(buffer, 0, n);
            }
            to.endOutput();
        } catch (IOException broken) {
            closeQuietly(from);
            closeQuietly(to);
        }
    }

    private static void closeQuietly(Duplex end) {
        try {
            end.close();
        } catch (IOException closedAnyway) {
            // The descriptor is gone either way.
            return;
        }
    }

    private static void refuse(
            LocalListener.Client client, String state, String message, String hint)
            throws IOException {
        OutputStream out = client.out();
        out.write(FatalAnswer.of(state, message, hint));
        out.flush();
        client.endOutput();
    }
}
