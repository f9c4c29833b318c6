package dev.postern.broker.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.postern.broker.base.Randomness;
import dev.postern.broker.identity.MachineIssuer;
import dev.postern.broker.policy.Rule;
import dev.postern.broker.record.Durability;
import dev.postern.broker.target.FilePassword;
import dev.postern.broker.target.Target;
import dev.postern.broker.target.TargetOptions;
import dev.postern.broker.target.TargetTls;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;

final class BrokerConfigReaderTest {

    private static final String KEY =
            "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";

    private static final String OLD_KEY = "ff" + KEY.substring(2);

    private static final String VALID =
            """
            data: store
            keys:
              file: kek
            postgres:
              listen: 127.0.0.1:6432
              public-host: db.example.com
            web:
              listen: "[::1]:8080"
            sign-in:
              issuer: https://login.example.com/
              client-id: postern
              lifetime: 4h
            targets:
              orders:
                labels: {env: production}
                hosts: [db1:5432, db2:5433]
                databases: [shop]
                logins:
                  app_read:
                    password-file: secret
                  app_write:
                    password-env: ORDERS_PASSWORD
            roles:
              engineer:
                groups: [engineers]
                allow:
                  - targets: [orders]
                    database-roles: [app_read]
                  - labels: {env: production}
                    database-roles: [app_write]
                    access: on-request
                    longest-grant: 2h
            """;

    private static final String MACHINES =
            """
            machines:
              gitlab:
                {issuer: https://gitlab.example.com, audience: https://postern.example.com, rules: [
                  {name: deployment, claims: {project_path: shop/deploy, ref: [main, release]}, groups: [engineers]}]}
            """;

    @TempDir Path folder;

    @BeforeEach
    void writeSecret() throws IOException {
        Path key = Files.writeString(folder.resolve("kek"), KEY);
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
        Path secret = Files.writeString(folder.resolve("secret"), "s3cret\n");
        Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-------"));
    }

    @Test
    void validFile_isReadWithDefaults() throws Exception {
        BrokerConfig config = read(VALID);

        assertThat(config.data()).isEqualTo(folder.resolve("store"));
        assertThat(config.postgres().publicHost()).isEqualTo("db.example.com");
        assertThat(config.postgres().drain()).isEqualTo(Duration.ofSeconds(30));
        assertThat(config.web().listen().host()).isEqualTo("::1");
        assertThat(config.signIn().identity().issuer())
                .as("letter by letter")
                .isEqualTo("https://login.example.com/");
        assertThat(config.signIn().identity().algorithms()).containsExactly("RS256", "ES256");
        assertThat(config.certificateLifetime()).isEqualTo(Duration.ofHours(8));
        Target target = config.targets().getFirst();
        assertThat(target.hosts())
                .containsExactly(new Target.Host("db1", 5432), new Target.Host("db2", 5433));
        assertThat(target.tls().mode()).isEqualTo(TargetTls.Mode.VERIFY_FULL);
        assertThat(target.durability()).isEqualTo(Durability.STRICT);
        assertThat(target.logins().getFirst().password())
                .isEqualTo(new FilePassword(folder.resolve("secret")));
        assertThat(target.logins().get(1).password()).hasToString("***");
        assertThat(target.options().serverRole()).isEqualTo(TargetOptions.ServerRole.ANY);
        assertThat(target.options().announce()).isEqualTo(TargetOptions.Announce.PSQL);
        assertThat(target.options().healthCheck()).isEqualTo(Duration.ofSeconds(30));
        Rule onRequest = config.roles().getFirst().allow().get(1);
        assertThat(onRequest.access()).isEqualTo(Rule.Access.ON_REQUEST);
        assertThat(onRequest.selection().labels()).isEqualTo(List.of("env=production"));
        assertThat(onRequest.terms().longestGrant()).isEqualTo(Duration.ofHours(2));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    postgres:            | postgress:              | 4: unknown key "postgress" at the top level; did you mean "postgres"?
                    data: store          | dato: store             | 1: unknown key "dato" at the top level; did you mean "data"?
                    hosts: [db1          | host: [db1              | unknown key "host" in targets.orders; did you mean "hosts"?
                    listen: 127.0.0.1:6432 | listen: 127.0.0.1     | 5: postgres.listen is "127.0.0.1"; write HOST:PORT
                    listen: 127.0.0.1:6432 | listen: h:99999       | 5: postgres.listen is "h:99999"; write HOST:PORT
                    public-host: db.example.com | drain: soon     | 6: postgres.drain is "soon"; write a duration such as
                    lifetime: 4h         | lifetime: four          | 12: sign-in.lifetime is "four"; write a duration such as
                    issuer: https://login.example.com/ | issuer: http://login.example.com | 10: sign-in.issuer is "http://login.example.com"; write an https:// address
                    password-file: secret | password-file: missing | which is no file; create it or correct the path
                    file: kek            | file: none              | keys.file names /
                    file: kek            | file: secret            | holds a key of 4 bytes, expected 32; give the key that was used before
                    file: kek            | environment: NO_KEK     | 3: keys.environment names the variable NO_KEK, which is not set; set it before starting
                    file: kek            | environment: SHORT_KEK  | keys.environment cannot be used: environment variable SHORT_KEK holds a key of 3 bytes, expected 32
                    file: kek            | credential: kek         | keys.credential names the credential kek, but $CREDENTIALS_DIRECTORY is not set
                    file: kek            | older: []               | 2: keys names no key-encryption key; write one of file: PATH, environment: NAME, credential: NAME
                    access: on-request   | access: maybe           | targets: roles.engineer.allow[1].access is "maybe"; choose one of open, on-request
                    client-id: postern   | client-id:              | 11: sign-in.client-id has no value; write a value after the colon
                    groups: [engineers]  | groups: engineers       | roles.engineer.groups is not a list
                    data: store          | data: [a                | this is not YAML
                    ORDERS_PASSWORD      | NO_SUCH_VARIABLE        | names the variable NO_SUCH_VARIABLE, which is not set; set it before
                    lifetime: 4h         | device-flow: on         | 12: sign-in.device-flow is "on"; write true or false
                    client-id: postern   | algorithms: [none]      | sign-in.client-id is missing; add it
                    """)
    void mistake_isNamedWithFileLineAndRemedy(String right, String wrong, String message) {
        String text = VALID.replace(right, wrong);
        assertThat(text).as("the mistake is in the file").isNotEqualTo(VALID);

        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> read(text))
                .withMessageStartingWith(folder.resolve("postern.yaml") + ":")
                .withMessageContaining(message.replaceFirst("^targets: ", ""));
    }

    @Test
    void keyEncryptionKeyOthersCanRead_isRefusedWithTheCommandToRun() throws Exception {
        Path kek = folder.resolve("kek");
        Files.setPosixFilePermissions(kek, PosixFilePermissions.fromString("rw-r-----"));

        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> read(VALID))
                .withMessageContaining(
                        "postern.yaml:3: keys.file names "
                                + kek
                                + ", which others than its owner can read or write; run: chmod 600 "
                                + kek);
    }

    @Test
    void machines_areReadWithTheirRules() throws Exception {
        BrokerConfig.SignIn signIn =
                read(VALID.replace("targets:\n  orders:", MACHINES + "targets:\n  orders:"))
                        .signIn();

        assertThat(signIn.machines()).hasSize(1);
        MachineIssuer gitlab = signIn.machines().getFirst();
        assertThat(gitlab.provider().clientId()).isEqualTo("https://postern.example.com");
        assertThat(gitlab.lifetime()).isEqualTo(Duration.ofHours(1));
        assertThat(gitlab.rules())
                .containsExactly(
                        new MachineIssuer.Rule(
                                "deployment",
                                Map.of(
                                        "project_path",
                                        List.of("shop/deploy"),
                                        "ref",
                                        List.of("main", "release")),
                                List.of("engineers")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    claims: {project_path: shop/deploy, ref: [main, release]} | claims: {} | .claims is empty; name at least one claim, or every job
                    groups: [engineers]}   | groups: [deciders]}   | gives a machine the role decider, which decides or looks; give machines groups of their own
                    groups: [engineers]}   | groups: [watchers]}   | gives a machine the role watcher, which decides or looks; give machines groups of their own
                    audience: https://postern.example.com, | '' | machines.gitlab.audience is missing
                    """)
    void mistakeInMachines_isNamed(String right, String wrong, String message) {
        String powers =
                "  decider: {groups: [deciders], approve: [orders]}\n"
                        + "  watcher: {groups: [watchers], see-all-sessions: true}\n";
        String text =
                VALID.replace("targets:\n  orders:", MACHINES + "targets:\n  orders:") + powers;
        assertThat(text.replace(right, wrong)).isNotEqualTo(text);

        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> read(text.replace(right, wrong)))
                .withMessageContaining(message);
    }

    @Test
    void deviceFlow_isOff_unlessItIsSwitchedOn() throws Exception {
        assertThat(read(VALID).signIn().deviceFlow()).isFalse();
        assertThat(read(VALID.replace("lifetime: 4h", "device-flow: true")).signIn().deviceFlow())
                .isTrue();
    }

    @Test
    void noKeyEncryptionKey_isRefused() {
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> read(VALID.replace("keys:\n  file: kek\n", "")))
                .withMessageContaining("keys is missing");
    }

    @Test
    void olderKeys_areReadFromEverySource() throws Exception {
        Path credentials = Files.createDirectory(folder.resolve("credentials"));
        Path credential = Files.writeString(credentials.resolve("kek"), KEY);
        Files.setPosixFilePermissions(credential, PosixFilePermissions.fromString("r--------"));
        String text =
                VALID.replace(
                        "  file: kek\n",
                        "  credential: kek\n"
                                + "  older:\n"
                                + "    - environment: OLD_KEK\n"
                                + "    - file: kek\n");
        Path file = Files.writeString(folder.resolve("postern.yaml"), text);

        BrokerConfig config =
                BrokerConfigReader.read(
                        file,
                        Map.of(
                                "ORDERS_PASSWORD",
                                "x",
                                "OLD_KEK",
                                OLD_KEY,
                                "CREDENTIALS_DIRECTORY",
                                credentials.toString()));

        assertThat(config.keys().current().source()).isEqualTo("credential kek");
        assertThat(config.keys().older()).hasSize(2);
        assertThat(config.keys().open(Randomness.system()).ids())
                .containsExactly(
                        config.keys().current().id(), config.keys().older().getFirst().id());
    }

    @Test
    void secretFileOthersCanRead_isRefusedWithTheCommandToRun() throws Exception {
        Files.setPosixFilePermissions(
                folder.resolve("secret"), PosixFilePermissions.fromString("rw-r--r--"));

        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> read(VALID))
                .withMessageContaining(
                        "postern.yaml:20: targets.orders.logins.app_read.password-file names")
                .withMessageEndingWith(
                        "which everybody can read; run: chmod 600 " + folder.resolve("secret"));
    }

    @Test
    void missingFile_saysHowToNameOne() {
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> BrokerConfigReader.read(folder.resolve("none.yaml"), Map.of()))
                .withMessageContaining("there is no such file")
                .withMessageContaining("postern broker FILE");
    }

    private BrokerConfig read(String text) throws Exception {
        Path file = Files.writeString(folder.resolve("postern.yaml"), text);
        return BrokerConfigReader.read(
                file, Map.of("ORDERS_PASSWORD", "x", "SHORT_KEK", "AAEC", "OLD_KEK", OLD_KEY));
    }
}
