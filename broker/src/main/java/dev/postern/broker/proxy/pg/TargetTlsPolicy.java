package dev.postern.broker.proxy.pg;

import dev.postern.broker.target.ClientIdentity;
import dev.postern.broker.target.TargetAuthority;
import dev.postern.broker.target.TargetLogin;
import dev.postern.broker.target.TargetTls;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;

import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/// What one target's certificate must be, ready for use on an event loop.
///
/// Chain and host name are checked twice: by the JDK's TLS during the handshake, and by [#verify] behind it, because
/// libraries between have lost the first check before. The JDK's provider is used for the same reason.
final class TargetTlsPolicy {

    private final TargetTls.Mode mode;
    private final @Nullable SslContext context;
    private final @Nullable X509TrustManager trust;

    private TargetTlsPolicy(
            TargetTls.Mode mode, @Nullable SslContext context, @Nullable X509TrustManager trust) {
        this.mode = mode;
        this.context = context;
        this.trust = trust;
    }

    /// Reads the files that `tls` and `login` name. Blocks.
    ///
    /// @param role      the database role that logs in
    /// @param authority issues and vouches for certificates where the configuration says so
    static TargetTlsPolicy load(
            TargetTls tls, TargetLogin login, String role, TargetAuthority authority)
            throws IOException, GeneralSecurityException {
        if (tls.mode() == TargetTls.Mode.DISABLE) {
            return new TargetTlsPolicy(tls.mode(), null, null);
        }
        SslContextBuilder builder =
                SslContextBuilder.forClient()
                        .sslProvider(SslProvider.JDK)
                        .protocols("TLSv1.3", "TLSv1.2")
                        .endpointIdentificationAlgorithm(
                                tls.mode() == TargetTls.Mode.VERIFY_FULL ? "HTTPS" : "")
                        .applicationProtocolConfig(ServerTls.alpn());
        X509TrustManager trust = null;
        if (tls.mode() == TargetTls.Mode.REQUIRE) {
            builder.trustManager(InsecureTrustManagerFactory.INSTANCE);
        } else {
            trust = trustManager(tls, authority);
            builder.trustManager(trust);
        }
        identify(builder, login.identity(), role, authority);
        return new TargetTlsPolicy(tls.mode(), builder.build(), trust);
    }

    private static void identify(
            SslContextBuilder builder,
            ClientIdentity identity,
            String role,
            TargetAuthority authority)
            throws IOException, GeneralSecurityException {
        switch (identity) {
            case ClientIdentity.Absent _ -> {
                // The target learns who the broker is by password, or not at all.
            }
            case ClientIdentity.Files(Path certificate, Path keyFile) -> {
                try (InputStream chain = Files.newInputStream(certificate);
                        InputStream key = Files.newInputStream(keyFile)) {
                    builder.keyManager(chain, key);
                }
            }
            case ClientIdentity.Issued _ -> {
                TargetAuthority.Identity own = authority.identity(role);
                builder.keyManager(own.key(), own.chain());
            }
        }
    }

    private static X509TrustManager trustManager(TargetTls tls, TargetAuthority authority)
            throws IOException, GeneralSecurityException {
        TrustManagerFactory factory =
                TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        List<Certificate> roots = new ArrayList<>();
        if (tls.trustsAuthority()) {
            roots.addAll(authority.roots());
        }
        if (tls.caFile() != null) {
            roots.addAll(read(tls.caFile()));
        }
        boolean isJdkList = tls.caFile() == null && !tls.trustsAuthority();
        factory.init(isJdkList ? null : keyStore(roots));
        for (TrustManager manager : factory.getTrustManagers()) {
            if (manager instanceof X509TrustManager x509) {
                return x509;
            }
        }
        throw new CertificateException("this Java has no X.509 trust manager");
    }

    private static List<Certificate> read(Path caFile)
            throws IOException, GeneralSecurityException {
        try (InputStream in = Files.newInputStream(caFile)) {
            var found = CertificateFactory.getInstance("X.509").generateCertificates(in);
            if (found.isEmpty()) {
                throw new CertificateException("no certificate in " + caFile);
            }
            return List.copyOf(found);
        }
    }

    private static KeyStore keyStore(List<Certificate> roots)
            throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        for (int i = 0; i < roots.size(); i++) {
            store.setCertificateEntry("ca-" + i, roots.get(i));
        }
        return store;
    }

    /// Whether somebody who is trusted vouches for the target.
    boolean isVerified() {
        return mode.isVerified();
    }

    /// Whether connections are protected by TLS at all.
    boolean isEncrypted() {
        return context != null;
    }

    /// A handler for one connection to `host`, which must be a policy with TLS.
    SslHandler newHandler(ByteBufAllocator allocator, String host, int port) {
        if (context == null) {
            throw new IllegalStateException("the target is configured without TLS");
        }
        SslHandler handler = context.newHandler(allocator, host, port);
        if (mode == TargetTls.Mode.VERIFY_FULL) {
            SSLEngine engine = handler.engine();
            SSLParameters parameters = engine.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            engine.setSSLParameters(parameters);
        }
        return handler;
    }

    /// Checks chain and host name of a finished handshake once more.
    ///
    /// @return the target's certificate
    /// @throws SSLException if it is not what the mode demands
    X509Certificate verify(SSLSession session, String host) throws SSLException {
        var peer = ServerTls.certificates(session);
        if (peer.isEmpty()) {
            throw new SSLPeerUnverifiedException("the target showed no certificate");
        }
        if (trust != null) {
            try {
                trust.checkServerTrusted(peer.toArray(X509Certificate[]::new), "UNKNOWN");
            } catch (CertificateException e) {
                throw new SSLException("no trusted chain: " + e.getMessage(), e);
            }
        }
        if (mode == TargetTls.Mode.VERIFY_FULL && !HostNames.matches(peer.getFirst(), host)) {
            throw new SSLPeerUnverifiedException("the certificate does not name the host " + host);
        }
        return peer.getFirst();
    }
}
