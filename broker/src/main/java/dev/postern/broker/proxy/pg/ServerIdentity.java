package dev.postern.broker.proxy.pg;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;

/// What the edge proves to clients that it is.
///
/// @param chain the server certificate first, then its issuers
/// @param key   the key of the server certificate
public record ServerIdentity(List<X509Certificate> chain, PrivateKey key) {

    public ServerIdentity {
        chain = List.copyOf(chain);
        if (chain.isEmpty()) {
            throw new IllegalArgumentException("a server needs a certificate");
        }
    }

    @Override
    public String toString() {
        return "ServerIdentity[" + chain.getFirst().getSubjectX500Principal() + "]";
    }
}
