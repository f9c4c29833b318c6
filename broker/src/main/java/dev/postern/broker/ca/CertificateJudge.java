package dev.postern.broker.ca;

import dev.postern.broker.base.Clock;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Judges client certificates against the broker's authority for them, at the moment of use.
///
/// The issuer is the broker's own copy and never the peer's, and it signed the leaf itself. A leaf signed by another leaf
/// is foreign, whatever the peer sends along; what it sends along must be that issuer and those above it.
public final class CertificateJudge {

    private static final int LARGEST_LEAF_BYTES = 8192;
    private static final String CLIENT_AUTHENTICATION = "1.3.6.1.5.5.7.3.2";
    private static final Map<String, String> SIGNATURES =
            Map.of(
                    "SHA256withECDSA", "1.2.840.10045.4.3.2",
                    "SHA256withRSA", "1.2.840.113549.1.1.11");
    private static final Set<String> CRITICAL =
            Set.of("2.5.29.15", "2.5.29.19", "2.5.29.37", Binding.OID.getId());

    private final RotatingAuthority authority;
    private final Clock clock;

    public CertificateJudge(RotatingAuthority authority, Clock clock) {
        this.authority = authority;
        this.clock = clock;
    }

    /// The verdict on what a client showed, leaf first. Never throws: what cannot be read is malformed.
    public CertificateVerdict judge(List<X509Certificate> chain) {
        if (chain.isEmpty()) {
            return new CertificateVerdict.Missing();
        }
        try {
            return judgeLeaf(chain.getFirst(), chain);
        } catch (GeneralSecurityException | IOException | RuntimeException e) {
            return new CertificateVerdict.Malformed("it cannot be read");
        }
    }

    private CertificateVerdict judgeLeaf(X509Certificate leaf, List<X509Certificate> chain)
            throws GeneralSecurityException, IOException {
        if (leaf.getEncoded().length > LARGEST_LEAF_BYTES) {
            return new CertificateVerdict.Malformed(
                    "it is larger than " + LARGEST_LEAF_BYTES + " bytes");
        }
        TrustedAuthority issuer = null;
        for (TrustedAuthority trusted : authority.trusted()) {
            if (issuer == null && isIssuedBy(trusted.certificate(), leaf)) {
                issuer = trusted;
            }
        }
        if (issuer == null) {
            return withoutIssuer(leaf);
        }
        List<X509Certificate> above = issuer.chain();
        List<X509Certificate> sent = chain.subList(1, chain.size());
        if (sent.size() > above.size() || !sent.equals(above.subList(0, sent.size()))) {
            return new CertificateVerdict.Malformed("other certificates came along with it");
        }
        Instant now = clock.now();
        Instant notAfter = leaf.getNotAfter().toInstant();
        Instant notBefore = leaf.getNotBefore().toInstant();
        if (!now.isBefore(notAfter)) {
            return new CertificateVerdict.Expired(notAfter);
        }
        for (X509Certificate one : above) {
            Instant end = one.getNotAfter().toInstant();
            if (!now.isBefore(end)) {
                return new CertificateVerdict.Expired(end);
            }
        }
        if (now.isBefore(notBefore)) {
            return new CertificateVerdict.NotYetValid(notBefore);
        }
        String usage = usageProblem(leaf);
        if (!usage.isEmpty()) {
            return new CertificateVerdict.WrongUsage(usage);
        }
        return bound(leaf, notAfter);
    }

    private CertificateVerdict withoutIssuer(X509Certificate leaf) {
        for (RotatingAuthority.Retired retired : authority.retired()) {
            if (isIssuedBy(retired.certificate(), leaf)) {
                return new CertificateVerdict.RetiredIssuer(retired.at());
            }
        }
        return new CertificateVerdict.ForeignIssuer();
    }

    private static boolean isIssuedBy(X509Certificate issuer, X509Certificate leaf) {
        String algorithm = SIGNATURES.get(Certificates.signature(issuer.getPublicKey()));
        if (!leaf.getIssuerX500Principal().equals(issuer.getSubjectX500Principal())
                || !leaf.getSigAlgOID().equals(algorithm)) {
            return false;
        }
        try {
            leaf.verify(issuer.getPublicKey());
            return true;
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    private static String usageProblem(X509Certificate leaf) throws GeneralSecurityException {
        if (leaf.getBasicConstraints() != -1) {
            return "it is an authority";
        }
        boolean[] usage = leaf.getKeyUsage();
        if (usage == null || !usage[0]) {
            return "its key usage is not digitalSignature";
        }
        for (int i = 1; i < usage.length; i++) {
            if (usage[i]) {
                return "its key usage is more than digitalSignature";
            }
        }
        List<String> purposes = leaf.getExtendedKeyUsage();
        return purposes != null && purposes.equals(List.of(CLIENT_AUTHENTICATION))
                ? ""
                : "its purpose is not client authentication";
    }

    private static CertificateVerdict bound(X509Certificate leaf, Instant notAfter)
            throws IOException, GeneralSecurityException {
        Set<String> critical = leaf.getCriticalExtensionOIDs();
        byte[] value = leaf.getExtensionValue(Binding.OID.getId());
        if (critical == null || value == null || !critical.contains(Binding.OID.getId())) {
            return new CertificateVerdict.Malformed("it names no person and target");
        }
        if (!CRITICAL.containsAll(critical)) {
            return new CertificateVerdict.Malformed(
                    "it has a critical extension that is not known");
        }
        if (!(leaf.getPublicKey() instanceof ECPublicKey key) || !PublicKeys.isP256(key)) {
            return new CertificateVerdict.Malformed("its key is not on the curve P-256");
        }
        Binding binding = Binding.read(value);
        return new CertificateVerdict.Valid(
                binding.personId(),
                binding.target(),
                binding.login(),
                notAfter,
                leaf.getSerialNumber().toString(16));
    }
}
