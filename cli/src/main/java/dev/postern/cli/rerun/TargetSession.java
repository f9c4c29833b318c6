package dev.postern.cli.rerun;

import dev.postern.export.ClientEncoding;
import dev.postern.pgwire.BackendMessage;
import dev.postern.pgwire.Frame;
import dev.postern.pgwire.FrontendMessage;
import dev.postern.pgwire.MalformedMessageException;
import dev.postern.pgwire.MessageDecoder;
import dev.postern.pgwire.MessageEncoder;
import dev.postern.pgwire.ProtocolVersion;
import dev.postern.pgwire.Report;
import dev.postern.pgwire.StartupPacket;

import org.jspecify.annotations.Nullable;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.Serial;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/// A session of the wire protocol with a target, through the broker: its messages one after the other. Not thread-safe.
final class TargetSession implements AutoCloseable {

    private static final int LONGEST_MESSAGE = 256 << 20;

    private final Socket socket;
    private final DataInputStream in;
    private final OutputStream out;
    private final Map<String, String> reported = new LinkedHashMap<>();
    private final Consumer<String> notices;
    private MessageEncoder encoder = MessageEncoder.UTF_8;
    private MessageDecoder decoder = MessageDecoder.UTF_8;
    private ClientEncoding encoding = ClientEncoding.UTF8;

    /// Takes over a connection on which the next byte is a start-up packet, and logs in.
    ///
    /// @param parameters of the start-up packet
    /// @param notices    is told what the broker and the server say before the first statement
    /// @throws RefusedException if the session is refused
    TargetSession(Socket socket, Map<String, String> parameters, Consumer<String> notices)
            throws IOException, RefusedException {
        this.socket = socket;
        this.in = new DataInputStream(new BufferedInputStream(socket.getInputStream(), 1 << 16));
        this.out = new BufferedOutputStream(socket.getOutputStream(), 1 << 16);
        this.notices = notices;
        write(StartupPacket.StartupMessage.of(ProtocolVersion.V3_0, parameters).encode());
        flush();
        logIn();
    }

    /// The server or the broker ended the session, or did not let it begin.
    static final class RefusedException extends Exception {

        @Serial private static final long serialVersionUID = 1L;

        private final String sqlState;
        private final String hint;

        RefusedException(Report report) {
            super(report.message());
            this.sqlState = report.sqlState();
            this.hint = report.field('H').orElse("");
        }

        String sqlState() {
            return sqlState;
        }

        /// What to do about it, or empty.
        String hint() {
            return hint;
        }

        String text() {
            return String.valueOf(getMessage());
        }
    }

    private void logIn() throws IOException, RefusedException {
        while (true) {
            switch (next()) {
                case BackendMessage.ErrorResponse(var report) -> throw new RefusedException(report);
                case BackendMessage.NoticeResponse(var report) -> notices.accept(report.message());
                case BackendMessage.AuthenticationOk _ -> {}
                case BackendMessage.Authentication other ->
                        throw new IOException(
                                "the broker asked for a password (authentication "
                                        + other.code()
                                        + ") in place of the certificate");
                case BackendMessage.ReadyForQuery _ -> {
                    return;
                }
                default -> {}
            }
        }
    }

    /// The value of a setting that the server reports, or empty.
    String reported(String setting) {
        return reported.getOrDefault(setting, "");
    }

    /// The encoding of the session's texts.
    ClientEncoding encoding() {
        return encoding;
    }

    /// Adds a message to those that [#flush] sends.
    void send(FrontendMessage message) throws IOException {
        write(encoder.encode(message));
    }

    private void write(ByteBuffer bytes) throws IOException {
        out.write(bytes.array(), bytes.arrayOffset() + bytes.position(), bytes.remaining());
    }

    void flush() throws IOException {
        out.flush();
    }

    /// The next message of the server that is an answer: reports of settings are kept.
    ///
    /// @throws RefusedException if the session ends with it
    BackendMessage answer() throws IOException, RefusedException {
        while (true) {
            BackendMessage message = next();
            if (message instanceof BackendMessage.ErrorResponse(var report) && report.isFatal()) {
                throw new RefusedException(report);
            }
            if (!(message instanceof BackendMessage.ParameterStatus)
                    && !(message instanceof BackendMessage.NoticeResponse)
                    && !(message instanceof BackendMessage.NotificationResponse)) {
                return message;
            }
        }
    }

    private BackendMessage next() throws IOException {
        int type = in.read();
        if (type < 0) {
            throw new EOFException("the connection was closed");
        }
        int length = in.readInt() - Integer.BYTES;
        if (length < 0 || length > LONGEST_MESSAGE) {
            throw new IOException("a message of " + length + " bytes is none that is taken");
        }
        byte[] body = in.readNBytes(length);
        if (body.length < length) {
            throw new EOFException("the connection was closed");
        }
        try {
            BackendMessage message = decoder.backend(new Frame((char) type, ByteBuffer.wrap(body)));
            if (message instanceof BackendMessage.ParameterStatus(var name, var value)) {
                report(name, value);
            }
            return message;
        } catch (MalformedMessageException e) {
            throw new IOException("the server sent what is no message: " + e.getMessage(), e);
        }
    }

    private void report(String name, @Nullable String value) {
        String text = value == null ? "" : value;
        reported.put(name, text);
        if (name.equals("client_encoding")) {
            encoding = ClientEncoding.of(text);
            encoder = new MessageEncoder(encoding.charset());
            decoder = new MessageDecoder(encoding.charset());
        }
    }

    @Override
    public void close() throws IOException {
        try {
            send(new FrontendMessage.Terminate());
            flush();
        } finally {
            socket.close();
        }
    }
}
