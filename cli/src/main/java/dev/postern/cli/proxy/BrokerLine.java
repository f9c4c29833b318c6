package dev.postern.cli.proxy;

import dev.postern.cli.profile.ServiceFile;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/// Opens TLS connections to the broker with the person's certificate, and checks the broker's as `verify-full` does.
///
/// Key and certificate are read for every connection, so that a login made meanwhile counts.
public final class BrokerLine {

    /// The body of an SSLRequest: length 8, code 1234 5679.
    private static final byte[] SSL_REQUEST =
            ByteBuffer.allocate(8).putInt(8).putInt((1234 << 16) | 5679).array();

    private static final int CONNECT_MILLIS = 10_000;

    private final ServerSettings settings;

    public BrokerLine(ServiceFile.Service service) {
        this.settings =
                new ServerSettings(
                        service.host(),
                        service.port(),
                        service.files().store(),
                        service.files().storePassword(),
                        service.files().authority());
    }

    /// Where the broker is, for messages.
    public String address() {
        return settings.host() + ":" + settings.port();
    }

    /// A connection on which the next byte is a start-up packet. The caller closes it.
    ///
    /// @throws IOException if the broker cannot be reached, or is not the one that login spoke to
    public SSLSocket open() throws IOException {
        Socket plain = new Socket();
        try {
            plain.connect(new InetSocketAddress(settings.host(), settings.port()), CONNECT_MILLIS);
            plain.setTcpNoDelay(true);
            plain.setSoTimeout(CONNECT_MILLIS);
            plain.getOutputStream().write(SSL_REQUEST);
            int answer = plain.getInputStream().read();
            if (answer != 'S') {
                throw new IOException("the server there offers no TLS");
            }
            SSLSocket socket =
                    (SSLSocket)
                            context()
                                    .getSocketFactory()
                                    .createSocket(plain, settings.host(), settings.port(), true);
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            socket.setSSLParameters(parameters);
            socket.startHandshake();
            socket.setSoTimeout(0);
            return socket;
        } catch (IOException | GeneralSecurityException e) {
            plain.close();
            throw e instanceof IOException io ? io : new IOException(e.getMessage(), e);
        }
    }

    private SSLContext context() throws IOException, GeneralSecurityException {
        char[] password = Files.readString(settings.password()).strip().toCharArray();
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(settings.store())) {
            keys.load(in, password);
        }
        KeyManagerFactory ours =
                KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        ours.init(keys, password);
        KeyStore authorities = KeyStore.getInstance("PKCS12");
        authorities.load(null, null);
        byte[] pem = Files.readString(settings.authority()).getBytes(StandardCharsets.US_ASCII);
        int n = 0;
        for (Certificate authority :
                CertificateFactory.getInstance("X.509")
                        .generateCertificates(new ByteArrayInputStream(pem))) {
            authorities.setCertificateEntry("authority-" + n++, authority);
        }
        TrustManagerFactory theirs =
                TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        theirs.init(authorities);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(ours.getKeyManagers(), theirs.getTrustManagers(), null);
        return context;
    }

    private record ServerSettings(
            String host, int port, Path store, Path password, Path authority) {}
}
