package dev.postern.broker.store.object;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/// A line to a server that breaks as it is told to, byte for byte.
final class FaultyLine {

    /// What happens to a connection.
    enum Fault {
        /// Nothing.
        NONE,
        /// It is reset once so many bytes went to the server.
        RESET_UP,
        /// It is reset once so many bytes came from the server.
        CUT_DOWN,
        /// Nothing comes back from the server, ever.
        SILENT,
        /// The server is not asked; the answer is 500 with an XML error.
        ERROR_500,
        /// As above, 503 SlowDown.
        ERROR_503
    }

    private final ServerSocket listener;
    private final URI server;
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final AtomicLong up = new AtomicLong();
    private volatile Fault fault = Fault.NONE;
    private volatile long bytes;

    FaultyLine(URI server) throws IOException {
        this.server = server;
        this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
    }

    URI endpoint() {
        return URI.create("http://127.0.0.1:" + listener.getLocalPort());
    }

    /// Breaks what is open, and from now on does `next` after so many bytes of each connection.
    void set(Fault next, long after) {
        fault = next;
        bytes = after;
        sockets.forEach(FaultyLine::close);
        sockets.clear();
    }

    /// How many bytes went to the server so far.
    long bytesUp() {
        return up.get();
    }

    void stop() throws IOException {
        listener.close();
        sockets.forEach(FaultyLine::close);
    }

    private void accept() {
        try {
            while (true) {
                Socket client = listener.accept();
                sockets.add(client);
                Thread.ofVirtual().start(() -> serve(client));
            }
        } catch (IOException closed) {
            // The test is over.
        }
    }

    private void serve(Socket client) {
        Fault now = fault;
        try {
            if (now == Fault.ERROR_500 || now == Fault.ERROR_503) {
                refuse(client, now == Fault.ERROR_500 ? "500 InternalError" : "503 SlowDown");
                return;
            }
            Socket upstream = new Socket(server.getHost(), server.getPort());
            sockets.add(upstream);
            Thread.ofVirtual()
                    .start(() ->
                            copy(
                                    upstream,
                                    client,
                                    now == Fault.CUT_DOWN ? bytes : -1,
                                    now == Fault.SILENT,
                                    new AtomicLong()));
            copy(client, upstream, now == Fault.RESET_UP ? bytes : -1, false, up);
        } catch (IOException e) {
            close(client);
        }
    }

    /// Reads one whole request and answers it.
    private static void refuse(Socket client, String status) throws IOException {
        HttpRequest request = HttpRequest.read(client.getInputStream());
        String body =
                "<?xml version=\"1.0\"?><Error><Code>"
                        + status.substring(4)
                        + "</Code><Message>told to fail</Message></Error>";
        String head =
                "HTTP/1.1 "
                        + status
                        + "\r\nContent-Type: application/xml\r\nContent-Length: "
                        + (request.method().equals("HEAD") ? 0 : body.length())
                        + "\r\nConnection: close\r\n\r\n";
        client.getOutputStream()
                .write(
                        (head + (request.method().equals("HEAD") ? "" : body))
                                .getBytes(StandardCharsets.US_ASCII));
        client.close();
    }

    private static void copy(Socket from, Socket to, long limit, boolean silent, AtomicLong count) {
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] buffer = new byte[8192];
            long left = limit < 0 ? Long.MAX_VALUE : limit;
            while (left > 0) {
                int read = in.read(buffer, 0, (int) Math.min(buffer.length, left));
                if (read < 0) {
                    break;
                }
                if (!silent) {
                    out.write(buffer, 0, read);
                }
                left -= read;
                count.addAndGet(read);
            }
            if (left == 0) {
                from.setSoLinger(true, 0);
                to.setSoLinger(true, 0);
            }
        } catch (IOException broken) {
            // The other end notices by itself.
        } finally {
            close(from);
            close(to);
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
