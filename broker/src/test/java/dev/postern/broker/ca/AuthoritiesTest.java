package dev.postern.broker.ca;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.broker.base.Randomness;
import dev.postern.broker.keys.TestKeys;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;

/// The broker's authorities in their folder, the server's certificate, and proofs of possession.
final class AuthoritiesTest {

    private static final Instant NOW = Leaf.NOW;
    private static final Randomness RANDOM = Randomness.system();

    @TempDir Path folder;

    @Test
    void open_twice_readsTheSameAuthorities() throws Exception {
        Authorities made =
                Authorities.open(folder.resolve("keys"), TestKeys.KEYS, () -> NOW, RANDOM);
        Authorities read =
                Authorities.open(folder.resolve("keys"), TestKeys.KEYS, () -> NOW, RANDOM);

        assertThat(read.clients().signing().certificate())
                .isEqualTo(made.clients().signing().certificate());
        assertThat(read.servers().signing().certificate())
                .isEqualTo(made.servers().signing().certificate());
        assertThat(made.clients().signing().certificate())
                .isNotEqualTo(made.servers().signing().certificate());
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
        leaf.verify(authorities.servers().signing().certificate().getPublicKey());
        assertThat(leaf.getSubjectAlternativeNames().stream().map(n -> String.valueOf(n.get(1))))
                .containsExactly("db.example.com", "localhost", "127.0.0.1", "0:0:0:0:0:0:0:1");
        assertThat(new CertificateJudge(authorities.clients(), () -> NOW).judge(List.of(leaf)))
                .isInstanceOf(CertificateVerdict.ForeignIssuer.class);
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

    private static String mode(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }
}
