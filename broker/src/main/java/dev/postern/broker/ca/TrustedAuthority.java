package dev.postern.broker.ca;

import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;

/// An authority whose certificates are accepted.
///
/// @param certificate signs leaves
/// @param issuers     those above it, the root last; empty if it is a root itself
public record TrustedAuthority(X509Certificate certificate, List<X509Certificate> issuers) {

    public TrustedAuthority {
        issuers = List.copyOf(issuers);
    }

    /// Where the chain ends.
    public X509Certificate root() {
        return issuers.isEmpty() ? certificate : issuers.getLast();
    }

    /// Every certificate of it, the one that signs leaves first.
    List<X509Certificate> chain() {
        List<X509Certificate> chain = new ArrayList<>(List.of(certificate));
        chain.addAll(issuers);
        return chain;
    }
}
