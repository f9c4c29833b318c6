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

/// A server on 127.0.0.1 that speaks just enough of the protocol to be a target: it lets everybody in and answers a query
/// by how its text begins, `select` with a row, [WarmUp#BULK] with [#BULK_ROWS] rows, `copy` by asking for data and with
/// [#BULK_ROWS] lines, [WarmUp#LONG] and [WarmUp#WIDE_OUT] with [#LONG_BYTES] of narrow rows and of wide lines, and
/// everything else with a tag.
final class LoopbackTarget implements AutoCloseable {

    private static final int BULK_ROWS = 1_000;

    /// Several segments of the rehearsal's journal.
    private static final int LONG_BYTES = 8 * 1024 * 1024;

    private static final int STARTUP_MAX_BYTES = 10_000;

    private static final int ROWS = 512;

    private static final byte[] READY = {'Z', 0, 0, 0, 5, 'I'};

    /// Text, five columns of text.
    private static final byte[] COPY_FORMAT = {0, 0, 5, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0};

    /// Text, one column of text.
    private static final byte[] WIDE_FORMAT = {0, 0, 1, 0, 0};

    private final ServerSocket listener;
    private final byte[] welcome = welcome();
    private final byte[][] columns = new byte[WarmUpTexts.COLUMNS.size() + 1][];
    private final byte[][] rows = new byte[ROWS][];
    private final byte[] bulk;
    private final byte[] lines;
    private final byte[] narrow;
    private final byte[] wide;

    LoopbackTarget() throws IOException {
        ByteArrayOutputStream many = new ByteArrayOutputStream();
        ByteArrayOutputStream copied = new ByteArrayOutputStream();
        for (int i = 1; i < columns.length; i++) {
            columns[i] = columns(i);
        }
        for (int i = 0; i < ROWS; i++) {
            rows[i] = row(WarmUpTexts.row(i).subList(0, width(i)));
        }
        ByteArrayOutputStream narrowRows = new ByteArrayOutputStream();
        ByteArrayOutputStream wideLines = new ByteArrayOutputStream();
        for (int i = 0; i < BULK_ROWS; i++) {
            many.write(row(WarmUpTexts.row(i)));
            copied.write(message('d', WarmUpTexts.line(i)));
            narrowRows.write(row(WarmUpTexts.narrowRow(i)));
            wideLines.write(message('d', WarmUpTexts.wideLine(i)));
        }
        bulk = many.toByteArray();
        lines = copied.toByteArray();
        narrow = narrowRows.toByteArray();
        wide = wideLines.toByteArray();
        listener = new ServerSocket(0, 16, InetAddress.ofLiteral("127.0.0.1"));
        Thread.ofVirtual().name("warm-up-target").start(this::accept);
    }

    /// Columns of the answer to a connection's query or portal of that number; code differs for lists of one, two and more.
    private static int width(int number) {
        return number % WarmUpTexts.COLUMNS.size() % 4 + 1;
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
            int number = 0;
            int type = in.read();
            while (type >= 0 && type != 'X') {
                byte[] body = in.readNBytes(in.readInt() - Integer.BYTES);
                answer(type, new String(body, StandardCharsets.UTF_8), number++, out);
                if (in.available() == 0) {
                    out.flush();
                }
                type = in.read();
            }
        } catch (IOException _) {
            // The edge closed the connection: the warm-up is over.
        }
    }

    private void answer(int type, String body, int number, OutputStream out) throws IOException {
        switch (type) {
            case 'Q' -> query(body, number, out);
            case 'P' -> out.write(message('1'));
            case 'B' -> out.write(message('2'));
            case 'D' -> out.write(columns[width((number + 1) % ROWS)]);
            case 'E' -> {
                out.write(rows[number % ROWS]);
                out.write(complete("SELECT 1"));
            }
            case 'S' -> out.write(READY);
            case 'c' -> {
                out.write(complete("COPY " + number));
                out.write(READY);
            }
            default -> {}
        }
    }

    private void query(String sql, int number, OutputStream out) throws IOException {
        if (sql.startsWith(WarmUp.COPY_IN)) {
            out.write(message('G', COPY_FORMAT));
            return;
        }
        if (sql.startsWith(WarmUp.COPY_OUT)) {
            out.write(message('H', COPY_FORMAT));
            out.write(lines);
            out.write(message('c'));
            out.write(complete("COPY " + BULK_ROWS));
        } else if (sql.startsWith(WarmUp.WIDE_OUT)) {
            out.write(message('H', WIDE_FORMAT));
            int times = repeat(wide, out);
            out.write(message('c'));
            out.write(complete("COPY " + times * BULK_ROWS));
        } else if (sql.startsWith(WarmUp.LONG)) {
            out.write(columns[WarmUpTexts.NARROW_COLUMNS]);
            int times = repeat(narrow, out);
            out.write(complete("SELECT " + times * BULK_ROWS));
        } else if (sql.startsWith(WarmUp.BULK)) {
            out.write(columns[WarmUpTexts.COLUMNS.size()]);
            out.write(bulk);
            out.write(complete("SELECT " + BULK_ROWS));
        } else if (sql.regionMatches(true, 0, "select", 0, "select".length())) {
            out.write(columns[width(number % ROWS)]);
            out.write(rows[number % ROWS]);
            out.write(complete("SELECT 1"));
        } else {
            out.write(complete("UPDATE 1"));
        }
        out.write(READY);
    }

    /// Writes `bytes` until [#LONG_BYTES] are written.
    ///
    /// @return how often it wrote them
    private static int repeat(byte[] bytes, OutputStream out) throws IOException {
        int times = (LONG_BYTES + bytes.length - 1) / bytes.length;
        for (int i = 0; i < times; i++) {
            out.write(bytes);
        }
        return times;
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
        out.write(READY);
        return out.toByteArray();
    }

    private static byte[] row(List<String> values) throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        DataOutputStream data = new DataOutputStream(body);
        data.writeShort(values.size());
        for (String value : values) {
            byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
            data.writeInt(bytes.length);
            data.write(bytes);
        }
        return message('D', body.toByteArray());
    }

    private static byte[] columns(int width) throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        DataOutputStream description = new DataOutputStream(body);
        description.writeShort(width);
        for (int i = 0; i < width; i++) {
            description.write(
                    (WarmUpTexts.COLUMNS.get(i) + "\0").getBytes(StandardCharsets.US_ASCII));
            description.writeInt(16_384);
            description.writeShort(i + 1);
            description.writeInt(WarmUpTexts.TYPES.get(i));
            description.writeShort(-1);
            description.writeInt(-1);
            description.writeShort(0);
        }
        return message('T', body.toByteArray());
    }

    private static byte[] complete(String tag) throws IOException {
        return message('C', (tag + "\0").getBytes(StandardCharsets.US_ASCII));
    }

    private static byte[] message(char type, byte... body) throws IOException {
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
