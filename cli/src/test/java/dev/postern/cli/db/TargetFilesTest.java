package dev.postern.cli.db;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.cli.StubBroker;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// `db login`, `db logout` and `db env` with the files of the profile; what the broker certifies is tried with a broker.
final class TargetFilesTest {

    @TempDir Path home;

    private StubBroker broker;

    @BeforeEach
    void startLoggedIn() throws IOException {
        broker =
                new StubBroker(home)
                        .login()
                        .on(
                                "GET /api/v1/targets?limit=500",
                                200,
                                """
                                {"items":[{"name":"orders","defaultDatabase":"the shop","defaultRole":"app_read",\
                                "host":"db.example.com","port":6432}]}\
                                """);
    }

    @AfterEach
    void stop() {
        broker.close();
    }

    @Test
    void login_ofAnUnknownTarget_exits6_andWritesNothing() {
        assertThat(broker.run("db", "login", "crm")).isEqualTo(6);
        assertThat(broker.err()).contains("you have no target \"crm\"").contains("postern db ls");
        assertThat(broker.run("db", "login", "Crm")).isEqualTo(6);
        assertThat(broker.run("db", "login", "orders/shop")).isEqualTo(2);
        assertThat(broker.err()).contains("Give the target alone");
        assertThat(home.resolve("targets")).doesNotExist();
    }

    @Test
    void login_dry_saysWhatItWouldWrite_andDoesNot() {
        assertThat(broker.run("db", "login", "orders", "--dry-run")).isZero();
        assertThat(broker.out())
                .matches(
                        "Would ask http://127\\.0\\.0\\.1:[0-9]+ for a certificate for orders, and"
                                + " write it to .*/targets/orders and \\[postern-orders\\] to"
                                + " .*/pg_service\\.conf\\. Nothing was changed\\.\n");
        assertThat(broker.calls()).allMatch(call -> call.startsWith("GET /api/v1/targets"));
        assertThat(home.resolve("targets")).doesNotExist();
        assertThat(home.resolve("pg_service.conf")).doesNotExist();
    }

    @Test
    void logout_takesOneTargetAway_andLeavesTheRestAndTheLogin() throws IOException {
        files("orders");
        files("shop");
        Files.writeString(
                home.resolve("pg_service.conf"),
                """
                [mine]
                host=a
                # BEGIN postern (written by `postern login`, do not edit)
                [postern-orders]
                host=db

                [postern-shop]
                host=db

                # END postern
                [later]
                host=b
                """);
        assertThat(broker.run("db", "logout", "orders", "--dry-run")).isZero();
        assertThat(broker.out())
                .isEqualTo(
                        "Would delete the keys and certificates of orders. Nothing was changed.\n");
        assertThat(home.resolve("targets/orders/client.crt")).exists();

        assertThat(broker.run("db", "logout", "orders")).isZero();
        assertThat(broker.err()).isEqualTo("Deleted the keys and certificates of orders.\n");
        assertThat(home.resolve("targets/orders")).doesNotExist();
        assertThat(home.resolve("targets/shop/client.crt")).exists();
        assertThat(home.resolve("login.json")).exists();
        assertThat(home.resolve("pg_service.conf"))
                .hasContent(
                        """
                        [mine]
                        host=a
                        [later]
                        host=b
                        # BEGIN postern (written by `postern login`, do not edit)
                        [postern-shop]
                        host=db

                        # END postern
                        """);

        assertThat(broker.run("db", "logout", "orders")).isEqualTo(6);
        assertThat(broker.err()).contains("no certificate").contains("There are: shop.");
        assertThat(broker.run("db", "logout")).isZero();
        assertThat(home.resolve("targets/shop")).doesNotExist();
        assertThat(home.resolve("pg_service.conf")).hasContent("[mine]\nhost=a\n[later]\nhost=b\n");
        assertThat(broker.run("db", "logout")).isZero();
        assertThat(broker.err()).isEqualTo("There are no certificates on this machine.\n");
        assertThat(broker.calls()).as("it is about this machine").isEmpty();
    }

    @Test
    void env_isForTheShellThatIsNamed() throws IOException {
        files("orders");
        assertThat(broker.run("db", "env", "orders/it's", "--as", "x")).isZero();
        assertThat(broker.out())
                .isEqualTo(
                        """
                        unset PGSERVICE PGHOSTADDR
                        export PGHOST=db.example.com
                        export PGPORT=6432
                        export PGDATABASE='it'\\''s'
                        export PGUSER=x
                        export PGSSLMODE=verify-full
                        export PGSSLROOTCERT=HOME/targets/orders/ca.crt
                        export PGSSLCERT=HOME/targets/orders/client.crt
                        export PGSSLKEY=HOME/targets/orders/client.key
                        """
                                .replace("HOME", home.toString()));
        assertThat(broker.run("db", "env", "orders", "--shell", "fish")).isZero();
        assertThat(broker.out()).contains("set -gx PGDATABASE 'the shop'\n");
        assertThat(broker.run("db", "env", "orders", "--shell", "pwsh")).isZero();
        assertThat(broker.out()).contains("$env:PGDATABASE = 'the shop'\n");
        assertThat(broker.run("db", "env", "orders", "--shell", "csh")).isEqualTo(2);
        assertThat(broker.err()).contains("csh").contains("pwsh");
    }

    @Test
    void env_withoutATarget_printsNothingToEvaluate() {
        assertThat(broker.run("db", "env", "crm")).isNotZero();
        assertThat(broker.out()).isEmpty();
    }

    private void files(String target) throws IOException {
        Path folder = Files.createDirectories(home.resolve("targets").resolve(target));
        Files.writeString(folder.resolve("client.crt"), "");
    }
}
