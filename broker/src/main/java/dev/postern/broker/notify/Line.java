package dev.postern.broker.notify;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/// A connection for protocols of lines, closed at a deadline whatever the other side does: neither silence nor a byte a
/// minute keeps it.
final class Line implements AutoCloseable {

    private static final int LONGEST_LINE = 8 * 1024;

    private final ScheduledFuture<?> deadline;
    private final SSLSocketFactory tls;
    private Socket socket;
    private InputStream in;
    private OutputStream out;
    private volatile boolean late;

    private Line(
            Socket socket, SSLSocketFactory tls, Duration longest, ScheduledExecutorService timer)
            throws IOException {
        this.socket = socket;
        this.tls = tls;
        this.in = new BufferedInputStream(socket.getInputStream());
        this.out = socket.getOutputStream();
        this.deadline =
                timer.schedule(
                        () -> {
                            late = true;
                            try {
                                socket.close();
                            } catch (IOException closedAnyway) {
                                // The descriptor is gone either way.
                                late = true;
                            }
                        },
                        longest.toMillis(),
                        TimeUnit.MILLISECONDS);
    }

    /// Connects to `address`.
    ///
    /// @param longest how long everything on it may take
    static Line open(
            InetAddress address,
            int port,
            Duration longest,
            SSLSocketFactory tls,
            ScheduledExecutorService timer)
            throws IOException {
        Socket socket = new Socket();
        try {
            int millis = Math.toIntExact(longest.toMillis());
            socket.connect(new InetSocketAddress(address, port), millis);
            socket.setSoTimeout(millis);
            return new Line(socket, tls, longest, timer);
        } catch (SocketTimeoutException e) {
            socket.close();
            throw new IOException("no connection within " + longest.toSeconds() + " s", e);
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    /// Goes on in TLS; the certificate must be for `host`.
    void encrypt(String host) throws IOException {
        SSLSocket encrypted = (SSLSocket) tls.createSocket(socket, host, socket.getPort(), true);
        SSLParameters parameters = encrypted.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        encrypted.setSSLParameters(parameters);
        encrypted.startHandshake();
        socket = encrypted;
        in = new BufferedInputStream(encrypted.getInputStream());
        out = encrypted.getOutputStream();
    }

    void write(byte[] bytes) throws IOException {
        out.write(bytes);
        out.flush();
    }

    /// The next line, without its end.
    ///
    /// @throws IOException if the other side closed before its end, or it is longer than 8 KiB
    String read() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        int b = in.read();
        while (b >= 0 && b != '\n') {
            if (line.size() == LONGEST_LINE) {
                throw new IOException("it answered a line of more than 8 KiB");
            }
            line.write(b);
            b = in.read();
        }
        if (b < 0) {
            throw new IOException("it closed the connection without an answer");
        }
        String text = line.toString(StandardCharsets.ISO_8859_1);
        return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
    }

    /// Whether the deadline closed it.
    boolean isLate() {
        return late;
    }

    @Override
    public void close() throws IOException {
        deadline.cancel(false);
        socket.close();
    }
}
