package dev.postern.broker.ca;

import dev.postern.broker.base.Randomness;

import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

import java.math.BigInteger;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.Date;

/// A client certificate that is good until something about it is changed.
final class Leaf {

    static final Instant NOW = Instant.parse("2026-11-21T01:00:00Z");
    static final Binding BINDING = new Binding("https://id.example", "u1", "orders", "login1");

    private static final Randomness RANDOM = Randomness.system();

    private KeyPair keys = PublicKeys.generate();
    private BasicConstraints constraints = new BasicConstraints(false);
    private int usage = KeyUsage.digitalSignature;
    private KeyPurposeId[] purposes = {KeyPurposeId.id_kp_clientAuth};
    private long from = -60;
    private long to = 3600;
    private boolean bound = true;
    private boolean critical = true;
    private boolean garbage;
    private boolean stranger;
    private String algorithm = "SHA256withECDSA";

    Leaf() throws Exception {}

    Leaf asAuthority() {
        constraints = new BasicConstraints(true);
        return this;
    }

    /// An authority that has this leaf's keys.
    Authority authority(X509Certificate certificate) {
        return new Authority(certificate, keys.getPrivate());
    }

    Leaf times(long fromSeconds, long toSeconds) {
        from = fromSeconds;
        to = toSeconds;
        return this;
    }

    Leaf usage(int bits) {
        usage = bits;
        return this;
    }

    Leaf purposes(KeyPurposeId... ids) {
        purposes = ids;
        return this;
    }

    Leaf binding(boolean present, boolean isCritical) {
        bound = present;
        critical = isCritical;
        return this;
    }

    Leaf garbage() {
        garbage = true;
        return this;
    }

    Leaf stranger() {
        stranger = true;
        return this;
    }

    Leaf algorithm(String name) {
        algorithm = name;
        return this;
    }

    Leaf curve(String name) throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec(name));
        keys = generator.generateKeyPair();
        return this;
    }

    Leaf rsa() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        keys = generator.generateKeyPair();
        return this;
    }

    @SuppressWarnings("JavaUtilDate") // the certificate builder takes nothing else
    X509Certificate make(Authority issuer) throws Exception {
        JcaX509v3CertificateBuilder builder =
                new JcaX509v3CertificateBuilder(
                        X500Name.getInstance(
                                issuer.certificate().getSubjectX500Principal().getEncoded()),
                        new BigInteger(1, RANDOM.bytes(16)),
                        Date.from(NOW.plusSeconds(from)),
                        Date.from(NOW.plusSeconds(to)),
                        new X500Name("CN=Erin"),
                        keys.getPublic());
        builder.addExtension(Extension.basicConstraints, true, constraints);
        if (usage != 0) {
            builder.addExtension(Extension.keyUsage, true, new KeyUsage(usage));
        }
        if (purposes.length > 0) {
            builder.addExtension(Extension.extendedKeyUsage, true, new ExtendedKeyUsage(purposes));
        }
        if (bound) {
            builder.addExtension(
                    Binding.OID, critical, garbage ? new DERUTF8String("what?") : BINDING.toAsn1());
        }
        if (stranger) {
            builder.addExtension(
                    new ASN1ObjectIdentifier("1.2.3.4.5"), true, new DERUTF8String("new rule"));
        }
        return new JcaX509CertificateConverter()
                .getCertificate(
                        builder.build(new JcaContentSignerBuilder(algorithm).build(issuer.key())));
    }
}
