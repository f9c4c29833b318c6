package dev.postern.broker.ca;

import dev.postern.broker.base.Clock;
import dev.postern.broker.base.Randomness;
import dev.postern.broker.target.TargetAuthority;

import org.jspecify.annotations.Nullable;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Issues the certificates that the broker shows to targets, and those that targets show to the broker. Thread-safe.
///
/// The broker's own live an hour, are in memory only, and are renewed when half of their time is over.
public final class TargetCertificates implements TargetAuthority {

    private static final Duration CLIENT_LIFETIME = Duration.ofHours(1);
    private static final Duration SERVER_LIFETIME = Duration.ofDays(397);

    private final RotatingAuthority authority;
    private final Clock clock;
    private final Certificates certificates;
    private final Map<String, Issued> issued = new ConcurrentHashMap<>();

    private record Issued(Identity identity, Instant renewAt, Authority by) {}

    public TargetCertificates(RotatingAuthority authority, Clock clock, Randomness randomness) {
        this.authority = authority;
        this.clock = clock;
        this.certificates = new Certificates(clock, randomness);
    }

    @Override
    public List<X509Certificate> roots() {
        return authority.trusted().stream().map(TrustedAuthority::root).toList();
    }

    @Override
    public Identity identity(String databaseRole) throws GeneralSecurityException {
        Instant now = clock.now();
        Authority signing = authority.signing();
        @Nullable Issued known = issued.get(databaseRole);
        if (known != null && known.by().equals(signing) && now.isBefore(known.renewAt())) {
            return known.identity();
        }
        try {
            KeyPair keys = PublicKeys.generate();
            X509Certificate leaf =
                    certificates.targetClient(
                            signing, keys.getPublic(), databaseRole, now.plus(CLIENT_LIFETIME));
            Identity made = new Identity(keys.getPrivate(), signing.behind(leaf));
            issued.put(
                    databaseRole,
                    new Issued(made, now.plus(CLIENT_LIFETIME.dividedBy(2)), signing));
            return made;
        } catch (CaException e) {
            throw new GeneralSecurityException(e.getMessage(), e);
        }
    }

    /// What a target's server needs, made for `hosts`: DNS names and addresses that the broker dials it by.
    public ServerFiles serverFiles(List<String> hosts) throws CaException {
        try {
            KeyPair keys = PublicKeys.generate();
            Authority signing = authority.signing();
            X509Certificate leaf =
                    certificates.server(
                            signing, keys.getPublic(), hosts, clock.now().plus(SERVER_LIFETIME));
            return new ServerFiles(
                    Pem.chain(leaf, signing) + signing.pem(),
                    Pem.key(keys.getPrivate()),
                    authority.rootsPem(),
                    leaf.getNotAfter().toInstant());
        } catch (GeneralSecurityException e) {
            throw new CaException("the server's key could not be made: " + e.getMessage(), e);
        }
    }

    /// Files for a target's server, in PEM.
    ///
    /// @param certificate its chain
    /// @param authority   what it should trust as a client's issuer
    /// @param until       when the certificate ends
    public record ServerFiles(String certificate, String key, String authority, Instant until) {
        @Override
        public String toString() {
            return "ServerFiles[***]";
        }
    }
}
