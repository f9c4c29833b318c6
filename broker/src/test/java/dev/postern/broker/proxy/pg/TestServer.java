package dev.postern.broker.proxy.pg;

import static org.assertj.core.api.Assertions.assertThat;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;

/// A PostgreSQL of the version on the class path, and what tests ask it without a broker between.
final class TestServer implements AutoCloseable {

    private static final Duration LONGEST_START = Duration.ofMinutes(1);

    private final EmbeddedPostgres postgres;
    private final int version;

    private TestServer(EmbeddedPostgres postgres) throws SQLException {
        this.postgres = postgres;
        this.version = count("SELECT current_setting('server_version_num')::int / 10000");
    }

    /// A server without TLS that trusts everybody.
    static TestServer start() throws IOException, SQLException {
        TestServer server =
                new TestServer(
                        EmbeddedPostgres.builder()
                                .setPGStartupWait(LONGEST_START)
                                .setServerConfig("unix_socket_directories", "")
                                .start());
        assertThat(server.version())
                .as("the version that the build asked for")
                .isEqualTo(Integer.getInteger("postern.postgres", server.version()));
        return server;
    }

    /// A server with TLS and the roles `ada`, whose password [Gateway] knows, and `bob`, whose password it does not;
    /// everybody else is trusted.
    static TestServer startWithTls(TestCertificates certificates) throws IOException, SQLException {
        TestServer server = start();
        server.sql(
                "CREATE ROLE ada LOGIN PASSWORD '" + Gateway.PASSWORD + "'",
                "CREATE ROLE bob LOGIN PASSWORD 'another'",
                "GRANT ALL ON SCHEMA public TO ada",
                "ALTER SYSTEM SET ssl_cert_file = '" + certificates.file("server.crt") + "'",
                "ALTER SYSTEM SET ssl_key_file = '" + certificates.file("server.key") + "'",
                "ALTER SYSTEM SET ssl = on");
        Files.writeString(
                Path.of(server.text("SHOW hba_file")),
                """
                host all ada all scram-sha-256
                host all bob all scram-sha-256
                host all all all trust
                """);
        server.sql("SELECT pg_reload_conf()");
        Gateway.await("TLS is on", () -> server.textOf("SHOW ssl").equals("on"));
        return server;
    }

    int port() {
        return postgres.getPort();
    }

    /// The major version, 14 to 18.
    int version() {
        return version;
    }

    void sql(String... statements) throws SQLException {
        try (var connection = postgres.getPostgresDatabase().getConnection();
                var statement = connection.createStatement()) {
            for (String text : statements) {
                statement.execute(text);
            }
        }
    }

    /// How many other sessions run a statement with this text now.
    int running(String text) {
        return countOf(
                "SELECT count(*) FROM pg_stat_activity WHERE state = 'active' AND pid <>"
                        + " pg_backend_pid() AND position(? in query) > 0",
                text);
    }

    /// How many other sessions there are whose last statement has this text, running or not.
    int sessions(String text) {
        return countOf(
                "SELECT count(*) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND"
                        + " position(? in query) > 0",
                text);
    }

    boolean hasTable(String name) {
        return countOf("SELECT count(*) FROM pg_class WHERE relname = ?", name) > 0;
    }

    private String textOf(String sql) {
        try {
            return text(sql);
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    private String text(String sql) throws SQLException {
        try (var connection = postgres.getPostgresDatabase().getConnection();
                var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            assertThat(rows.next()).isTrue();
            return rows.getString(1);
        }
    }

    private int count(String sql) throws SQLException {
        return Integer.parseInt(text(sql));
    }

    private int countOf(String sql, String parameter) {
        try (var connection = postgres.getPostgresDatabase().getConnection();
                var statement = connection.prepareStatement(sql)) {
            statement.setString(1, parameter);
            try (var rows = statement.executeQuery()) {
                return rows.next() ? rows.getInt(1) : -1;
            }
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() throws IOException {
        postgres.close();
    }
}
