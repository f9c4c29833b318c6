package dev.postern.broker.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.postern.broker.app.BrokerConfig;
import dev.postern.broker.app.BrokerConfigReader;
import dev.postern.broker.base.Randomness;
import dev.postern.broker.policy.Role;
import dev.postern.broker.policy.Rule;
import dev.postern.broker.record.Durability;
import dev.postern.broker.target.PasswordSource;
import dev.postern.broker.target.Target;
import dev.postern.broker.target.TargetOptions;
import dev.postern.broker.target.TargetTls;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

final class DemoConfigurationTest {

    private final DemoConfiguration configuration =
            new DemoConfiguration(
                    6432, 8080, "http://127.0.0.1:9099", Durability.STRICT_FULL, "off");

    @TempDir Path temporary;

    @Test
    void shop_isAConfigurationTheBrokerReads() throws Exception {
        DemoFolder folder = folder();
        Path ca = Files.writeString(folder.root().resolve("ca.pem"), "");
        Path file = configuration.writeForShop(folder, 5433, ca);

        BrokerConfig config = BrokerConfigReader.read(file, Map.of());

        assertThat(config.targets().getFirst().hosts())
                .containsExactly(new Target.Host("localhost", 5433));
        assertThat(config.targets().getFirst().tls())
                .isEqualTo(new TargetTls(TargetTls.Mode.VERIFY_FULL, ca));
        assertThat(config.targets().getFirst().durability()).isEqualTo(Durability.STRICT_FULL);
        assertThat(config.targets().getFirst().options().announce())
                .isEqualTo(TargetOptions.Announce.OFF);
        assertThat(config.roles())
                .extracting(Role::name)
                .containsExactly("engineer", "approver", "auditor", "admin");
        assertThat(config.roles().getFirst().allow().get(1).access())
                .isEqualTo(Rule.Access.ON_REQUEST);
    }

    @ParameterizedTest
    @EnumSource
    void everyDurability_isOneThatTheBrokerAccepts(Durability durability) throws Exception {
        DemoConfiguration chosen =
                new DemoConfiguration(6432, 8080, "http://127.0.0.1:9099", durability, "off");
        DemoFolder folder = folder();
        Path ca = Files.writeString(folder.root().resolve("ca.pem"), "");
        LibpqUri own = LibpqUri.parse("postgresql://me@127.0.0.1/app", Map.of());

        assertThat(durability(chosen.writeForShop(folder, 5433, ca))).isEqualTo(durability);
        assertThat(durability(chosen.writeForOwn(folder, own))).isEqualTo(durability);
    }

    private static Durability durability(Path file) throws Exception {
        return BrokerConfigReader.read(file, Map.of()).targets().getFirst().durability();
    }

    @Test
    void ownServer_mayBeAskedForAnyDatabase() throws Exception {
        LibpqUri uri =
                LibpqUri.parse("postgresql://me:pa%22ss@[::1]:5433/app?sslmode=require", Map.of());

        BrokerConfig config =
                BrokerConfigReader.read(configuration.writeForOwn(folder(), uri), Map.of());

        Target target = config.targets().getFirst();
        assertThat(target.name()).isEqualTo("database");
        assertThat(target.hosts()).containsExactly(new Target.Host("::1", 5433));
        assertThat(target.databases()).containsExactly("app", "*");
        assertThat(target.tls().mode()).isEqualTo(TargetTls.Mode.REQUIRE);
        assertThat(target.logins().getFirst().databaseRole()).isEqualTo("me");
        PasswordSource password = target.logins().getFirst().password();
        assertThat(password).isNotNull();
        assertThat(password.password(target.hosts().getFirst(), "me").reveal()).isEqualTo("pa\"ss");
    }

    @Test
    void sslmode_neverFallsBack() throws Exception {
        assertThat(
                        DemoConfiguration.tls(
                                LibpqUri.parse("postgresql://me@db.example.com/app", Map.of())))
                .isEqualTo("verify-full");
        assertThat(DemoConfiguration.tls(LibpqUri.parse("postgresql://me@127.0.0.1/app", Map.of())))
                .isEqualTo("disable");
        assertThat(
                        DemoConfiguration.tls(
                                LibpqUri.parse(
                                        "postgresql://me@h/app?sslmode=require&sslrootcert=/ca",
                                        Map.of())))
                .isEqualTo("verify-ca");
        assertThatExceptionOfType(UsageException.class)
                .isThrownBy(() ->
                        DemoConfiguration.tls(
                                LibpqUri.parse("postgresql://me@h/app?sslmode=prefer", Map.of())))
                .withMessageContaining("sslmode=prefer");
    }

    @Test
    void folderWithForeignFiles_isLeftAlone() throws Exception {
        Files.writeString(temporary.resolve("mine"), "x");

        assertThatExceptionOfType(UsageException.class)
                .isThrownBy(() -> DemoFolder.open(temporary, true, Randomness.system()))
                .withMessageContaining("holds files that the demo did not make");
        assertThat(temporary.resolve("mine")).exists();
    }

    private DemoFolder folder() throws Exception {
        DemoFolder folder = DemoFolder.open(temporary.resolve("demo"), false, Randomness.system());
        folder.secret("reader");
        folder.secret("writer");
        folder.secret("sign-in");
        return folder;
    }
}
