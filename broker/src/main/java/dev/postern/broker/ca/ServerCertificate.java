package dev.postern.broker.ca;

import dev.postern.broker.base.Clock;
import dev.postern.broker.base.Randomness;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// The certificate that the broker shows to clients, with its key; made at every start and kept in memory only.
///
/// @param chain  leaf first, then the authority and those above it
/// @param issuer the authority
public record ServerCertificate(PrivateKey key, List<X509Certificate> chain, Authority issuer) {

    private static final Duration LIFETIME = Duration.ofDays(397);
    private static final List<String> LOCAL = List.of("localhost", "127.0.0.1", "::1");

    public ServerCertificate {
        chain = List.copyOf(chain);
    }

    /// A fresh certificate that names `hosts`, `localhost` and the loopback addresses.
    public static ServerCertificate issue(
            Authorities authorities, List<String> hosts, Clock clock, Randomness randomness)
            throws CaException {
        return issue(authorities.servers().signing(), hosts, clock, randomness);
    }

    /// As above, of this authority.
    public static ServerCertificate issue(
            Authority authority, List<String> hosts, Clock clock, Randomness randomness)
            throws CaException {
        Set<String> names = new LinkedHashSet<>(hosts);
        names.addAll(LOCAL);
        try {
            KeyPair keys = PublicKeys.generate();
            X509Certificate leaf =
                    new Certificates(clock, randomness)
                            .server(
                                    authority,
                                    keys.getPublic(),
                                    List.copyOf(names),
                                    clock.now().plus(LIFETIME));
            return new ServerCertificate(keys.getPrivate(), authority.behind(leaf), authority);
        } catch (GeneralSecurityException e) {
            throw new CaException(
                    "the broker's server key could not be made: " + e.getMessage(), e);
        }
    }

    @Override
    public String toString() {
        return "ServerCertificate[" + chain.getFirst().getSubjectX500Principal() + "]";
    }
}
