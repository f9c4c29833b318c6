package dev.postern.broker.ca;

import dev.postern.broker.base.Clock;
import dev.postern.broker.base.Randomness;

import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.List;
import java.util.regex.Pattern;

/// Writes X.509 certificates: EC P-256, ECDSA with SHA-256, random serial numbers of 128 bits.
final class Certificates {

    /// How far a certificate's beginning lies in the past, for peers whose clocks are late.
    static final Duration CLOCK_SKEW = Duration.ofMinutes(1);

    private static final int SERIAL_BYTES = 16;
    private static final int LONGEST_NAME = 64;
    private static final Pattern ADDRESS =
            Pattern.compile("[0-9]+(\\.[0-9]+){3}|[0-9a-fA-F]*:[0-9a-fA-F:.]*");

    private final Clock clock;
    private final Randomness randomness;

    Certificates(Clock clock, Randomness randomness) {
        this.clock = clock;
        this.randomness = randomness;
    }

    /// A new root, which may sign leaves only.
    Authority authority(String name, Duration lifetime) throws CaException {
        try {
            KeyPair keys = PublicKeys.generate();
            X500Name subject = name(name);
            JcaX509v3CertificateBuilder builder =
                    builder(subject, subject, keys.getPublic(), clock.now().plus(lifetime));
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(0));
            builder.addExtension(
                    Extension.keyUsage,
                    true,
                    new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
            builder.addExtension(
                    Extension.subjectKeyIdentifier,
                    false,
                    new JcaX509ExtensionUtils().createSubjectKeyIdentifier(keys.getPublic()));
            return new Authority(sign(builder, keys.getPrivate()), keys.getPrivate());
        } catch (GeneralSecurityException | OperatorCreationException | IOException e) {
            throw new CaException(
                    "the authority \"" + name + "\" could not be made: " + e.getMessage(), e);
        }
    }

    /// A client certificate for `key`.
    X509Certificate client(
            Authority authority, PublicKey key, String name, Binding binding, Instant end)
            throws CaException {
        try {
            JcaX509v3CertificateBuilder builder =
                    leaf(authority, key, name, KeyPurposeId.id_kp_clientAuth, end);
            builder.addExtension(Binding.OID, true, binding.toAsn1());
            return sign(builder, authority.key());
        } catch (GeneralSecurityException | OperatorCreationException | IOException e) {
            throw new CaException("the client certificate could not be made: " + e.getMessage(), e);
        }
    }

    /// A client certificate of the broker for targets, which read the database role in the common name.
    X509Certificate targetClient(Authority authority, PublicKey key, String role, Instant end)
            throws CaException {
        if (role.length() > LONGEST_NAME) {
            throw new CaException(
                    "the database role "
                            + role
                            + " is longer than the "
                            + LONGEST_NAME
                            + " characters of a common name; use a password for it");
        }
        try {
            return sign(
                    leaf(authority, key, role, KeyPurposeId.id_kp_clientAuth, end),
                    authority.key());
        } catch (GeneralSecurityException | OperatorCreationException | IOException e) {
            throw new CaException("the client certificate could not be made: " + e.getMessage(), e);
        }
    }

    /// A server certificate for `key` that names `hosts`: DNS names and IP addresses.
    X509Certificate server(Authority authority, PublicKey key, List<String> hosts, Instant end)
            throws CaException {
        try {
            JcaX509v3CertificateBuilder builder =
                    leaf(authority, key, hosts.getFirst(), KeyPurposeId.id_kp_serverAuth, end);
            GeneralName[] names =
                    hosts.stream()
                            .map(h ->
                                    new GeneralName(
                                            ADDRESS.matcher(h).matches()
                                                    ? GeneralName.iPAddress
                                                    : GeneralName.dNSName,
                                            h))
                            .toArray(GeneralName[]::new);
            builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(names));
            return sign(builder, authority.key());
        } catch (GeneralSecurityException
                | OperatorCreationException
                | IOException
                | IllegalArgumentException e) {
            throw new CaException(
                    "the server certificate for " + hosts + " could not be made: " + e.getMessage(),
                    e);
        }
    }

    private JcaX509v3CertificateBuilder leaf(
            Authority authority, PublicKey key, String name, KeyPurposeId purpose, Instant end)
            throws GeneralSecurityException, IOException {
        X500Name issuer =
                X500Name.getInstance(
                        authority.certificate().getSubjectX500Principal().getEncoded());
        JcaX509v3CertificateBuilder builder =
                builder(issuer, name(name), key, earlier(end, authority));
        builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
        builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
        builder.addExtension(Extension.extendedKeyUsage, true, new ExtendedKeyUsage(purpose));
        builder.addExtension(
                Extension.authorityKeyIdentifier,
                false,
                new JcaX509ExtensionUtils()
                        .createAuthorityKeyIdentifier(authority.certificate().getPublicKey()));
        return builder;
    }

    /// Nothing outlives those who vouch for it.
    private static Instant earlier(Instant end, Authority authority) {
        Instant earliest = end;
        for (X509Certificate above : authority.trusted().chain()) {
            Instant last = above.getNotAfter().toInstant();
            earliest = last.isBefore(earliest) ? last : earliest;
        }
        return earliest;
    }

    private JcaX509v3CertificateBuilder builder(
            X500Name issuer, X500Name subject, PublicKey key, Instant end) {
        byte[] serial = randomness.bytes(SERIAL_BYTES);
        Instant begin = clock.now().minus(CLOCK_SKEW).truncatedTo(ChronoUnit.SECONDS);
        return new JcaX509v3CertificateBuilder(
                issuer,
                new BigInteger(1, serial).setBit(0),
                Date.from(begin),
                Date.from(end.truncatedTo(ChronoUnit.SECONDS)),
                subject,
                key);
    }

    /// A distinguished name of one common name, which is for display only.
    private static X500Name name(String text) {
        String shown = text.length() > LONGEST_NAME ? text.substring(0, LONGEST_NAME) : text;
        return new X500NameBuilder(BCStyle.INSTANCE)
                .addRDN(BCStyle.CN, shown.isBlank() ? "unnamed" : shown)
                .build();
    }

    /// The signature algorithm that goes with an authority's key.
    static String signature(Key key) {
        return key.getAlgorithm().equals("RSA") ? "SHA256withRSA" : "SHA256withECDSA";
    }

    private static X509Certificate sign(X509v3CertificateBuilder builder, PrivateKey signer)
            throws OperatorCreationException, GeneralSecurityException {
        return new JcaX509CertificateConverter()
                .getCertificate(
                        builder.build(
                                new JcaContentSignerBuilder(signature(signer)).build(signer)));
    }
}
