package dev.postern.broker.ca;

import dev.postern.broker.base.Secret;

import org.jspecify.annotations.Nullable;

import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// An authority that others made: an intermediate with its key, and the chain up to their root, whose key is elsewhere.
///
/// What would make peers refuse what it issues is refused here, with the certificate named.
public final class GivenAuthority {

    private static final int SIGNS_CERTIFICATES = 5;
    private static final String ANY_PURPOSE = "2.5.29.37.0";
    private static final String CLIENT_PURPOSE = "1.3.6.1.5.5.7.3.2";
    private static final String SERVER_PURPOSE = "1.3.6.1.5.5.7.3.1";

    private GivenAuthority() {}

    /// Reads one.
    ///
    /// @param chainPem the intermediate first, then whoever issued it, the root last
    /// @param keyPem   PKCS#8, encrypted or not
    /// @param password of an encrypted key, or null
    /// @throws CaException if it cannot sign what `name` is for
    public static Authority read(
            AuthorityName name,
            String chainPem,
            String keyPem,
            @Nullable Secret password,
            Instant now)
            throws CaException {
        TrustedAuthority trusted = trusted(name, chainPem, now);
        PrivateKey key = ServerPem.key(keyPem, password, trusted.certificate());
        return new Authority(trusted.certificate(), key, trusted.issuers());
    }

    /// Reads one whose certificates are accepted, and which signs no more here.
    public static TrustedAuthority trusted(AuthorityName name, String chainPem, Instant now)
            throws CaException {
        List<X509Certificate> chain = new ArrayList<>(ServerPem.chain(chainPem));
        for (int i = 0; i < chain.size(); i++) {
            check(chain.get(i), i, name, now);
            X509Certificate issuer = chain.get(Math.min(i + 1, chain.size() - 1));
            if (!isSignedBy(chain.get(i), issuer)) {
                throw new CaException(
                        i == chain.size() - 1
                                ? "its last certificate, "
                                        + subject(chain.get(i))
                                        + ", is no root; add the certificates up to the root"
                                : subject(chain.get(i))
                                        + " was not issued by "
                                        + subject(issuer)
                                        + ", which stands behind it; write the intermediate first"
                                        + " and the root last");
            }
        }
        String algorithm = chain.getFirst().getPublicKey().getAlgorithm();
        if (!algorithm.equals("EC") && !algorithm.equals("RSA")) {
            throw new CaException("its key is of the kind " + algorithm + "; use EC or RSA");
        }
        return new TrustedAuthority(chain.getFirst(), chain.subList(1, chain.size()));
    }

    /// @param below how many authorities are below it
    private static void check(
            X509Certificate certificate, int below, AuthorityName name, Instant now)
            throws CaException {
        int length = certificate.getBasicConstraints();
        if (length < 0) {
            throw new CaException(subject(certificate) + " is no authority (CA:TRUE is missing)");
        }
        if (length < below) {
            throw new CaException(
                    subject(certificate)
                            + " allows a path of "
                            + length
                            + " authorities below it, and there are "
                            + below);
        }
        boolean[] usage = certificate.getKeyUsage();
        if (usage != null && !usage[SIGNS_CERTIFICATES]) {
            throw new CaException(
                    subject(certificate) + " may sign no certificates (keyCertSign is missing)");
        }
        if (now.isBefore(certificate.getNotBefore().toInstant())
                || !now.isBefore(certificate.getNotAfter().toInstant())) {
            throw new CaException(
                    subject(certificate)
                            + " is valid from "
                            + certificate.getNotBefore().toInstant()
                            + " to "
                            + certificate.getNotAfter().toInstant()
                            + ", and it is "
                            + now);
        }
        checkPurpose(certificate, name);
    }

    private static void checkPurpose(X509Certificate certificate, AuthorityName name)
            throws CaException {
        try {
            List<String> purposes = certificate.getExtendedKeyUsage();
            String needed = name == AuthorityName.SERVERS ? SERVER_PURPOSE : CLIENT_PURPOSE;
            if (purposes != null && !purposes.contains(needed) && !purposes.contains(ANY_PURPOSE)) {
                throw new CaException(
                        subject(certificate)
                                + " is limited to purposes ("
                                + String.join(", ", purposes)
                                + ") that "
                                + name.text()
                                + " do not have; it needs "
                                + needed);
            }
        } catch (CertificateParsingException e) {
            throw new CaException(subject(certificate) + " is damaged: " + e.getMessage(), e);
        }
    }

    private static boolean isSignedBy(X509Certificate certificate, X509Certificate issuer) {
        if (!certificate.getIssuerX500Principal().equals(issuer.getSubjectX500Principal())) {
            return false;
        }
        try {
            certificate.verify(issuer.getPublicKey());
            return true;
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    private static String subject(X509Certificate certificate) {
        return "\"" + certificate.getSubjectX500Principal().getName() + "\"";
    }
}
