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
import java.nio.file.attribute.PosixFilePermissions;

final class DbCommandsTest {

    private static final String TARGETS =
            """
            {"items":[{"name":"orders","labels":{"env":"prod"},"databases":["shop"],"databaseRoles":\
            [{"name":"app_read","access":"open"},{"name":"app_write","access":"granted"}],"access":"open",\
            "grants":[{"request":"R","databaseRole":"app_write","endsAt":"2026-11-21T01:29:30Z"}],\
            "durability":"strict","defaultDatabase":"shop","host":"localhost","port":6432}]}\
            """;

    @TempDir Path home;

    private StubBroker broker;

    @BeforeEach
    void start() throws IOException {
        broker = new StubBroker(home);
    }

    @AfterEach
    void stop() {
        broker.close();
    }

    @Test
    void ls_showsRolesAndTimeLeft() throws IOException {
        broker.login().on("GET /api/v1/targets?limit=500", 200, TARGETS);
        assertThat(broker.run("db", "ls")).isZero();
        assertThat(broker.out())
                .contains("app_read, app_write (granted)")
                .contains("app_write 29m 30s left")
                .doesNotContain("env=prod");
        assertThat(broker.run("db", "ls", "-o", "wide")).isZero();
        assertThat(broker.out()).contains("env=prod").contains("strict").contains("localhost:6432");
        assertThat(broker.run("db", "ls", "-o", "json")).isZero();
        assertThat(broker.out()).startsWith("{\"schemaVersion\":1,\"items\":[{\"name\":\"orders\"");
    }

    @Test
    void ls_labels_areAllToHold() throws IOException {
        broker.login()
                .on(
                        "GET /api/v1/targets?limit=500",
                        200,
                        """
                        {"items":[{"name":"a","labels":{"env":"prod","team":"shop"}},\
                        {"name":"b","labels":{"env":"prod","team":"x=y"}},{"name":"c","labels":{}}],"total":3}\
                        """);
        assertThat(broker.run("db", "ls", "-o", "name", "--labels", "env=prod")).isZero();
        assertThat(broker.out()).isEqualTo("a\nb\n");
        assertThat(broker.err()).as("all that have it").isEmpty();
        assertThat(broker.run("db", "ls", "-o", "name", "--labels", "env=prod,team=shop")).isZero();
        assertThat(broker.out()).isEqualTo("a\n");
        assertThat(
                        broker.run(
                                "db",
                                "ls",
                                "-o",
                                "json",
                                "--labels",
                                "env=prod",
                                "--labels",
                                "team=x=y"))
                .isZero();
        assertThat(broker.out()).contains("\"name\":\"b\"").contains("\"total\":1");
        assertThat(broker.run("db", "ls", "-o", "name", "--labels", "env=dev")).isZero();
        assertThat(broker.out()).isEmpty();
        assertThat(broker.run("db", "ls", "--labels", "prod")).isEqualTo(2);
        assertThat(broker.err()).contains("--labels: \"prod\" is no label").contains("env=prod");
    }

    @Test
    void connect_givesPsqlTheServiceAndItsArguments_andReturnsItsCode() throws IOException {
        broker.login().with("PATH", psql("exit 3"));
        certificate("orders");
        assertThat(
                        broker.run(
                                "db",
                                "connect",
                                "orders",
                                "--as",
                                "app_write",
                                "--",
                                "-c",
                                "select 'a b'"))
                .isEqualTo(3);
        assertThat(Files.readString(home.resolve("seen")))
                .isEqualTo(
                        "postern-orders\n"
                                + home.resolve("pg_service.conf")
                                + "\n--username=app_write\n-c\nselect 'a b'\n");
        assertThat(broker.calls()).isEmpty();
    }

    @Test
    void connect_database_isQuotedForPsql() throws IOException {
        broker.login().with("PATH", psql("exit 0"));
        certificate("orders");
        assertThat(broker.run("db", "connect", "orders/it's host=x")).isZero();
        assertThat(Files.readString(home.resolve("seen")))
                .endsWith("\n--dbname=dbname='it\\'s host=x'\n");
    }

    @Test
    void connect_psqlEndedByASignal_is128AndItsNumber() throws IOException {
        broker.login().with("PATH", psql("kill -TERM $$"));
        certificate("orders");
        assertThat(broker.run("db", "connect", "orders")).isEqualTo(143);
    }

    @Test
    void connect_withoutPsql_exits127() throws IOException {
        broker.login().with("PATH", home.toString());
        certificate("orders");
        assertThat(broker.run("db", "connect", "orders")).isEqualTo(127);
        assertThat(broker.err())
                .startsWith("postern: psql is not on the PATH\n")
                .contains("service=postern-orders");
    }

    @Test
    void connect_notLoggedIn_exits4() {
        assertThat(broker.run("db", "connect", "orders")).isEqualTo(4);
        assertThat(broker.err()).isEqualTo("postern: you are not logged in\nRun: postern login\n");
    }

    @Test
    void connect_targetThatNoRoleAllows_exits6() throws IOException {
        broker.login().on("GET /api/v1/targets?limit=500", 200, "{\"items\":[]}");
        assertThat(broker.run("db", "connect", "crm")).isEqualTo(6);
        assertThat(broker.err()).contains("\"crm\"").contains("postern db ls");
    }

    @Test
    void connect_psqlArgumentBeforeTheDashes_exits2() throws IOException {
        broker.login();
        assertThat(broker.run("db", "connect", "orders", "-c", "select 1")).isEqualTo(2);
    }

    private void certificate(String target) throws IOException {
        Path folder = Files.createDirectories(home.resolve("targets").resolve(target));
        Files.writeString(folder.resolve("client.crt"), "");
    }

    /// A folder with a `psql` that writes down what it was given and then does `ending`.
    private String psql(String ending) throws IOException {
        Path folder = Files.createDirectories(home.resolve("bin"));
        Path script = folder.resolve("psql");
        Files.writeString(
                script,
                "#!/bin/sh\nprintf '%s\\n' \"$PGSERVICE\" \"$PGSERVICEFILE\" \"$@\" > '"
                        + home.resolve("seen")
                        + "'\n"
                        + ending
                        + "\n");
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
        return folder.toString();
    }
}
