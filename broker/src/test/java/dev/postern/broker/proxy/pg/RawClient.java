package dev.postern.broker.proxy.pg;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/// A client that sends exactly the given bytes and reads messages as they come. Written by hand, so that the tests do
/// not lean on the code they test.
final class RawClient implements AutoCloseable {

    static final byte[] SSL_REQUEST = {0, 0, 0, 8, 0x04, (byte) 0xd2, 0x16, 0x2f};
    static final byte[] GSSENC_REQUEST = {0, 0, 0, 8, 0x04, (byte) 0xd2, 0x16, 0x30};
    static final byte[] SYNC = {'S', 0, 0, 0, 4};
    static final byte[] TERMINATE = {'X', 0, 0, 0, 4};

    private static final int TIMEOUT_MILLIS = 30_000;

    private final Socket raw;
    private Socket socket;
    private DataInputStream in;

    private RawClient(Socket raw) throws IOException {
        this.raw = raw;
        this.socket = raw;
        this.in = new DataInputStream(raw.getInputStream());
    }

    /// One message of the server.
    record Message(char type, byte[] body) {

        String text() {
            return new String(body, StandardCharsets.ISO_8859_1);
        }

        /// One field of an ErrorResponse or NoticeResponse, or an empty text.
        String field(char code) {
            for (String field : text().split("\0", -1)) {
                if (!field.isEmpty() && field.charAt(0) == code) {
                    return field.substring(1);
                }
            }
            return "";
        }

        @Override
        public String toString() {
            return type + (type == 'E' || type == 'N' ? text().replace('\0', ' ') : "");
        }
    }

    static RawClient connect(int port) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(TIMEOUT_MILLIS);
        socket.setTcpNoDelay(true);
        return new RawClient(socket);
    }

    /// A client whose bytes, those of TLS too, leave in pieces of this size at most, each a packet of its own.
    static RawClient connectInPieces(int port, int bytes) throws IOException {
        Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), port) {
                    @Override
                    public OutputStream getOutputStream() throws IOException {
                        return inPieces(super.getOutputStream(), bytes);
                    }
                };
        socket.setSoTimeout(TIMEOUT_MILLIS);
        socket.setTcpNoDelay(true);
        return new RawClient(socket);
    }

    private static OutputStream inPieces(OutputStream out, int most) {
        return new FilterOutputStream(out) {
            @Override
            public void write(byte[] bytes, int from, int count) throws IOException {
                for (int at = from; at < from + count; at += most) {
                    this.out.write(bytes, at, Math.min(most, from + count - at));
                }
            }
        };
    }

    /// Asks for TLS and starts it.
    RawClient secure(SSLContext context, String... protocols) throws IOException {
        send(SSL_REQUEST);
        assertThat(in.read()).isEqualTo('S');
        return handshake(context, protocols);
    }

    /// Starts TLS at once.
    RawClient handshake(SSLContext context, String... protocols) throws IOException {
        SSLSocket tls =
                (SSLSocket)
                        context.getSocketFactory()
                                .createSocket(raw, "localhost", raw.getPort(), true);
        if (protocols.length > 0) {
            var parameters = tls.getSSLParameters();
            parameters.setApplicationProtocols(protocols);
            tls.setSSLParameters(parameters);
        }
        tls.startHandshake();
        socket = tls;
        in = new DataInputStream(new java.io.BufferedInputStream(tls.getInputStream(), 65_536));
        return this;
    }

    /// Logs in and reads up to ReadyForQuery.
    RawClient login(Map<String, String> parameters) throws IOException {
        send(startup(0x0003_0000, parameters));
        List<Message> messages = until('Z');
        assertThat(messages).as("the answer to the start-up packet").isNotEmpty();
        assertThat(messages.getLast().type()).as(messages.toString()).isEqualTo('Z');
        return this;
    }

    static byte[] startup(int version, Map<String, String> parameters) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        parameters.forEach((name, value) -> {
            body.writeBytes((name + "\0" + value + "\0").getBytes(StandardCharsets.UTF_8));
        });
        body.write(0);
        return packet(version, body.toByteArray());
    }

    /// An untyped packet.
    static byte[] packet(int code, byte[] body) {
        return ByteBuffer.allocate(8 + body.length)
                .putInt(8 + body.length)
                .putInt(code)
                .put(body)
                .array();
    }

    static byte[] message(char type, String body) {
        return message(type, body.getBytes(StandardCharsets.UTF_8));
    }

    static byte[] message(char type, byte[] body) {
        return ByteBuffer.allocate(5 + body.length)
                .put((byte) type)
                .putInt(4 + body.length)
                .put(body)
                .array();
    }

    static byte[] query(String sql) {
        return message('Q', sql + "\0");
    }

    /// Parse, Bind, Execute of the unnamed statement, without Sync.
    static byte[] extended(String sql) {
        return join(
                message('P', "\0" + sql + "\0\0\0"),
                message('B', "\0\0\0\0\0\0\0\0"),
                message('E', "\0\0\0\0\0"));
    }

    static byte[] join(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }

    RawClient send(byte[]... parts) throws IOException {
        socket.getOutputStream().write(parts.length == 1 ? parts[0] : join(parts));
        socket.getOutputStream().flush();
        return this;
    }

    /// Sends byte by byte, each in a write (and a TLS record) of its own.
    RawClient sendBytewise(byte[] bytes) throws IOException {
        for (byte b : bytes) {
            socket.getOutputStream().write(b);
            socket.getOutputStream().flush();
        }
        return this;
    }

    /// Sends while the test goes on to read.
    CompletableFuture<Void> sendMeanwhile(byte[] bytes) {
        return CompletableFuture.runAsync(
                () -> {
                    try {
                        send(bytes);
                    } catch (IOException e) {
                        throw new java.io.UncheckedIOException(e);
                    }
                },
                task -> Thread.ofVirtual().start(task));
    }

    /// Closes the sending side of the TCP connection, without a word of TLS.
    RawClient shutdownOutput() throws IOException {
        raw.shutdownOutput();
        return this;
    }

    /// One byte that is no message, -1 at the end.
    int readByte() throws IOException {
        return in.read();
    }

    /// The bytes up to the end of the connection; a reset is an end.
    byte[] restOfBytes() throws IOException {
        ByteArrayOutputStream rest = new ByteArrayOutputStream();
        try {
            for (int b = in.read(); b >= 0; b = in.read()) {
                rest.write(b);
            }
        } catch (java.net.SocketException reset) {
            assertThat(reset).hasMessageContaining("reset");
        }
        return rest.toByteArray();
    }

    Message read() throws IOException {
        int type = in.readUnsignedByte();
        byte[] body = new byte[in.readInt() - 4];
        in.readFully(body);
        return new Message((char) type, body);
    }

    /// The messages up to and including the next of this type, or up to the end of the connection.
    List<Message> until(char type) throws IOException {
        List<Message> messages = new ArrayList<>();
        try {
            do {
                messages.add(read());
            } while (messages.getLast().type() != type);
        } catch (EOFException end) {
            return messages;
        }
        return messages;
    }

    /// Reads to the end of the connection.
    List<Message> toEnd() throws IOException {
        return until('\0');
    }

    /// Expects that nothing comes for a while.
    RawClient expectSilence(int millis) throws IOException {
        raw.setSoTimeout(millis);
        try {
            assertThat(in.read()).as("a byte, or -1 for the end").isEqualTo(-2);
        } catch (SocketTimeoutException silent) {
            raw.setSoTimeout(TIMEOUT_MILLIS);
        }
        return this;
    }

    @Override
    public void close() throws IOException {
        raw.close();
    }
}
