package dev.postern.broker.app;

import dev.postern.broker.app.ConfigNode.Section;
import dev.postern.broker.base.Secret;
import dev.postern.broker.store.sql.DatabaseConfig;

import java.util.Map;
import java.util.Optional;

/// Reads the `database` section: where state and index are kept.
final class DatabaseReader {

    private static final String POSTGRESQL = "postgresql";
    private static final String URL_START = "jdbc:postgresql:";

    private final Map<String, String> environment;

    DatabaseReader(Map<String, String> environment) {
        this.environment = environment;
    }

    DatabaseConfig read(Optional<ConfigNode> node) throws ConfigException {
        if (node.isEmpty()) {
            return new DatabaseConfig.Sqlite();
        }
        if (node.get().isText()) {
            if (node.get().text().equals("sqlite")) {
                return new DatabaseConfig.Sqlite();
            }
            throw node.get()
                    .problem(
                            "is no kind of database: " + node.get().text(),
                            "write sqlite, or postgresql: with url, user and password-file below");
        }
        return postgres(node.get().section(POSTGRESQL).required(POSTGRESQL));
    }

    private DatabaseConfig postgres(ConfigNode node) throws ConfigException {
        Section section = node.section("url", "user", "password-file", "password-env");
        ConfigNode url = section.required("url");
        if (!url.text().startsWith(URL_START)) {
            throw url.problem(
                    "does not begin with " + URL_START,
                    "write " + URL_START + "//HOST:PORT/DATABASE?sslmode=verify-full");
        }
        if (url.text().contains("password=")) {
            throw url.problem(
                    "holds a password, which would be logged",
                    "take it out and write password-file: PATH");
        }
        Secret password = BrokerConfigReader.secret(section, "password", environment);
        if (password == null) {
            throw node.problem(
                    "names no password", "write password-file: PATH or password-env: NAME");
        }
        return new DatabaseConfig.Postgres(url.text(), section.required("user").text(), password);
    }
}
