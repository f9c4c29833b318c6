package dev.postern.broker.proxy.pg;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.broker.base.Clock;
import dev.postern.broker.base.Randomness;
import dev.postern.broker.base.Secret;
import dev.postern.broker.ca.Authorities;
import dev.postern.broker.ca.TargetCertificates;
import dev.postern.broker.keys.TestKeys;
import dev.postern.broker.record.Durability;
import dev.postern.broker.target.ClientIdentity;
import dev.postern.broker.target.PasswordSource;
import dev.postern.broker.target.Target;
import dev.postern.broker.target.TargetHealth;
import dev.postern.broker.target.TargetLogin;
import dev.postern.broker.target.TargetLogin.Concession;
import dev.postern.broker.target.TargetTls;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/// The ways in which the broker proves itself to a real server, whose certificate the broker's own authority issued.
class TargetLoginIT {

    @TempDir static Path directory;

    private static EmbeddedPostgres server;
    private static Gateway gateway;
    private static final Set<Concession> NONE = EnumSet.noneOf(Concession.class);

    @BeforeAll
    static void start() throws Exception {
        Authorities authorities =
                Authorities.open(
                        directory.resolve("authorities"),
                        TestKeys.KEYS,
                        Clock.system(),
                        Randomness.system());
        var targets =
                new TargetCertificates(authorities.targets(), Clock.system(), Randomness.system());
        var files = targets.serverFiles(List.of("localhost", "127.0.0.1"));
        server = EmbeddedPostgres.start();
        try (Connection admin = server.getPostgresDatabase().getConnection();
                var statement = admin.createStatement()) {
            for (String role : List.of("scram", "trusted", "certified", "clear")) {
                statement.execute("CREATE ROLE " + role + " LOGIN PASSWORD 'wonderland'");
            }
            statement.execute("SET password_encryption = 'md5'");
            statement.execute("CREATE ROLE old LOGIN PASSWORD 'wonderland'");
            statement.execute("SET password_encryption = 'scram-sha-256'");
            statement.execute("SET scram_iterations = 200000");
            statement.execute("CREATE ROLE slow LOGIN PASSWORD 'wonderland'");
            Path data;
            try (var rows = statement.executeQuery("SHOW data_directory")) {
                assertThat(rows.next()).isTrue();
                data = Path.of(rows.getString(1));
            }
            write(data.resolve("server.crt"), files.certificate());
            write(data.resolve("server.key"), files.key());
            write(data.resolve("broker-ca.crt"), files.authority());
            statement.execute("ALTER SYSTEM SET ssl_ca_file = 'broker-ca.crt'");
            statement.execute("ALTER SYSTEM SET ssl = on");
            Files.writeString(
                    data.resolve("pg_hba.conf"),
                    """
                    host    all postgres  all trust
                    hostssl all certified all cert
                    host    all trusted   all trust
                    host    all old       all md5
                    host    all clear     all password
                    host    all all       all scram-sha-256
                    """);
            statement.execute("SELECT pg_reload_conf()");
        }
        gateway =
                Gateway.start(
                        TestCertificates.create(directory),
                        Gateway.IMPATIENT,
                        new PostgresEdgeServices.Targets(List.of(), targets, new TargetHealth()));
    }

    private static void write(Path file, String text) throws IOException {
        Files.writeString(file, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        var owner = Files.getOwner(file.getParent());
        Files.setOwner(file, owner);
    }

    @AfterAll
    static void stop() throws IOException {
        gateway.close();
        server.close();
    }

    @BeforeEach
    void forget() {
        gateway.forget();
    }

    @Test
    void scram_isBoundToTheTargetsCertificate() throws Exception {
        assertThat(in("scram", password(NONE), TargetTls.Mode.VERIFY_FULL))
                .isEqualTo("scram-sha-256-plus");
    }

    @Test
    void scramWithoutTls_needsNoBinding_unlessItIsDemanded() throws Exception {
        assertThat(
                        in(
                                "scram",
                                password(EnumSet.of(Concession.UNBOUND_SCRAM)),
                                TargetTls.Mode.DISABLE))
                .isEqualTo("scram-sha-256");
        assertThat(in("scram", password(NONE), TargetTls.Mode.DISABLE))
                .contains("the login demands channel binding");
    }

    @Test
    void manyRoundsOfScram_areRefused() throws Exception {
        assertThat(in("slow", password(NONE), TargetTls.Mode.VERIFY_FULL))
                .contains("the target asks for 200000 rounds of SCRAM, the limit is 100000");
    }

    @Test
    void wrongPassword_isTheServersFatal() throws Exception {
        var login =
                new TargetLogin(
                        "*",
                        PasswordSource.of(Secret.of("nonsense")),
                        new ClientIdentity.Absent(),
                        NONE,
                        0);

        assertThat(in("scram", login, TargetTls.Mode.VERIFY_FULL))
                .contains("password authentication failed");
    }

    @ParameterizedTest
    @CsvSource({
        "old, MD5, md5",
        "trusted, TRUST, trust",
        "clear, CLEARTEXT, password",
    })
    void weakerMethods_areAnsweredOnlyIfAllowed(String role, Concession concession, String method)
            throws Exception {
        assertThat(in(role, password(EnumSet.of(concession)), TargetTls.Mode.VERIFY_FULL))
                .isEqualTo(method);
        assertThat(in(role, password(NONE), TargetTls.Mode.VERIFY_FULL))
                .contains("the broker could not log in to the target", "does not allow");
    }

    @ParameterizedTest
    @CsvSource({"REQUIRE", "DISABLE"})
    void clearText_isForVerifiedTargetsOnly(TargetTls.Mode mode) throws Exception {
        assertThat(in("clear", password(EnumSet.of(Concession.CLEARTEXT)), mode))
                .contains("does not allow");
    }

    @Test
    void issuedCertificate_logsInAsItsRole_withoutAPassword() throws Exception {
        var login = new TargetLogin("*", null, new ClientIdentity.Issued(), NONE, 0);

        assertThat(in("certified", login, TargetTls.Mode.VERIFY_FULL)).isEqualTo("cert");
        assertThat(in("certified", password(NONE), TargetTls.Mode.VERIFY_FULL))
                .contains("connection requires a valid client certificate");
    }

    @Test
    void targetOfAForeignAuthority_isRefused_withoutAnotherTry() throws Exception {
        var tls = new TargetTls(TargetTls.Mode.VERIFY_FULL, gateway.certificates.file("ca.crt"));

        assertThat(in("scram", password(NONE), tls)).contains("certificate of shop does not match");
    }

    private static TargetLogin password(Set<Concession> allowed) {
        return new TargetLogin(
                "*",
                PasswordSource.of(Secret.of("wonderland")),
                new ClientIdentity.Absent(),
                allowed,
                0);
    }

    private static String in(String role, TargetLogin login, TargetTls.Mode mode) throws Exception {
        return in(role, login, new TargetTls(mode, null, true));
    }

    /// Logs in by psql.
    ///
    /// @return the method that the recording names, or what psql says
    private static String in(String role, TargetLogin login, TargetTls tls) throws Exception {
        Target target =
                new Target(
                        "shop",
                        Map.of(),
                        List.of(new Target.Host("localhost", server.getPort())),
                        tls,
                        List.of("*"),
                        List.of(login),
                        Durability.STRICT);
        gateway.to(target, login);
        Process psql =
                new ProcessBuilder(
                                "psql",
                                "-X",
                                "-At",
                                "-v",
                                "VERBOSITY=verbose",
                                "-c",
                                "SELECT current_user",
                                "-d",
                                gateway.conninfo("").replace("user=postgres", "user=" + role))
                        .redirectErrorStream(true)
                        .start();
        psql.getOutputStream().close();
        String said = new String(psql.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(psql.waitFor(20, TimeUnit.SECONDS)).isTrue();
        if (psql.exitValue() != 0) {
            return said;
        }
        assertThat(said).isEqualTo(role + "\n");
        return gateway.recording().methods().getFirst();
    }
}
