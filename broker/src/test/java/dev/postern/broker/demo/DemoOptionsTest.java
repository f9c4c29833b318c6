package dev.postern.broker.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.postern.broker.record.Durability;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

final class DemoOptionsTest {

    private static final Path ROOT = Path.of("/opt/postern");

    @Test
    void noArguments_keepDataBesideTheCommandInStrictMode() throws Exception {
        DemoOptions options = DemoOptions.parse(List.of(), ROOT, Map.of());

        assertThat(options)
                .isEqualTo(
                        new DemoOptions(
                                ROOT.resolve("demo-data"),
                                false,
                                false,
                                true,
                                null,
                                Durability.STRICT,
                                "psql",
                                null));
    }

    @Test
    void everyOption_isReadInBothForms() throws Exception {
        DemoOptions options =
                DemoOptions.parse(
                        List.of(
                                "--data=/d",
                                "--reset",
                                "--once",
                                "--no-story",
                                "--durability",
                                "write-through",
                                "--announce=all",
                                "--env-file",
                                "/e",
                                "--target",
                                "postgresql://me:p%40ss@db.example.com:5433/app?sslmode=verify-ca&sslrootcert=/ca.pem"),
                        ROOT,
                        Map.of("PGPASSWORD", "unused"));

        assertThat(options.data()).isEqualTo(Path.of("/d"));
        assertThat(options.reset() && options.once()).isTrue();
        assertThat(options.story()).isFalse();
        assertThat(options.durability()).isEqualTo(Durability.WRITE_THROUGH);
        assertThat(options.announce()).isEqualTo("all");
        assertThat(options.envFile()).isEqualTo(Path.of("/e"));
        assertThat(options.target())
                .isEqualTo(
                        new LibpqUri(
                                "db.example.com",
                                5433,
                                "me",
                                "p@ss",
                                "app",
                                Map.of("sslmode", "verify-ca", "sslrootcert", "/ca.pem")));
    }

    @Test
    void targetWithoutPasswordAndDatabase_takesThemFromEnvironmentAndUser() throws Exception {
        LibpqUri uri = LibpqUri.parse("postgres://me@[::1]", Map.of("PGPASSWORD", "secret"));

        assertThat(uri).isEqualTo(new LibpqUri("::1", 5432, "me", "secret", "me", Map.of()));
        assertThat(uri).asString().doesNotContain("secret");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    --durabilty        | demo does not know "--durabilty"; see postern demo --help
                    --data             | --data needs a value; see postern demo --help
                    --durability=fast  | --durability is "fast"; choose one of strict, strict-full, write-through
                    --target=db:5432   | --target is "db:5432"; write postgresql://
                    --target=postgresql:///app | --target names no host
                    --target=postgresql://db/app | --target names no user
                    --target=postgresql://me@db:70000/app | --target has the port "70000"; choose 1 to 65535
                    --target=postgresql://me@db/app?sslmod=x | --target has the parameter "sslmod", which the demo does not know; known are
                    """)
    void mistake_isNamed(String argument, String message) {
        assertThatExceptionOfType(UsageException.class)
                .isThrownBy(() -> DemoOptions.parse(List.of(argument), ROOT, Map.of()))
                .withMessageContaining(message);
    }
}
