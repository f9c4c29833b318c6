package dev.postern.broker.ca;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.broker.base.Randomness;

import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// Two hundred chains with one to three faults each, drawn with a seed; and clocks that jump.
@Tag("G18")
@Tag("G19")
final class BadChainsTest {

    private static final int CHAINS = 200;
    private static final long SEED = 20261121;
    private static final Authority ROOT = authority();
    private static final Authority OTHER = authority();

    /// Something that is wrong with a leaf.
    @FunctionalInterface
    private interface Fault {
        void in(Leaf leaf) throws Exception;
    }

    private static final List<Fault> FAULTS =
            List.of(
                    leaf -> leaf.times(-7200, -1),
                    leaf -> leaf.times(-60, 0),
                    leaf -> leaf.times(1, 3600),
                    leaf -> leaf.times(86_400, 90_000),
                    Leaf::asAuthority,
                    leaf -> leaf.usage(0),
                    leaf -> leaf.usage(KeyUsage.keyEncipherment),
                    leaf -> leaf.usage(KeyUsage.digitalSignature | KeyUsage.nonRepudiation),
                    leaf -> leaf.usage(KeyUsage.digitalSignature | KeyUsage.cRLSign),
                    Leaf::purposes,
                    leaf -> leaf.purposes(KeyPurposeId.id_kp_serverAuth),
                    leaf -> leaf.purposes(KeyPurposeId.id_kp_codeSigning),
                    leaf -> leaf.purposes(KeyPurposeId.anyExtendedKeyUsage),
                    leaf ->
                            leaf.purposes(
                                    KeyPurposeId.id_kp_clientAuth,
                                    KeyPurposeId.id_kp_emailProtection),
                    leaf -> leaf.binding(false, false),
                    leaf -> leaf.binding(true, false),
                    Leaf::garbage,
                    Leaf::stranger,
                    leaf -> leaf.curve("secp384r1"),
                    leaf -> leaf.curve("secp521r1"),
                    leaf -> leaf.algorithm("SHA384withECDSA"),
                    leaf -> leaf.algorithm("SHA512withECDSA"));

    private static Authority authority() {
        try {
            return new Certificates(() -> Leaf.NOW, Randomness.system())
                    .authority("Postern client authority", Duration.ofDays(3650));
        } catch (CaException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void judge_twoHundredChainsWithFaults_noneIsValid() throws Exception {
        Random random = new Random(SEED);
        CertificateJudge judge =
                new CertificateJudge(
                        RotatingAuthority.fixed(AuthorityName.CLIENTS, ROOT, List.of()),
                        () -> Leaf.NOW);
        for (int i = 0; i < CHAINS; i++) {
            CertificateVerdict verdict = judge.judge(badChain(random, i));
            assertThat(verdict)
                    .as("chain %d of seed %d", i, SEED)
                    .isNotInstanceOf(CertificateVerdict.Valid.class)
                    .isNotInstanceOf(CertificateVerdict.Missing.class);
        }
    }

    /// Each fault once alone, then several at a time; every fourth chain goes on with what does not belong there.
    private static List<X509Certificate> badChain(Random random, int number) throws Exception {
        Leaf leaf = new Leaf();
        int faults = number < FAULTS.size() ? 1 : random.nextInt(3) + 1;
        for (int i = 0; i < faults; i++) {
            FAULTS.get(number < FAULTS.size() ? number : random.nextInt(FAULTS.size())).in(leaf);
        }
        boolean isForeign = number >= FAULTS.size() && random.nextInt(4) == 0;
        List<X509Certificate> chain = new ArrayList<>(List.of(leaf.make(isForeign ? OTHER : ROOT)));
        if (number % 4 == 3) {
            chain.add(random.nextBoolean() ? ROOT.certificate() : OTHER.certificate());
        }
        return chain;
    }

    @Test
    void judge_goodLeafUnderAClockThatJumps_livesOnlyWithinItsTime() throws Exception {
        X509Certificate leaf = new Leaf().make(ROOT);
        for (Duration jump :
                List.of(
                        Duration.ofSeconds(-61),
                        Duration.ofHours(-1).minusSeconds(60),
                        Duration.ofDays(-3650),
                        Duration.ofHours(1),
                        Duration.ofDays(3640))) {
            Instant now = Leaf.NOW.plus(jump);
            assertThat(
                            new CertificateJudge(
                                            RotatingAuthority.fixed(
                                                    AuthorityName.CLIENTS, ROOT, List.of()),
                                            () -> now)
                                    .judge(List.of(leaf)))
                    .as("the clock jumped by %s", jump)
                    .isNotInstanceOf(CertificateVerdict.Valid.class);
        }
        assertThat(
                        new CertificateJudge(
                                        RotatingAuthority.fixed(
                                                AuthorityName.CLIENTS, ROOT, List.of()),
                                        () -> Leaf.NOW)
                                .judge(List.of(leaf)))
                .isInstanceOf(CertificateVerdict.Valid.class);
    }
}
