package dev.postern.broker.ca;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;

/// A self-signed root and its key.
///
/// @param key never leaves this package
public record Authority(X509Certificate certificate, PrivateKey key) {

    /// The root in PEM, for those who have to trust it.
    public String pem() {
        return Pem.certificate(certificate);
    }

    @Override
    public String toString() {
        return "Authority[" + certificate.getSubjectX500Principal() + "]";
    }
}
