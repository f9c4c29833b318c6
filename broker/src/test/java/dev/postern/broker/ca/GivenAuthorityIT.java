package dev.postern.broker.ca;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.broker.base.Clock;
import dev.postern.broker.base.Randomness;
import dev.postern.broker.base.Secret;
import dev.postern.broker.identity.Login;
import dev.postern.broker.identity.Person;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.interfaces.ECPublicKey;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// An intermediate that OpenSSL made under a root of its own: what the broker issues with it, OpenSSL accepts with the
/// root alone; what could not be accepted is refused at the start.
final class GivenAuthorityIT {

    private static final Clock CLOCK = Clock.system();

    @TempDir private Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {"EC -pkeyopt ec_paramgen_curve:P-256", "RSA -pkeyopt rsa_keygen_bits:2048"})
    void intermediate_issuesChains_thatOpensslAcceptsWithTheRootAlone(String kind)
            throws Exception {
        root();
        intermediate(kind, "CA:TRUE,pathlen:0", "keyCertSign,cRLSign");
        Authority authority = read(AuthorityName.CLIENTS, chain("inner", "root"), null);
        RotatingAuthority clients =
                RotatingAuthority.fixed(AuthorityName.CLIENTS, authority, List.of());
        KeyPair keys = PublicKeys.generate();

        var issued =
                new ClientCertificates(
                                clients,
                                CLOCK,
                                Randomness.system(),
                                Duration.ofHours(1),
                                (_, _, _, _) -> {})
                        .issue(login(), "orders", (ECPublicKey) keys.getPublic());

        Files.writeString(folder.resolve("issued.pem"), issued.pem());
        assertThat(ServerPem.chain(issued.pem())).hasSize(2);
        assertThat(
                        openssl(
                                "verify -ignore_critical -purpose sslclient -CAfile root.crt"
                                        + " -untrusted issued.pem issued.pem"))
                .contains("issued.pem: OK");
        CertificateJudge judge = new CertificateJudge(clients, CLOCK);
        assertThat(judge.judge(ServerPem.chain(issued.pem())))
                .isInstanceOf(CertificateVerdict.Valid.class);
        assertThat(judge.judge(ServerPem.chain(issued.pem()).subList(0, 1)))
                .isInstanceOf(CertificateVerdict.Valid.class);
        assertThat(judge.judge(List.of(authority.certificate())))
                .isNotInstanceOf(CertificateVerdict.Valid.class);
        ServerCertificate server =
                ServerCertificate.issue(
                        new Authorities(clients, clients, clients),
                        List.of("db.example.com"),
                        CLOCK,
                        Randomness.system());
        assertThat(server.chain()).hasSize(3);
        assertThat(server.chain().getFirst().getNotAfter())
                .isBeforeOrEqualTo(authority.certificate().getNotAfter());
        assertThat(clients.rootsPem()).isEqualTo(Pem.certificate(server.chain().getLast()));
    }

    @Test
    void encryptedKey_isReadWithItsPassword() throws Exception {
        root();
        intermediate("EC -pkeyopt ec_paramgen_curve:P-384", "CA:TRUE", "keyCertSign");
        openssl("pkcs8 -topk8 -v2 aes-256-cbc -passout pass:rabbit -in inner.key -out sealed.key");
        Files.move(
                folder.resolve("sealed.key"),
                folder.resolve("inner.key"),
                java.nio.file.StandardCopyOption.REPLACE_EXISTING);

        assertThat(read(AuthorityName.SERVERS, chain("inner", "root"), "rabbit").issuers())
                .hasSize(1);
        assertThatThrownBy(() -> read(AuthorityName.SERVERS, chain("inner", "root"), "hare"))
                .hasMessageContaining("cannot be decrypted");
    }

    @Test
    void whatPeersWouldRefuse_isRefusedAtTheStart() throws Exception {
        root();
        intermediate("EC -pkeyopt ec_paramgen_curve:P-256", "CA:TRUE,pathlen:0", "keyCertSign");
        refused(chain("inner"), "is no root; add the certificates up to the root");
        refused(chain("root", "inner"), "write the intermediate first and the root last");
        refused(chain("root"), "it is not the key of the certificate");
        Files.copy(folder.resolve("root.crt"), folder.resolve("other.crt"));
        root();
        refused(chain("inner", "root"), "was not issued by");
        intermediate("EC -pkeyopt ec_paramgen_curve:P-256", "CA:FALSE", "digitalSignature");
        refused(chain("inner", "root"), "is no authority (CA:TRUE is missing)");
        intermediate("EC -pkeyopt ec_paramgen_curve:P-256", "CA:TRUE", "cRLSign");
        refused(chain("inner", "root"), "may sign no certificates");
        intermediate("ED25519", "CA:TRUE", "keyCertSign");
        refused(chain("inner", "root"), "use EC or RSA");
        intermediate(
                "EC -pkeyopt ec_paramgen_curve:P-256",
                "CA:TRUE",
                "keyCertSign\nextendedKeyUsage=serverAuth");
        refused(chain("inner", "root"), "is limited to purposes");
    }

    private void refused(String chain, String why) {
        assertThatThrownBy(() -> read(AuthorityName.CLIENTS, chain, null))
                .isInstanceOf(CaException.class)
                .hasMessageContaining(why);
    }

    private Authority read(AuthorityName name, String chain, @Nullable String password)
            throws Exception {
        return GivenAuthority.read(
                name,
                chain,
                Files.readString(folder.resolve("inner.key")),
                password == null ? null : Secret.of(password),
                CLOCK.now());
    }

    private String chain(String... names) throws Exception {
        StringBuilder chain = new StringBuilder();
        for (String name : names) {
            chain.append(Files.readString(folder.resolve(name + ".crt")));
        }
        return chain.toString();
    }

    private void root() throws Exception {
        openssl("genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-384 -out root.key");
        openssl(
                "req -x509 -new -key root.key -subj /CN=Root -days 3650 -out root.crt -addext"
                        + " basicConstraints=critical,CA:TRUE -addext"
                        + " keyUsage=critical,keyCertSign,cRLSign");
    }

    private void intermediate(String kind, String constraints, String usage) throws Exception {
        openssl("genpkey -algorithm " + kind + " -out inner.key");
        openssl("req -new -key inner.key -subj /CN=Inner -out inner.csr");
        Files.writeString(
                folder.resolve("inner.cnf"),
                "basicConstraints=critical," + constraints + "\nkeyUsage=critical," + usage + "\n");
        openssl(
                "x509 -req -in inner.csr -CA root.crt -CAkey root.key -CAcreateserial -days 90"
                        + " -extfile inner.cnf -out inner.crt");
    }

    private String openssl(String arguments) throws Exception {
        Process process =
                new ProcessBuilder(("openssl " + arguments).split(" "))
                        .directory(folder.toFile())
                        .redirectErrorStream(true)
                        .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(arguments + "\n" + said).isZero();
        return said;
    }

    private static Login login() {
        return new Login(
                "login-1",
                Login.Kind.CLI,
                new Person("https://i", "s", "Erin", "erin@example.com", List.of()),
                CLOCK.now(),
                CLOCK.now().plus(Duration.ofHours(8)),
                "127.0.0.1");
    }
}
