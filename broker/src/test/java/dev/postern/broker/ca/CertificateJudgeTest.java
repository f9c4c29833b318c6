package dev.postern.broker.ca;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.broker.base.Randomness;
import dev.postern.broker.identity.Login;
import dev.postern.broker.identity.Person;

import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.ByteArrayInputStream;
import java.security.KeyPair;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

final class CertificateJudgeTest {

    private static final Instant NOW = Leaf.NOW;
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

    private static final Authority ROOT = root("Postern client authority");
    private static final Authority OTHER = root("Postern client authority");

    @Test
    void judge_issuedCertificate_isValidAndBound() throws Exception {
        List<String> audited = new ArrayList<>();
        ClientCertificates certificates =
                new ClientCertificates(
                        RotatingAuthority.fixed(AuthorityName.CLIENTS, ROOT, List.of()),
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
                        RotatingAuthority.fixed(AuthorityName.CLIENTS, ROOT, List.of()),
                        () -> NOW,
                        RANDOM,
                        Duration.ofHours(9),
                        (l, t, s, e) -> {});

        assertThat(certificates.issue(LOGIN, "orders", (ECPublicKey) keys().getPublic()).notAfter())
                .isEqualTo(LOGIN.expiresAt());
    }

    @Test
    void issue_auditFails_nothingIsHandedOut() {
        ClientCertificates certificates =
                new ClientCertificates(
                        RotatingAuthority.fixed(AuthorityName.CLIENTS, ROOT, List.of()),
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
        Leaf asAuthority = new Leaf().asAuthority();
        X509Certificate inner = asAuthority.make(ROOT);
        Authority nested = asAuthority.authority(inner);
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
        CertificateVerdict given =
                new CertificateJudge(
                                RotatingAuthority.fixed(AuthorityName.CLIENTS, ROOT, List.of()),
                                () -> NOW)
                        .judge(chain);

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

    private static CertificateVerdict verdict(X509Certificate... chain) {
        return new CertificateJudge(
                        RotatingAuthority.fixed(AuthorityName.CLIENTS, ROOT, List.of()), () -> NOW)
                .judge(List.of(chain));
    }

    private static Arguments bad(String what, String verdict, X509Certificate... chain) {
        return Arguments.of(what, verdict, List.of(chain));
    }

    private static Authority goodAsAuthority() throws Exception {
        Leaf leaf = new Leaf();
        return leaf.authority(leaf.make(ROOT));
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
