package dev.postern.broker.demo;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

final class DemoDatabaseIT {

    private static final DemoDatabase.Passwords PASSWORDS =
            new DemoDatabase.Passwords("sup3r", "r3ad", "wr1te");

    @TempDir Path folder;

    @Test
    void database_acceptsTheBrokersRolesOnlyAndKeepsItsDataOverARestart() throws Exception {
        Path certificate = folder.resolve("server.crt");
        Path key = folder.resolve("server.key");
        Command openssl =
                Command.run(
                        folder,
                        Map.of(),
                        List.of(
                                "openssl",
                                "req",
                                "-x509",
                                "-newkey",
                                "ec",
                                "-pkeyopt",
                                "ec_paramgen_curve:P-256",
                                "-nodes",
                                "-days",
                                "2",
                                "-subj",
                                "/CN=localhost",
                                "-keyout",
                                key.toString(),
                                "-out",
                                certificate.toString()));
        assertThat(openssl.exitCode()).as(openssl.output()).isZero();
        Path data = Files.createDirectory(folder.resolve("data"));
        int port;
        try (DemoDatabase database = DemoDatabase.start(data, 0, PASSWORDS, certificate, key)) {
            port = database.port();
            assertThat(
                            query(
                                            port,
                                            "app_write",
                                            "wr1te",
                                            "require",
                                            "update customers set loyalty_points = 7 where id = 1")
                                    .output())
                    .contains("UPDATE 1");
            assertThat(query(port, "app_read", "r3ad", "require", "delete from customers").output())
                    .contains("permission denied");
            assertThat(query(port, "app_read", "r3ad", "disable", "select 1").output())
                    .contains("no pg_hba.conf entry");
            assertThat(query(port, "app_read", "wrong", "require", "select 1").output())
                    .contains("password authentication failed");
        }
        try (DemoDatabase database = DemoDatabase.start(data, 0, PASSWORDS, certificate, key)) {
            assertThat(
                            query(
                                            database.port(),
                                            "app_read",
                                            "r3ad",
                                            "require",
                                            "select loyalty_points from customers where id = 1")
                                    .output())
                    .contains("7");
        }
    }

    private Command query(int port, String role, String password, String sslmode, String sql)
            throws Exception {
        return Command.run(
                folder,
                Map.of("PGPASSWORD", password),
                List.of(
                        "psql",
                        "-X",
                        "-c",
                        sql,
                        "host=127.0.0.1 port="
                                + port
                                + " dbname=shop user="
                                + role
                                + " sslmode="
                                + sslmode));
    }
}
