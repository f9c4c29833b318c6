package dev.postern.broker.ca;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.broker.base.Randomness;
import dev.postern.broker.identity.Login;
import dev.postern.broker.identity.Person;
import dev.postern.broker.keys.TestKeys;

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
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.stream.Stream;

final class CertificateJudgeTest {

    private static final Instant NOW = Instant.parse("2026-11-21T01:00:00Z");
    private static final Randomness RANDOM = Randomness.system();
    private static final Person ERIN =
            new Person("https://id.example", "u1", "Erin", "e@example.com", List.of());
    private static final Login LOGIN =
            new Login(
                    "login1",
                    Login.Kind.CLI,
                    ERIN,
                    NOW,
                    NOW.plus(Duration.ofHours(8)),
                    "127.0.0.1");
    private static final Binding BINDING =
            new Binding("https://id.example", "u1", "orders", "login1");

    private static final Authority ROOT = root("Postern client authority");
    private static final Authority OTHER = root("Postern client authority");

    @TempDir Path folder;

    @Test
    void judge_issuedCertificate_isValidAndBound() throws Exception {
        List<String> audited = new ArrayList<>();
        ClientCertificates certificates =
                new ClientCertificates(
                        ROOT,
                        () -> NOW,
                        RANDOM,
                        Duration.ofHours(1),
                        (l, t, serial, end) -> audited.add(serial));

        ClientCertificates.Issued issued =
                certificates.issue(LOGIN, "orders", (ECPublicKey) keys().getPublic());

        assertThat(verdict(Pem.readCertificate(issued.pem())))
                .isEqualTo(
                        new CertificateVerdict.Valid(
                                ERIN.id(),
                                "orders",
                                "login1",
                                NOW.plus(Duration.ofHours(1)),
                                issued.serial()));
        assertThat(audited).containsExactly(issued.serial());
    }

    @Test
    void issue_loginEndsSooner_certificateEndsWithIt() throws Exception {
        ClientCertificates certificates =
                new ClientCertificates(
                        ROOT, () -> NOW, RANDOM, Duration.ofHours(9), (l, t, s, e) -> {});

        assertThat(certificates.issue(LOGIN, "orders", (ECPublicKey) keys().getPublic()).notAfter())
                .isEqualTo(LOGIN.expiresAt());
    }

    @Test
    void issue_auditFails_nothingIsHandedOut() {
        ClientCertificates certificates =
                new ClientCertificates(
                        ROOT,
                        () -> NOW,
                        RANDOM,
                        Duration.ofHours(1),
                        (l, t, s, e) -> {
                            throw new IllegalStateException("disk full");
                        });

        assertThatThrownBy(
                        () -> certificates.issue(LOGIN, "orders", (ECPublicKey) keys().getPublic()))
                .hasMessage("disk full");
    }

    static Stream<Arguments> badChains() throws Exception {
        X509Certificate good = new Leaf().make(ROOT);
        Leaf asAuthority = new Leaf();
        asAuthority.constraints = new BasicConstraints(true);
        X509Certificate inner = asAuthority.make(ROOT);
        Authority nested = new Authority(inner, asAuthority.keys.getPrivate());
        Authority goodAsAuthority = goodAsAuthority();
        return Stream.of(
                bad("none", "Missing"),
                bad("expired", "Expired", new Leaf().times(-7200, -1).make(ROOT)),
                bad("expired this very second", "Expired", new Leaf().times(-60, 0).make(ROOT)),
                bad("not yet valid", "NotYetValid", new Leaf().times(60, 3600).make(ROOT)),
                bad("foreign authority of the same name", "ForeignIssuer", new Leaf().make(OTHER)),
                bad(
                        "foreign, root sent along",
                        "ForeignIssuer",
                        new Leaf().make(OTHER),
                        OTHER.certificate()),
                bad(
                        "expired and foreign",
                        "ForeignIssuer",
                        new Leaf().times(-7200, -1).make(OTHER)),
                bad("the root itself", "WrongUsage", ROOT.certificate()),
                bad("an authority", "WrongUsage", inner),
                bad(
                        "signed by an authority that we signed",
                        "ForeignIssuer",
                        new Leaf().make(nested),
                        inner),
                bad("signed by a good leaf", "ForeignIssuer", new Leaf().make(goodAsAuthority)),
                bad("good leaf with a stranger behind it", "Malformed", good, OTHER.certificate()),
                bad("good leaf with itself behind it", "Malformed", good, good),
                bad(
                        "good leaf and a long chain",
                        "Malformed",
                        good,
                        ROOT.certificate(),
                        ROOT.certificate()),
                bad(
                        "server purpose",
                        "WrongUsage",
                        new Leaf().purposes(KeyPurposeId.id_kp_serverAuth).make(ROOT)),
                bad(
                        "any purpose",
                        "WrongUsage",
                        new Leaf().purposes(KeyPurposeId.anyExtendedKeyUsage).make(ROOT)),
                bad(
                        "both purposes",
                        "WrongUsage",
                        new Leaf()
                                .purposes(
                                        KeyPurposeId.id_kp_clientAuth,
                                        KeyPurposeId.id_kp_serverAuth)
                                .make(ROOT)),
                bad("no purpose", "WrongUsage", new Leaf().purposes().make(ROOT)),
                bad("no key usage", "WrongUsage", new Leaf().usage(0).make(ROOT)),
                bad(
                        "signs certificates",
                        "WrongUsage",
                        new Leaf()
                                .usage(KeyUsage.digitalSignature | KeyUsage.keyCertSign)
                                .make(ROOT)),
                bad(
                        "key agreement only",
                        "WrongUsage",
                        new Leaf().usage(KeyUsage.keyAgreement).make(ROOT)),
                bad("no binding", "Malformed", new Leaf().binding(false, false).make(ROOT)),
                bad(
                        "binding not critical",
                        "Malformed",
                        new Leaf().binding(true, false).make(ROOT)),
                bad("garbage binding", "Malformed", new Leaf().garbage().make(ROOT)),
                bad("unknown critical extension", "Malformed", new Leaf().stranger().make(ROOT)),
                bad("P-384 key", "Malformed", new Leaf().curve("secp384r1").make(ROOT)),
                bad(
                        "signed with SHA-512",
                        "ForeignIssuer",
                        new Leaf().algorithm("SHA512withECDSA").make(ROOT)),
                bad("RSA key", "Malformed", new Leaf().rsa().make(ROOT)));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("badChains")
    void judge_badCertificate_isRefusedForItsReason(
            String what, String verdict, List<X509Certificate> chain) {
        CertificateVerdict given = new CertificateJudge(ROOT, () -> NOW).judge(chain);

        assertThat(given.getClass().getSimpleName()).as(what).isEqualTo(verdict);
    }

    @Test
    void judge_everyFlippedByteOfAGoodOne_isNeverValid() throws Exception {
        byte[] good = new Leaf().make(ROOT).getEncoded();
        for (int i = 0; i < good.length; i++) {
            byte[] bad = good.clone();
            bad[i] ^= 0x41;
            X509Certificate parsed = parse(bad);
            if (parsed != null) {
                assertThat(verdict(parsed))
                        .as("byte %d", i)
                        .isNotInstanceOf(CertificateVerdict.Valid.class);
            }
        }
    }

    @Test
    void open_twice_readsTheSameAuthorities() throws Exception {
        Authorities made =
                Authorities.open(folder.resolve("keys"), TestKeys.KEYS, () -> NOW, RANDOM);
        Authorities read =
                Authorities.open(folder.resolve("keys"), TestKeys.KEYS, () -> NOW, RANDOM);

        assertThat(read.clients().certificate()).isEqualTo(made.clients().certificate());
        assertThat(read.servers().certificate()).isEqualTo(made.servers().certificate());
        assertThat(made.clients().certificate()).isNotEqualTo(made.servers().certificate());
        assertThat(mode(folder.resolve("keys"))).isEqualTo("rwx------");
        assertThat(mode(folder.resolve("keys/client-ca.key"))).isEqualTo("rw-------");
    }

    @Test
    void open_keyReadableByGroup_refusesWithTheRemedy() throws Exception {
        Path keys = folder.resolve("keys");
        Authorities.open(keys, TestKeys.KEYS, () -> NOW, RANDOM);
        Path key = keys.resolve("client-ca.key");
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r-----"));

        assertThatThrownBy(() -> Authorities.open(keys, TestKeys.KEYS, () -> NOW, RANDOM))
                .isInstanceOf(CaException.class)
                .hasMessageContaining(key.toString())
                .hasMessageContaining("rw-r-----")
                .hasMessageContaining("chmod 600 " + key);
    }

    @Test
    void open_folderOpenToEverybody_refusesWithTheRemedy() throws Exception {
        Path keys = folder.resolve("keys");
        Authorities.open(keys, TestKeys.KEYS, () -> NOW, RANDOM);
        Files.setPosixFilePermissions(keys, PosixFilePermissions.fromString("rwxr-xr-x"));

        assertThatThrownBy(() -> Authorities.open(keys, TestKeys.KEYS, () -> NOW, RANDOM))
                .isInstanceOf(CaException.class)
                .hasMessageContaining("chmod 700 " + keys);
    }

    @Test
    void open_keyOfAnotherAuthority_refuses() throws Exception {
        Path keys = folder.resolve("keys");
        Authorities.open(keys, TestKeys.KEYS, () -> NOW, RANDOM);
        Files.writeString(
                keys.resolve("client-ca.key"), Files.readString(keys.resolve("server-ca.key")));

        assertThatThrownBy(() -> Authorities.open(keys, TestKeys.KEYS, () -> NOW, RANDOM))
                .isInstanceOf(CaException.class)
                .hasMessageContaining("it is the authority key server-ca.key, not client-ca.key");
    }

    @Test
    void serverCertificate_namesLoopbackAndPublicHosts() throws Exception {
        Authorities authorities =
                Authorities.open(folder.resolve("keys"), TestKeys.KEYS, () -> NOW, RANDOM);

        ServerCertificate server =
                ServerCertificate.issue(authorities, List.of("db.example.com"), () -> NOW, RANDOM);

        X509Certificate leaf = server.chain().getFirst();
        leaf.verify(authorities.servers().certificate().getPublicKey());
        assertThat(leaf.getSubjectAlternativeNames().stream().map(n -> String.valueOf(n.get(1))))
                .containsExactly("db.example.com", "localhost", "127.0.0.1", "0:0:0:0:0:0:0:1");
        assertThat(verdict(leaf)).isInstanceOf(CertificateVerdict.ForeignIssuer.class);
    }

    @Test
    void challenge_isUsedOnceByItsLoginOnly() {
        Challenges challenges = new Challenges(() -> NOW, RANDOM);
        String challenge = challenges.next("login1");

        assertThat(challenges.use("login2", challenge::equals)).isFalse();
        assertThat(challenges.use("login1", "another"::equals)).isFalse();
        assertThat(challenges.use("login1", challenge::equals)).isTrue();
        assertThat(challenges.use("login1", challenge::equals)).isFalse();
    }

    private static CertificateVerdict verdict(X509Certificate... chain) {
        return new CertificateJudge(ROOT, () -> NOW).judge(List.of(chain));
    }

    private static Arguments bad(String what, String verdict, X509Certificate... chain) {
        return Arguments.of(what, verdict, List.of(chain));
    }

    private static Authority goodAsAuthority() throws Exception {
        Leaf leaf = new Leaf();
        return new Authority(leaf.make(ROOT), leaf.keys.getPrivate());
    }

    private static Authority root(String name) {
        try {
            return new Certificates(() -> NOW, RANDOM).authority(name, Duration.ofDays(100));
        } catch (CaException e) {
            throw new IllegalStateException(e);
        }
    }

    private static KeyPair keys() throws Exception {
        return PublicKeys.generate();
    }

    private static String mode(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    /// A client certificate that is good until something about it is changed.
    private static final class Leaf {
        private KeyPair keys = keys();
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
                builder.addExtension(
                        Extension.extendedKeyUsage, true, new ExtendedKeyUsage(purposes));
            }
            if (bound) {
                builder.addExtension(
                        Binding.OID,
                        critical,
                        garbage ? new DERUTF8String("what?") : BINDING.toAsn1());
            }
            if (stranger) {
                builder.addExtension(
                        new ASN1ObjectIdentifier("1.2.3.4.5"), true, new DERUTF8String("new rule"));
            }
            return new JcaX509CertificateConverter()
                    .getCertificate(
                            builder.build(
                                    new JcaContentSignerBuilder(algorithm).build(issuer.key())));
        }
    }

    private static @Nullable X509Certificate parse(byte[] der) {
        try {
            return (X509Certificate)
                    CertificateFactory.getInstance("X.509")
                            .generateCertificate(new ByteArrayInputStream(der));
        } catch (CertificateException unreadable) {
            return null;
        }
    }
}
