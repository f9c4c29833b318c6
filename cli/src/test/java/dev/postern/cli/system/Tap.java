package dev.postern.cli.system;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Stands between a client and a PostgreSQL without TLS, passes bytes on and keeps what each connection sent and got.
final class Tap implements AutoCloseable {

    private final ServerSocket listener;
    private final int serverPort;
    private final List<Connection> connections = new ArrayList<>();

    private Tap(ServerSocket listener, int serverPort) {
        this.listener = listener;
        this.serverPort = serverPort;
    }

    /// Listens on a free loopback port for connections to the server at `serverPort`.
    static Tap before(int serverPort) throws IOException {
        Tap tap = new Tap(new ServerSocket(0, 100, InetAddress.getLoopbackAddress()), serverPort);
        Thread.ofVirtual().start(tap::accept);
        return tap;
    }

    int port() {
        return listener.getLocalPort();
    }

    /// The connections so far, in the order they came.
    List<Connection> connections() {
        synchronized (connections) {
            return List.copyOf(connections);
        }
    }

    /// The connections since the last call, which are forgotten.
    List<Connection> take() {
        synchronized (connections) {
            List<Connection> taken = List.copyOf(connections);
            connections.clear();
            return taken;
        }
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                Socket server = new Socket(InetAddress.getLoopbackAddress(), serverPort);
                Connection connection = new Connection();
                synchronized (connections) {
                    connections.add(connection);
                }
                Thread.ofVirtual().start(() -> pump(client, server, connection::fromClient));
                Thread.ofVirtual().start(() -> pump(server, client, connection::fromServer));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private static void pump(Socket from, Socket to, Keeper keeper) {
        byte[] buffer = new byte[65_536];
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                keeper.keep(buffer, n);
                out.write(buffer, 0, n);
            }
        } catch (IOException ended) {
            // One side went away: closing both is the answer.
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }

    private interface Keeper {
        void keep(byte[] bytes, int count);
    }

    /// One connection's bytes.
    static final class Connection {

        private final ByteArrayOutputStream fromClient = new ByteArrayOutputStream();
        private final ByteArrayOutputStream fromServer = new ByteArrayOutputStream();
        private static final long NEVER = Long.MIN_VALUE;
        private volatile long spokeNanos = NEVER;

        private void fromClient(byte[] bytes, int count) {
            synchronized (fromClient) {
                fromClient.write(bytes, 0, count);
            }
            if (bytes[0] != 'X') {
                spokeNanos = System.nanoTime();
            }
        }

        private void fromServer(byte[] bytes, int count) {
            synchronized (fromServer) {
                fromServer.write(bytes, 0, count);
            }
        }

        /// Whether the client's last bytes that were no Terminate came after a time of [System#nanoTime].
        boolean spokeAfter(long nanos) {
            long spoke = spokeNanos;
            return spoke != NEVER && spoke - nanos > 0;
        }

        byte[] fromClient() {
            synchronized (fromClient) {
                return fromClient.toByteArray();
            }
        }

        /// What the client sent after its start-up: behind the untyped packet and `p` messages.
        byte[] fromClientAfterStartup() {
            byte[] all = fromClient();
            int at = all.length < 4 ? 0 : length(all, 0);
            while (at < all.length && all[at] == 'p') {
                at += 1 + length(all, at + 1);
            }
            return Arrays.copyOfRange(all, Math.min(at, all.length), all.length);
        }

        private static int length(byte[] bytes, int at) {
            return java.nio.ByteBuffer.wrap(bytes, at, 4).getInt();
        }
    }
}
