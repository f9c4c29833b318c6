package dev.postern.broker.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.postern.broker.store.sql.DatabaseConfig;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

import java.io.StringReader;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

final class DatabaseReaderTest {

    @TempDir Path folder;

    @Test
    void nothingOrSqlite_isFilesOfTheDataFolder() throws Exception {
        DatabaseReader reader = new DatabaseReader(Map.of());

        assertThat(reader.read(Optional.empty())).isEqualTo(new DatabaseConfig.Sqlite());
        assertThat(read("sqlite")).isEqualTo(new DatabaseConfig.Sqlite());
    }

    @Test
    void postgresql_isReadWithItsPassword() throws Exception {
        DatabaseConfig config =
                read(
                        "postgresql: {url: 'jdbc:postgresql://db/postern', user: p, password-env:"
                                + " PASSWORD}");

        assertThat(config)
                .isInstanceOfSatisfying(
                        DatabaseConfig.Postgres.class,
                        postgres -> {
                            assertThat(postgres.url()).isEqualTo("jdbc:postgresql://db/postern");
                            assertThat(postgres.user()).isEqualTo("p");
                            assertThat(postgres.password().reveal()).isEqualTo("s3cret");
                            assertThat(postgres).asString().doesNotContain("s3cret");
                        });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    oracle                                                      | is no kind of database: oracle; write sqlite, or postgresql:
                    {postgres: x}                                               | did you mean "postgresql"?
                    {postgresql: {url: 'postgres://db', user: p}}               | does not begin with jdbc:postgresql:; write jdbc:postgresql://HOST
                    {postgresql: {url: 'jdbc:postgresql://db?password=x', user: p}} | take it out and write password-file
                    {postgresql: {url: 'jdbc:postgresql://db/p', user: p}}      | names no password; write password-file: PATH
                    """)
    void mistake_isNamedWithItsRemedy(String text, String message) {
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> read(text))
                .withMessageContaining(message);
    }

    private DatabaseConfig read(String text) throws Exception {
        ConfigNode node =
                new ConfigNode(
                        folder.resolve("postern.yaml"),
                        new Yaml(new SafeConstructor(new LoaderOptions()))
                                .compose(new StringReader(text)));
        return new DatabaseReader(Map.of("PASSWORD", "s3cret")).read(Optional.of(node));
    }
}
