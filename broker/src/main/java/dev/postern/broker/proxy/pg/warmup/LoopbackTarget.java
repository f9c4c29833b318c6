package dev.postern.broker.proxy.pg.warmup;

import dev.postern.broker.target.Target;
import dev.postern.broker.target.TargetLogin;
import dev.postern.broker.target.TargetTls;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/// A server on 127.0.0.1 that speaks just enough of the protocol to be a target: it lets everybody in and answers each
/// query with one row, or with [#BULK_ROWS] rows if its text begins with `b`.
final class LoopbackTarget implements AutoCloseable {

    private static final int BULK_ROWS = 2_000;
    private static final int STARTUP_MAX_BYTES = 10_000;

    private final ServerSocket listener;
    private final byte[] welcome = welcome();
    private final byte[] row = row();
    private final byte[] answer = answer(1, row);
    private final byte[] bulk = answer(BULK_ROWS, row);

    LoopbackTarget() throws IOException {
        listener = new ServerSocket(0, 16, InetAddress.ofLiteral("127.0.0.1"));
        Thread.ofVirtual().name("warm-up-target").start(this::accept);
    }

    /// This server as the broker's configuration would name it.
    Target target(dev.postern.broker.record.Durability durability) {
        return new Target(
                WarmUp.NAME,
                Map.of(),
                List.of(new Target.Host("127.0.0.1", listener.getLocalPort())),
                new TargetTls(TargetTls.Mode.DISABLE, null),
                List.of("*"),
                List.of(new TargetLogin("*", null, null, null, false, false)),
                durability);
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket socket = listener.accept();
                socket.setTcpNoDelay(true);
                Thread.ofVirtual().name("warm-up-server").start(() -> serve(socket));
            } catch (IOException _) {
                return; // closed: the warm-up is over
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            DataInputStream in =
                    new DataInputStream(new BufferedInputStream(socket.getInputStream()));
            OutputStream out = new BufferedOutputStream(socket.getOutputStream(), 64 * 1024);
            skip(in, Math.min(in.readInt() - Integer.BYTES, STARTUP_MAX_BYTES));
            out.write(welcome);
            out.flush();
            int type = in.read();
            while (type >= 0 && type != 'X') {
                answer(type, in, out);
                if (in.available() == 0) {
                    out.flush();
                }
                type = in.read();
            }
        } catch (IOException _) {
            // The edge closed the connection: the warm-up is over.
        }
    }

    private void answer(int type, DataInputStream in, OutputStream out) throws IOException {
        int length = in.readInt() - Integer.BYTES;
        int first = length == 0 ? 0 : in.read();
        skip(in, Math.max(0, length - 1));
        switch (type) {
            case 'Q' -> {
                out.write(first == 'b' ? bulk : answer);
                out.write(message('Z', "I".getBytes(StandardCharsets.US_ASCII)));
            }
            case 'P' -> out.write(message('1', new byte[0]));
            case 'B' -> out.write(message('2', new byte[0]));
            case 'E' -> out.write(answer);
            case 'S' -> out.write(message('Z', "I".getBytes(StandardCharsets.US_ASCII)));
            default -> {}
        }
    }

    private static void skip(InputStream in, int bytes) throws IOException {
        in.skipNBytes(bytes);
    }

    private static byte[] welcome() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(message('R', new byte[4]));
        for (String parameter :
                List.of("server_version\00017.0", "client_encoding\0UTF8", "TimeZone\0UTC")) {
            out.write(message('S', (parameter + "\0").getBytes(StandardCharsets.US_ASCII)));
        }
        out.write(message('K', new byte[] {0, 0, 0, 1, 0, 0, 0, 2}));
        out.write(message('Z', "I".getBytes(StandardCharsets.US_ASCII)));
        return out.toByteArray();
    }

    private static byte[] row() throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        DataOutputStream data = new DataOutputStream(body);
        byte[] value = "1048576".getBytes(StandardCharsets.US_ASCII);
        data.writeShort(1);
        data.writeInt(value.length);
        data.write(value);
        return message('D', body.toByteArray());
    }

    private static byte[] answer(int rows, byte[] row) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream columns = new ByteArrayOutputStream();
        DataOutputStream description = new DataOutputStream(columns);
        description.writeShort(1);
        description.write("abalance\0".getBytes(StandardCharsets.US_ASCII));
        description.writeInt(0);
        description.writeShort(0);
        description.writeInt(23);
        description.writeShort(4);
        description.writeInt(-1);
        description.writeShort(0);
        out.write(message('T', columns.toByteArray()));
        for (int i = 0; i < rows; i++) {
            out.write(row);
        }
        out.write(message('C', ("SELECT " + rows + "\0").getBytes(StandardCharsets.US_ASCII)));
        return out.toByteArray();
    }

    private static byte[] message(char type, byte[] body) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        DataOutputStream data = new DataOutputStream(out);
        data.writeByte(type);
        data.writeInt(body.length + Integer.BYTES);
        data.write(body);
        return out.toByteArray();
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
