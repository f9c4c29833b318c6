package dev.postern.broker.proxy.pg;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/// Stands between an edge and a real server, and can cut the connection or swallow what comes.
final class TargetTap implements AutoCloseable {

    private final ServerSocket listener;
    private final int serverPort;
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final AtomicLong answerBytesLeft = new AtomicLong(Long.MAX_VALUE);

    private volatile boolean isSwallowing;

    private TargetTap(ServerSocket listener, int serverPort) {
        this.listener = listener;
        this.serverPort = serverPort;
    }

    static TargetTap before(int serverPort) throws IOException {
        TargetTap tap =
                new TargetTap(
                        new ServerSocket(0, 10, InetAddress.getLoopbackAddress()), serverPort);
        Thread.ofVirtual().start(tap::accept);
        return tap;
    }

    int port() {
        return listener.getLocalPort();
    }

    /// Connections that came so far.
    int count() {
        return sockets.size() / 2;
    }

    /// Closes every connection on both sides.
    void cut() {
        sockets.forEach(TargetTap::close);
    }

    /// Cuts when the server has sent this many bytes more.
    void cutAfter(long bytes) {
        answerBytesLeft.set(bytes);
    }

    /// From now on connections stay open and nothing comes through in either direction, as in a network that has
    /// fallen apart.
    void swallow() {
        isSwallowing = true;
    }

    /// New connections pass again; what was swallowed is lost.
    void heal() {
        isSwallowing = false;
        cut();
        sockets.clear();
    }

    private void accept() {
        try {
            while (true) {
                Socket client = listener.accept();
                Socket server = new Socket(InetAddress.getLoopbackAddress(), serverPort);
                sockets.addAll(List.of(client, server));
                Thread.ofVirtual()
                        .start(() -> pump(client, server, new AtomicLong(Long.MAX_VALUE)));
                Thread.ofVirtual().start(() -> pump(server, client, answerBytesLeft));
            }
        } catch (IOException closed) {
            cut();
        }
    }

    private void pump(Socket from, Socket to, AtomicLong bytesLeft) {
        byte[] buffer = new byte[16_384];
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                if (isSwallowing) {
                    continue;
                }
                int pass = (int) Math.min(n, bytesLeft.getAndAdd(-n));
                out.write(buffer, 0, Math.max(0, pass));
                if (pass < n) {
                    return;
                }
            }
        } catch (IOException ended) {
            close(to);
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        cut();
    }
}
