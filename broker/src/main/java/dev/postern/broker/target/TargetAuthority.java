package dev.postern.broker.target;

import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;

/// The broker's own authority toward targets: it vouches for the broker at the targets, and for targets at the broker.
public interface TargetAuthority {

    /// The certificates that it signs with, for peers to trust.
    List<X509Certificate> roots();

    /// A certificate for the broker as `databaseRole`, valid for a short time. Blocks.
    Identity identity(String databaseRole) throws GeneralSecurityException;

    /// A key and its certificate, followed by those of its issuers.
    record Identity(PrivateKey key, List<X509Certificate> chain) {

        public Identity {
            chain = List.copyOf(chain);
        }

        @Override
        public String toString() {
            return "Identity[***]";
        }
    }

    /// For a broker without such an authority: vouches for nobody.
    TargetAuthority NONE =
            new TargetAuthority() {
                @Override
                public List<X509Certificate> roots() {
                    return List.of();
                }

                @Override
                public Identity identity(String databaseRole) throws GeneralSecurityException {
                    throw new GeneralSecurityException(
                            "this broker has no authority that issues certificates for targets");
                }
            };
}
