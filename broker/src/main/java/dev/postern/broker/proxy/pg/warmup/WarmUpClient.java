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
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.function.IntFunction;

import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/// One connection to the edge that asks queries and throws the answers away.
final class WarmUpClient implements AutoCloseable {

    private static final int SSL_REQUEST = 80_877_103;
    private static final int PROTOCOL = 196_608;
    private static final int TIMEOUT_MILLIS = 5_000;
    private static final int COPY_CHUNK_BYTES = 8 * 1024;
    private static final byte[] EXECUTE =
            message('E', "\0\0\0\0\0".getBytes(StandardCharsets.US_ASCII));

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

    /// Asks `query`, which must be answered by asking for COPY data, and sends `data`, which must end it.
    void copyIn(byte[] query, byte[] data) throws IOException {
        out.write(query);
        await('G');
        out.write(data);
        awaitReady();
    }

    private void awaitReady() throws IOException {
        await('Z');
    }

    private void await(int last) throws IOException {
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
        } while (type != last);
    }

    /// A simple query.
    static byte[] simple(String sql) {
        return message('Q', (sql + "\0").getBytes(StandardCharsets.UTF_8));
    }

    /// Parse of a statement named `s1`, Sync.
    static byte[] prepare(String sql) {
        return join(
                message('P', ("s1\0" + sql + "\0\0\0").getBytes(StandardCharsets.UTF_8)),
                message('S'));
    }

    /// Parse, Bind, Describe, Execute, Sync.
    static byte[] extended(String sql, int parameter) {
        return join(
                message('P', ("\0" + sql + "\0\0\0").getBytes(StandardCharsets.UTF_8)),
                bind("", parameter),
                message('D', "P\0".getBytes(StandardCharsets.US_ASCII)),
                EXECUTE,
                message('S'));
    }

    /// Bind, Execute, Sync of a statement prepared before.
    static byte[] prepared(int parameter) {
        return join(bind("s1", parameter), EXECUTE, message('S'));
    }

    private static byte[] bind(String statement, int parameter) {
        byte[] value = Integer.toString(parameter).getBytes(StandardCharsets.US_ASCII);
        byte[] body = new byte[statement.length() + 2 + 2 + 2 + Integer.BYTES + value.length + 2];
        ByteBuffer.wrap(body)
                .put((byte) 0)
                .put(statement.getBytes(StandardCharsets.US_ASCII))
                .put((byte) 0)
                .putShort((short) 0)
                .putShort((short) 1)
                .putInt(value.length)
                .put(value);
        return message('B', body);
    }

    /// COPY data of some lines, of which those of 8 KiB are what psql sends, and its end.
    ///
    /// @param bytes of data in all, about
    /// @param lines the line of each number, with its line feed
    static byte[] copyData(int bytes, IntFunction<byte[]> lines) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        ByteArrayOutputStream chunk = new ByteArrayOutputStream();
        for (int number = 0; all.size() < bytes; number++) {
            chunk.writeBytes(lines.apply(number));
            if (chunk.size() >= COPY_CHUNK_BYTES) {
                all.writeBytes(message('d', chunk.toByteArray()));
                chunk.reset();
            }
        }
        all.writeBytes(message('c'));
        return all.toByteArray();
    }

    private static byte[] join(byte[]... messages) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] message : messages) {
            out.writeBytes(message);
        }
        return out.toByteArray();
    }

    private static byte[] message(char type, byte... body) {
        byte[] bytes = new byte[1 + Integer.BYTES + body.length];
        ByteBuffer.wrap(bytes).put((byte) type).putInt(Integer.BYTES + body.length).put(body);
        return bytes;
    }

    @Override
    public void close() throws IOException {
        try {
            out.write(message('X'));
        } finally {
            socket.close();
        }
    }
}
