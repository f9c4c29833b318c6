package dev.postern.broker.proxy.pg;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.OpenSslSessionContext;
import io.netty.handler.ssl.ReferenceCountedOpenSslEngine;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.netty.internal.tcnative.SSL;

import java.net.Socket;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;

import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import javax.net.ssl.X509ExtendedTrustManager;

/// The TLS side that clients meet.
///
/// A client certificate is asked for with an empty list of authorities, and any is taken: TLS proves that the client
/// holds its key, and the gatekeeper judges the rest, so that a person reads a FATAL
/// with a hint instead of a TLS alert.
/// Sessions are never resumed, so that every connection proves its key again.
final class ServerTls {

    /// The ALPN name of the protocol.
    static final String ALPN = "postgresql";

    private volatile List<Shown> shown;

    private record Shown(X509Certificate certificate, SslContext context) {}

    ServerTls(List<ServerIdentity> identities) throws SSLException {
        shown = contexts(identities);
    }

    /// Shows these from now on; connections that are open keep what they were shown.
    ///
    /// @throws SSLException if one cannot be used; then nothing changes
    void show(List<ServerIdentity> identities) throws SSLException {
        ready(identities).run();
    }

    /// Makes these ready.
    ///
    /// @return shows them from then on; does not fail
    /// @throws SSLException if one cannot be used
    Runnable ready(List<ServerIdentity> identities) throws SSLException {
        List<Shown> made = contexts(identities);
        return () -> shown = made;
    }

    private static List<Shown> contexts(List<ServerIdentity> identities) throws SSLException {
        List<Shown> made = new ArrayList<>();
        for (ServerIdentity identity : identities) {
            made.add(new Shown(identity.chain().getFirst(), context(identity)));
        }
        return List.copyOf(made);
    }

    private static SslContext context(ServerIdentity identity) throws SSLException {
        SslProvider provider = OpenSsl.isAvailable() ? SslProvider.OPENSSL : SslProvider.JDK;
        SslContext context =
                SslContextBuilder.forServer(
                                identity.key(), identity.chain().toArray(X509Certificate[]::new))
                        .sslProvider(provider)
                        .protocols("TLSv1.3", "TLSv1.2")
                        .clientAuth(ClientAuth.OPTIONAL)
                        .trustManager(new AnyCertificate())
                        .applicationProtocolConfig(alpn())
                        .build();
        if (context.sessionContext() instanceof OpenSslSessionContext sessions) {
            sessions.setSessionCacheEnabled(false);
        }
        return context;
    }

    static ApplicationProtocolConfig alpn() {
        return new ApplicationProtocolConfig(
                ApplicationProtocolConfig.Protocol.ALPN,
                ApplicationProtocolConfig.SelectorFailureBehavior.NO_ADVERTISE,
                ApplicationProtocolConfig.SelectedListenerFailureBehavior.ACCEPT,
                ALPN);
    }

    /// A handler for one connection.
    ///
    /// @param serverName the name that the client asks for, or empty
    SslHandler newHandler(ByteBufAllocator allocator, String serverName) {
        List<Shown> all = shown;
        SslHandler handler =
                all.stream()
                        .filter(one ->
                                !serverName.isEmpty()
                                        && HostNames.matches(one.certificate(), serverName))
                        .findFirst()
                        .orElse(all.getFirst())
                        .context()
                        .newHandler(allocator);
        if (handler.engine() instanceof ReferenceCountedOpenSslEngine engine) {
            SSL.setOptions(engine.sslPointer(), SSL.SSL_OP_NO_TICKET);
        }
        return handler;
    }

    /// The certificates that the client showed, its own first; empty if it showed none.
    static List<X509Certificate> certificates(SSLSession session) {
        try {
            List<X509Certificate> certificates = new ArrayList<>();
            for (var certificate : session.getPeerCertificates()) {
                if (certificate instanceof X509Certificate x509) {
                    certificates.add(x509);
                }
            }
            return certificates;
        } catch (SSLPeerUnverifiedException _) {
            return List.of();
        }
    }

    /// The server name that the client asked for, or empty.
    static String serverName(SSLSession session) {
        if (session instanceof ExtendedSSLSession extended) {
            return extended.getRequestedServerNames().stream()
                    .filter(SNIHostName.class::isInstance)
                    .map(name -> ((SNIHostName) name).getAsciiName())
                    .findFirst()
                    .orElse("");
        }
        return "";
    }

    /// Takes any client certificate, because the gatekeeper judges it; names no authorities.
    private static final class AnyCertificate extends X509ExtendedTrustManager {

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket) {}

        @Override
        public void checkClientTrusted(
                X509Certificate[] chain, String authType, SSLEngine engine) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket) {}

        @Override
        public void checkServerTrusted(
                X509Certificate[] chain, String authType, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
