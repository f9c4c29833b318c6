package dev.postern.broker.proxy.pg.warmup;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/// One connection to the edge that asks queries and throws the answers away.
final class WarmUpClient implements AutoCloseable {

    private static final int SSL_REQUEST = 80_877_103;
    private static final int PROTOCOL = 196_608;
    private static final int TIMEOUT_MILLIS = 5_000;

    private final Socket socket;
    private final DataInputStream in;
    private final OutputStream out;
    private final byte[] scratch = new byte[64 * 1024];

    /// Logs in.
    WarmUpClient(InetSocketAddress edge, SSLSocketFactory tls) throws IOException {
        Socket plain = new Socket();
        try {
            plain.setTcpNoDelay(true);
            plain.setSoTimeout(TIMEOUT_MILLIS);
            plain.connect(edge, TIMEOUT_MILLIS);
            DataOutputStream request = new DataOutputStream(plain.getOutputStream());
            request.writeLong((long) Long.BYTES << 32 | SSL_REQUEST);
            if (plain.getInputStream().read() != 'S') {
                throw new IOException("the edge does not offer TLS");
            }
            SSLSocket secured =
                    (SSLSocket) tls.createSocket(plain, "localhost", edge.getPort(), true);
            secured.startHandshake();
            socket = secured;
            in = new DataInputStream(new BufferedInputStream(socket.getInputStream(), 64 * 1024));
            out = socket.getOutputStream();
            logIn();
        } catch (IOException | RuntimeException e) {
            plain.close();
            throw e;
        }
    }

    private void logIn() throws IOException {
        byte[] parameters =
                "user\0warm-up\0database\0warm-up\0\0".getBytes(StandardCharsets.US_ASCII);
        ByteArrayOutputStream packet = new ByteArrayOutputStream();
        DataOutputStream data = new DataOutputStream(packet);
        data.writeInt(2 * Integer.BYTES + parameters.length);
        data.writeInt(PROTOCOL);
        data.write(parameters);
        out.write(packet.toByteArray());
        awaitReady();
    }

    /// Asks `flight`, which must end in one message that is answered with ReadyForQuery, and reads the answer.
    void ask(byte[] flight) throws IOException {
        out.write(flight);
        awaitReady();
    }

    private void awaitReady() throws IOException {
        int type;
        do {
            type = in.read();
            if (type < 0) {
                throw new EOFException("the edge closed the connection");
            }
            int body = in.readInt() - Integer.BYTES;
            if (type == 'E') {
                in.readFully(scratch, 0, Math.min(body, scratch.length));
                throw new IOException(
                        "the edge refused: "
                                + new String(
                                                scratch,
                                                0,
                                                Math.min(body, scratch.length),
                                                StandardCharsets.ISO_8859_1)
                                        .replace('\0', ' '));
            }
            in.skipNBytes(body);
        } while (type != 'Z');
    }

    /// A simple query.
    static byte[] simple(String sql) {
        return message('Q', (sql + "\0").getBytes(StandardCharsets.US_ASCII));
    }

    /// Parse, Bind, Describe, Execute, Sync.
    static byte[] extended(String sql) {
        return join(
                message('P', ("\0" + sql + "\0\0\0").getBytes(StandardCharsets.US_ASCII)),
                message('B', "\0\0\0\0\0\1\0\0\0\0011\0\0".getBytes(StandardCharsets.US_ASCII)),
                message('D', "P\0".getBytes(StandardCharsets.US_ASCII)),
                message('E', "\0\0\0\0\0".getBytes(StandardCharsets.US_ASCII)),
                message('S', new byte[0]));
    }

    /// Bind, Execute, Sync of a statement prepared before.
    static byte[] prepared() {
        return join(
                message('B', "\0s1\0\0\0\0\1\0\0\0\0011\0\0".getBytes(StandardCharsets.US_ASCII)),
                message('E', "\0\0\0\0\0".getBytes(StandardCharsets.US_ASCII)),
                message('S', new byte[0]));
    }

    /// Many messages of 8 KiB that are not answered, and a query that is.
    static byte[] bulk(int messages) {
        byte[][] parts = new byte[messages + 1][];
        for (int i = 0; i < messages; i++) {
            parts[i] = message('d', new byte[8 * 1024]);
        }
        parts[messages] = simple("select 1");
        return join(parts);
    }

    private static byte[] join(byte[]... messages) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] message : messages) {
            out.writeBytes(message);
        }
        return out.toByteArray();
    }

    private static byte[] message(char type, byte[] body) {
        byte[] bytes = new byte[1 + Integer.BYTES + body.length];
        java.nio.ByteBuffer.wrap(bytes)
                .put((byte) type)
                .putInt(Integer.BYTES + body.length)
                .put(body);
        return bytes;
    }

    @Override
    public void close() throws IOException {
        try {
            out.write(message('X', new byte[0]));
        } finally {
            socket.close();
        }
    }
}
