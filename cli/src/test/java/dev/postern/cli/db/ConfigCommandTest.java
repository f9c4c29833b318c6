package dev.postern.cli.db;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.cli.StubBroker;
import dev.postern.json.Json;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/// `postern db config`, by the text of each form. That clients take them is `GuiToolsIT`.
final class ConfigCommandTest {

    @TempDir Path home;

    private StubBroker broker;

    @BeforeEach
    void start() throws IOException {
        broker = new StubBroker(home);
        broker.login()
                .on(
                        "GET /api/v1/targets?limit=500",
                        200,
                        """
                        {"items":[{"name":"orders","defaultDatabase":"the shop","defaultRole":"app_read",\
                        "host":"db.example.com","port":6432}]}\
                        """);
        Path folder = Files.createDirectories(home.resolve("targets/orders"));
        Files.writeString(folder.resolve("client.crt"), "");
    }

    @AfterEach
    void stop() {
        broker.close();
    }

    @Test
    void service_isTheSectionThatLoginWrites() {
        assertThat(broker.run("db", "config", "orders")).isZero();
        assertThat(broker.out())
                .startsWith("[postern-orders]\nhost=db.example.com\nport=6432\ndbname=the shop\n")
                .contains("user=app_read\nsslmode=verify-full\n")
                .endsWith("sslkey=" + home.resolve("targets/orders/client.key") + "\n");
    }

    @Test
    void url_quotesWhatLibpqWouldMisread() {
        assertThat(broker.run("db", "config", "orders/a&b?c", "--format", "url", "--as", "x@y"))
                .isZero();
        assertThat(broker.out())
                .startsWith(
                        "postgresql://x%40y@db.example.com:6432/a%26b%3Fc?sslmode=verify-full&");
    }

    @Test
    void jdbc_hasTheKeyInTheFormOfPgjdbc() {
        assertThat(broker.run("db", "config", "orders", "--format", "jdbc")).isZero();
        assertThat(broker.out())
                .startsWith("jdbc:postgresql://db.example.com:6432/the%20shop?user=app_read&")
                .contains("sslkey=" + home.resolve("targets/orders/client.pk8"));
    }

    @Test
    void dbeaver_isOneSpecification() {
        assertThat(broker.run("db", "config", "orders", "--format", "dbeaver")).isZero();
        assertThat(broker.out())
                .startsWith("driver=postgres-jdbc|name=postern-orders|url=jdbc:postgresql://")
                .hasLineCount(1);
    }

    @Test
    void pgadmin_isAFileOfServers() throws Exception {
        assertThat(broker.run("db", "config", "orders", "--format", "pgadmin")).isZero();
        assertThat(Json.readObject(broker.out().getBytes(StandardCharsets.UTF_8)))
                .extractingByKey("Servers")
                .asString()
                .contains("MaintenanceDB=the shop")
                .contains("ConnectionParameters={sslmode=verify-full");
    }

    @Test
    void env_isQuotedForTheShell() {
        assertThat(broker.run("db", "config", "orders", "--format", "env")).isZero();
        assertThat(broker.out())
                .contains("export PGDATABASE='the shop'\n")
                .contains("export PGSSLMODE=verify-full\n");
    }

    @Test
    void local_isTheSamePortEveryTime_withoutACertificate() {
        assertThat(broker.run("db", "config", "orders", "--local", "--format", "url")).isZero();
        String first = broker.out();
        assertThat(first)
                .matches("postgresql://app_read@127.0.0.1:\\d+/the%20shop\\?sslmode=disable\n");
        assertThat(broker.run("db", "config", "orders", "--local", "--format", "url")).isZero();
        assertThat(broker.out()).isEqualTo(first);
    }

    @Test
    void local_asAService_isRefusedWithTheWayOut() {
        assertThat(broker.run("db", "config", "orders", "--local")).isEqualTo(2);
        assertThat(broker.err()).contains("--format url");
    }

    @Test
    void unknownTarget_orNoCertificate_exits6() throws IOException {
        assertThat(broker.run("db", "config", "crm")).isEqualTo(6);
        assertThat(broker.err()).contains("\"crm\"").contains("postern db ls");
        Files.delete(home.resolve("targets/orders/client.crt"));
        assertThat(broker.run("db", "config", "orders")).isEqualTo(6);
        assertThat(broker.err()).contains("postern login");
    }

    @Test
    void unknownForm_exits2_andNamesThem() {
        assertThat(broker.run("db", "config", "orders", "--format", "odbc")).isEqualTo(2);
        assertThat(broker.err()).contains("odbc").contains("pgadmin");
    }

    @Test
    void proxyPort_thatCannotBe_exits2() {
        assertThat(broker.run("proxy", "db", "orders", "--port", "80")).isEqualTo(2);
        assertThat(broker.err()).contains("--port 80").contains("1024");
    }
}
