package dev.postern.broker.demo;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;

import javax.sql.DataSource;

/// The demo's target: a real PostgreSQL in a folder of its own, which only the broker has the passwords for.
///
/// It accepts the application roles over TLS with SCRAM only, and its superuser over loopback with SCRAM only. It has no
/// Unix socket, which another server of the same port number could hold.
final class DemoDatabase implements AutoCloseable {

    /// The database the demo's people work in.
    static final String DATABASE = "shop";

    /// A machine that does other things at the same time needs more than the ten seconds that are usual.
    private static final Duration LONGEST_START = Duration.ofMinutes(1);

    private static final String ACCESS_RULES =
            """
            # Written by the demo: the application roles come over TLS with a password that only the broker has.
            hostssl shop     app_read,app_write 127.0.0.1/32 scram-sha-256
            host    all      postgres           127.0.0.1/32 scram-sha-256
            """;

    private final EmbeddedPostgres server;
    private final Passwords passwords;

    private DemoDatabase(EmbeddedPostgres server, Passwords passwords) {
        this.server = server;
        this.passwords = passwords;
    }

    /// Starts the server in `folder`, and fills it if it is new.
    ///
    /// @param port        the port to listen on, on 127.0.0.1
    /// @param certificate PEM chain the server shows, naming `localhost`
    /// @param key         PEM key of the certificate, mode 0600
    static DemoDatabase start(
            Path folder, int port, Passwords passwords, Path certificate, Path key)
            throws IOException, SQLException {
        boolean isNew = !Files.exists(folder.resolve("pg_hba.demo"));
        EmbeddedPostgres.Builder builder =
                EmbeddedPostgres.builder()
                        .setDataDirectory(folder)
                        .setCleanDataDirectory(false)
                        .setRegisterShutdownHook(false)
                        .setPGStartupWait(LONGEST_START)
                        .setPort(port)
                        .setServerConfig("listen_addresses", "127.0.0.1")
                        .setServerConfig("unix_socket_directories", "")
                        .setServerConfig("ssl", "on")
                        .setServerConfig("ssl_cert_file", certificate.toAbsolutePath().toString())
                        .setServerConfig("ssl_key_file", key.toAbsolutePath().toString())
                        .setErrorRedirector(ProcessBuilder.Redirect.DISCARD)
                        .setOutputRedirector(ProcessBuilder.Redirect.DISCARD);
        builder.setConnectConfig("password", passwords.superuser());
        DemoDatabase database = new DemoDatabase(builder.start(), passwords);
        if (isNew) {
            database.fill();
            Files.writeString(folder.resolve("pg_hba.conf"), ACCESS_RULES);
            database.reload();
            Files.createFile(folder.resolve("pg_hba.demo"));
        }
        return database;
    }

    private void fill() throws SQLException, IOException {
        try (Connection connection = server.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("drop database if exists " + DATABASE);
            statement.execute("drop role if exists app_read");
            statement.execute("drop role if exists app_write");
            statement.execute("create database " + DATABASE);
            statement.execute("alter role postgres password " + literal(passwords.superuser()));
        }
        DataSource shop = server.getDatabase("postgres", DATABASE);
        try (Connection connection = shop.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(resource("/demo/shop.sql"));
            statement.execute("alter role app_read password " + literal(passwords.reader()));
            statement.execute("alter role app_write password " + literal(passwords.writer()));
            statement.execute("analyze");
        }
    }

    private void reload() throws SQLException {
        try (Connection connection = server.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("select pg_reload_conf()");
        }
    }

    /// The server's name and version.
    String version() throws SQLException {
        try (Connection connection = server.getPostgresDatabase().getConnection()) {
            return "PostgreSQL " + connection.getMetaData().getDatabaseProductVersion();
        }
    }

    /// The port the server listens on.
    int port() {
        return server.getPort();
    }

    @Override
    public void close() throws IOException {
        server.close();
    }

    private static String literal(String text) {
        return "'" + text.replace("'", "''") + "'";
    }

    private static String resource(String name) throws IOException {
        try (InputStream in = DemoDatabase.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IOException("the resource " + name + " is missing from the broker's jar");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /// The passwords of the server's three roles, hexadecimal.
    record Passwords(String superuser, String reader, String writer) {

        @Override
        public String toString() {
            return "***";
        }
    }
}
