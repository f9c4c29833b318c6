package dev.postern.cli.system;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/// A raw client that sends given bytes and keeps every byte that comes back.
final class WireClient implements AutoCloseable {

    private static final int SSL_REQUEST = 80_877_103;
    private static final int CANCEL_REQUEST = 80_877_102;
    private static final int TIMEOUT_MILLIS = 30_000;

    private final Socket socket;
    private final DataInputStream in;
    private final ByteArrayOutputStream received = new ByteArrayOutputStream();
    private byte[] loginAnswer = {};

    private WireClient(Socket socket) throws IOException {
        this.socket = socket;
        this.in =
                new DataInputStream(
                        new java.io.BufferedInputStream(socket.getInputStream(), 65_536));
    }

    /// Connects without TLS and logs in by trust.
    static WireClient plain(int port, int version, Map<String, String> parameters)
            throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(TIMEOUT_MILLIS);
        return new WireClient(socket).login(version, parameters);
    }

    /// Connects with the certificate files that login wrote and logs in through the broker.
    static WireClient withCertificate(
            int port, Path credentials, int version, Map<String, String> parameters)
            throws IOException, GeneralSecurityException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(TIMEOUT_MILLIS);
        socket.getOutputStream()
                .write(ByteBuffer.allocate(8).putInt(8).putInt(SSL_REQUEST).array());
        if (socket.getInputStream().read() != 'S') {
            throw new IOException("the broker did not offer TLS");
        }
        SSLSocket tls =
                (SSLSocket)
                        context(credentials)
                                .getSocketFactory()
                                .createSocket(socket, "localhost", port, true);
        tls.startHandshake();
        return new WireClient(tls).login(version, parameters);
    }

    private static SSLContext context(Path credentials)
            throws IOException, GeneralSecurityException {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        keys.load(null, null);
        CertificateFactory x509 = CertificateFactory.getInstance("X.509");
        Certificate[] chain;
        try (var crt = Files.newInputStream(credentials.resolve("client.crt"))) {
            chain = x509.generateCertificates(crt).toArray(Certificate[]::new);
        }
        keys.setKeyEntry(
                "user",
                KeyFactory.getInstance("EC")
                        .generatePrivate(
                                new PKCS8EncodedKeySpec(
                                        Files.readAllBytes(credentials.resolve("client.pk8")))),
                new char[0],
                chain);
        try (var ca = Files.newInputStream(credentials.resolve("ca.crt"))) {
            int roots = 0;
            for (Certificate root : x509.generateCertificates(ca)) {
                keys.setCertificateEntry("ca" + roots++, root);
            }
        }
        KeyManagerFactory own = KeyManagerFactory.getInstance("PKIX");
        own.init(keys, new char[0]);
        TrustManagerFactory trusted = TrustManagerFactory.getInstance("PKIX");
        trusted.init(keys);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(own.getKeyManagers(), trusted.getTrustManagers(), null);
        return context;
    }

    private WireClient login(int version, Map<String, String> parameters) throws IOException {
        socket.getOutputStream().write(Messages.startup(version, parameters));
        readUntilReady(1);
        loginAnswer = received.toByteArray();
        received.reset();
        return this;
    }

    /// Sends bytes while others read.
    CompletableFuture<Void> send(byte[] bytes) {
        return CompletableFuture.runAsync(
                () -> {
                    try {
                        socket.getOutputStream().write(bytes);
                        socket.getOutputStream().flush();
                    } catch (IOException e) {
                        throw new java.io.UncheckedIOException(e);
                    }
                },
                task -> Thread.ofVirtual().start(task));
    }

    /// Reads until `count` messages of one of `types` have come, or the server closes the connection.
    void readUntil(String types, int count) throws IOException {
        int seen = 0;
        while (seen < count) {
            byte[] message;
            try {
                message = next();
            } catch (EOFException end) {
                return;
            }
            received.writeBytes(message);
            if (types.indexOf(message[0]) >= 0) {
                seen++;
            }
        }
    }

    void readUntilReady(int count) throws IOException {
        readUntil("Z", count);
    }

    /// Reads to the next ReadyForQuery while others write.
    CompletableFuture<Void> readLater() {
        return CompletableFuture.runAsync(
                () -> {
                    try {
                        readUntilReady(1);
                    } catch (IOException e) {
                        throw new java.io.UncheckedIOException(e);
                    }
                },
                task -> Thread.ofVirtual().start(task));
    }

    /// Whether `work` is done within `millis`.
    static boolean isDone(CompletableFuture<Void> work, long millis) throws Exception {
        try {
            work.get(millis, TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException notYet) {
            return false;
        }
    }

    /// Sends a CancelRequest with this session's key, without TLS as libpq did, and waits until it is taken.
    void cancel(int port) throws IOException {
        ByteBuffer key = cancelKey();
        try (Socket other = new Socket(InetAddress.getLoopbackAddress(), port)) {
            other.setSoTimeout(TIMEOUT_MILLIS);
            other.getOutputStream()
                    .write(
                            ByteBuffer.allocate(8 + key.remaining())
                                    .putInt(8 + key.remaining())
                                    .putInt(CANCEL_REQUEST)
                                    .put(key)
                                    .array());
            other.getOutputStream().flush();
            while (other.getInputStream().read() >= 0) {
                // The broker answers nothing and closes.
            }
        }
    }

    /// The body of the BackendKeyData that the login brought.
    private ByteBuffer cancelKey() {
        ByteBuffer in = ByteBuffer.wrap(loginAnswer);
        while (in.get(in.position()) != 'K') {
            in.position(in.position() + 1 + in.getInt(in.position() + 1));
        }
        return in.slice(in.position() + 5, in.getInt(in.position() + 1) - 4);
    }

    private byte[] next() throws IOException {
        int type = in.readUnsignedByte();
        int length = in.readInt();
        byte[] message = new byte[1 + length];
        ByteBuffer.wrap(message).put((byte) type).putInt(length);
        in.readFully(message, 5, length - 4);
        if (type == 'E'
                && received.size() == 0
                && new String(message, StandardCharsets.UTF_8).contains("FATAL")) {
            received.writeBytes(message);
            throw new IOException("refused: " + new String(message, StandardCharsets.UTF_8));
        }
        return message;
    }

    /// Everything received since the login's ReadyForQuery.
    byte[] received() {
        return received.toByteArray();
    }

    /// Sends Terminate and waits until the server has closed the connection.
    void terminate() throws Exception {
        send(new byte[] {'X', 0, 0, 0, 4}).get(TIMEOUT_MILLIS, TimeUnit.MILLISECONDS);
        readUntil("", 1);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
