package dev.postern.broker.ca;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;

/// A certificate that signs others, with its key.
///
/// @param key     never leaves this package
/// @param issuers those above it, the root last; empty if it is a root itself
public record Authority(
        X509Certificate certificate, PrivateKey key, List<X509Certificate> issuers) {

    public Authority {
        issuers = List.copyOf(issuers);
    }

    /// A self-signed root.
    public Authority(X509Certificate certificate, PrivateKey key) {
        this(certificate, key, List.of());
    }

    /// What others trust of it.
    public TrustedAuthority trusted() {
        return new TrustedAuthority(certificate, issuers);
    }

    /// The root in PEM, for those who have to trust it.
    public String pem() {
        return Pem.certificate(trusted().root());
    }

    /// What stands behind a leaf in a chain: this certificate, then its issuers.
    List<X509Certificate> behind(X509Certificate leaf) {
        List<X509Certificate> chain = new ArrayList<>(List.of(leaf, certificate));
        chain.addAll(issuers);
        return List.copyOf(chain);
    }

    @Override
    public String toString() {
        return "Authority[" + certificate.getSubjectX500Principal() + "]";
    }
}
