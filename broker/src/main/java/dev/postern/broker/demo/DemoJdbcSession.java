package dev.postern.broker.demo;

import org.postgresql.PGConnection;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;

/// The scripted session for machines without psql: the same story through the JDBC driver and the files that login
/// wrote.
final class DemoJdbcSession {

    private final Path credentials;
    private final Path serviceFile;
    private final String target;

    /// @param credentials folder with `client.crt`, `client.pk8` and `ca.crt`
    /// @param serviceFile the service file with the section of the target
    DemoJdbcSession(Path credentials, Path serviceFile, String target) {
        this.credentials = credentials;
        this.serviceFile = serviceFile;
        this.target = target;
    }

    void run() throws IOException {
        Map<String, String> service = ServiceFile.section(serviceFile, "postern-" + target);
        Properties properties = new Properties();
        properties.setProperty("user", service.getOrDefault("user", ""));
        properties.setProperty("sslmode", "verify-full");
        properties.setProperty("sslrootcert", credentials.resolve("ca.crt").toString());
        properties.setProperty("sslcert", credentials.resolve("client.crt").toString());
        properties.setProperty("sslkey", credentials.resolve("client.pk8").toString());
        String url =
                "jdbc:postgresql://"
                        + service.get("host")
                        + ":"
                        + service.get("port")
                        + "/"
                        + service.get("dbname");
        try (Connection connection = DriverManager.getConnection(url, properties)) {
            select(connection);
            parameters(connection);
            error(connection);
            rolledBack(connection);
            copyOut(connection);
        } catch (SQLException e) {
            throw new IOException("the JDBC session failed: " + e.getMessage(), e);
        }
    }

    private static void select(Connection connection) throws SQLException, IOException {
        try (Statement statement = connection.createStatement();
                ResultSet rows =
                        statement.executeQuery(
                                "select id, name, city, loyalty_points from customers where city ="
                                        + " 'Izmir' order by loyalty_points desc limit 5")) {
            int count = 0;
            while (rows.next()) {
                count++;
            }
            if (count != 5) {
                throw new IOException("expected 5 customers in Izmir, got " + count);
            }
        }
    }

    private static void parameters(Connection connection) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement(
                        "select o.id, o.status from orders o join customers c on c.id ="
                                + " o.customer_id where c.email = ?")) {
            statement.setString(1, "customer8@example.com");
            statement.executeQuery().close();
        }
    }

    private static void error(Connection connection) throws SQLException, IOException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("select card_number from customers");
            throw new IOException("expected an error for a column that does not exist");
        } catch (SQLException expected) {
            if (!"42703".equals(expected.getSQLState())) {
                throw expected;
            }
        }
    }

    private static void rolledBack(Connection connection) throws SQLException {
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            statement.executeUpdate(
                    "update customers set loyalty_points = loyalty_points + 100 where city ="
                            + " 'Lyon'");
        }
        connection.rollback();
        connection.setAutoCommit(true);
    }

    private static void copyOut(Connection connection) throws SQLException, IOException {
        connection
                .unwrap(PGConnection.class)
                .getCopyAPI()
                .copyOut(
                        "copy (select sku, title, price from products order by sku) to stdout with"
                                + " (format csv, header)",
                        OutputStream.nullOutputStream());
    }

    /// A libpq service file.
    private static final class ServiceFile {

        private ServiceFile() {}

        /// The keys of one section.
        static Map<String, String> section(Path file, String name) throws IOException {
            Map<String, String> keys = new HashMap<>();
            boolean inside = false;
            for (String line : Files.readAllLines(file)) {
                if (line.startsWith("[")) {
                    inside = line.strip().equals("[" + name + "]");
                } else if (inside && line.contains("=")) {
                    String[] parts = line.split("=", 2);
                    keys.put(parts[0].strip(), parts[1].strip());
                }
            }
            return keys;
        }
    }
}
