package dev.postern.broker.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/// The layers of `docs/architecture.md`, one door a library, banned calls, and the size of files.
final class ArchitectureTest {

    private static final int MAX_LINES = 400;
    private static final String BROKER = "dev.postern.broker.";
    private static final String GENERATED = BROKER + "store.sql.tables..";

    private static final JavaClasses CLASSES =
            new ClassFileImporter()
                    .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                    .withImportOption(location -> !location.contains("-tests.jar"))
                    .importPackages("dev.postern")
                    .that(not(resideInAPackage(GENERATED)));

    @Test
    void everyPackage_isLookedAt() {
        assertThat(CLASSES.size()).isGreaterThan(50);
    }

    /// A package and what it must not know: a line may use what stands on the lines below it.
    @ParameterizedTest(name = "{0} does not use {1}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    base      | app.. proxy.. http.. keys.. retention.. review.. search.. session.. record.. policy.. access.. identity.. ca.. target.. index.. audit.. store.. demo..
                    store     | app.. proxy.. http.. keys.. retention.. review.. search.. session.. record.. policy.. access.. identity.. ca.. target.. index.. audit.. demo..
                    keys      | app.. proxy.. http.. retention.. review.. search.. session.. record.. policy.. access.. identity.. ca.. target.. index.. audit.. demo..
                    mask      | app.. proxy.. http.. demo..
                    retention | app.. proxy.. http.. demo..
                    review    | app.. proxy.. http.. demo..
                    search    | app.. proxy.. http.. demo..
                    session   | app.. proxy.. http.. demo..
                    record    | app.. proxy.. http.. demo..
                    policy    | app.. proxy.. http.. demo..
                    access    | app.. proxy.. http.. demo..
                    identity  | app.. proxy.. http.. demo..
                    ca        | app.. proxy.. http.. demo..
                    target    | app.. proxy.. http.. demo..
                    index     | app.. proxy.. http.. demo..
                    audit     | app.. proxy.. http.. demo..
                    notify    | app.. proxy.. http.. demo..
                    proxy     | app.. http.. demo..
                    http      | app.. proxy.. demo..
                    """)
    void brokerLayer_usesOnlyWhatIsBelow(String layer, String above) {
        String[] forbidden =
                Stream.of(above.split(" ")).map(p -> BROKER + p).toArray(String[]::new);
        check(
                noClasses()
                        .that()
                        .resideInAPackage(BROKER + layer + "..")
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage(forbidden));
    }

    @ParameterizedTest(name = "{0} does not use {1}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    keys             | json.. pgwire.. event.. recording.. replay.. export..
                    json             | keys.. pgwire.. event.. recording.. replay.. export..
                    sitelog          | keys.. json.. pgwire.. event.. recording.. replay.. export.. verify..
                    verify           | pgwire.. event.. replay.. export..
                    event            | keys.. json.. pgwire.. recording.. replay.. export..
                    pgwire           | keys.. json.. recording.. replay.. export..
                    recording.format | pgwire.. event.. replay.. export..
                    recording        | pgwire.. event.. replay.. export..
                    replay           | export..
                    """)
    void recordingsLayer_usesOnlyWhatIsBelow(String layer, String above) {
        String[] forbidden =
                Stream.of(above.split(" ")).map(p -> "dev.postern." + p).toArray(String[]::new);
        check(
                noClasses()
                        .that()
                        .resideInAPackage("dev.postern." + layer + "..")
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage(forbidden));
    }

    @Test
    void onlyTheEdgeAndTheRecorder_knowTheWireProtocol() {
        check(
                noClasses()
                        .that(
                                resideInAPackage(BROKER + ".")
                                        .or(resideInAPackage("dev.postern.broker..")))
                        .and(not(resideInAnyPackage(BROKER + "proxy.pg..", BROKER + "record..")))
                        .should()
                        .dependOnClassesThat()
                        .resideInAPackage("dev.postern.pgwire.."));
    }

    /// A library and the packages that may know it.
    @ParameterizedTest(name = "{0} is known to {1} only")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    io.netty..                 | broker.proxy..
                    io.javalin..               | broker.http..
                    jakarta.servlet..          | broker.http..
                    com.fasterxml.jackson..    | broker.http.. broker.identity..
                    org.jooq..                 | broker.store.sql..
                    org.sqlite..               | broker.store.sql..
                    org.flywaydb..             | broker.store.sql..
                    com.zaxxer..               | broker.store.sql..
                    software.amazon..          | broker.store.object..
                    com.auth0..                | broker.identity..
                    org.bouncycastle..         | broker.ca.. broker.keys.. broker.store.chunk..
                    org.yaml..                 | broker.app..
                    com.ongres..               | broker.proxy.pg..
                    io.zonky..                 | broker.demo..
                    org.postgresql..           | broker.demo..
                    com.sun.net.httpserver..   | broker.demo..
                    picocli..                  | cli..
                    com.github.luben..         | recording..
                    com.dylibso..              | sql.grammar..
                    ch.qos.logback..           | broker.app..
                    """)
    void library_hasOneDoor(String library, String doors) {
        String[] allowed =
                Stream.of(doors.split(" ")).map(p -> "dev.postern." + p).toArray(String[]::new);
        check(
                noClasses()
                        .that(not(resideInAnyPackage(allowed)))
                        .should()
                        .dependOnClassesThat()
                        .resideInAPackage(library));
    }

    @Test
    void timeAndRandomness_comeFromBase() {
        check(
                noClasses()
                        .that(not(resideInAnyPackage(BROKER + "base..")))
                        .should()
                        .callMethod(Instant.class, "now")
                        .orShould()
                        .callMethod(System.class, "nanoTime")
                        .orShould()
                        .callMethod(System.class, "currentTimeMillis")
                        .orShould()
                        .callConstructor(Random.class)
                        .orShould()
                        .callConstructor(SecureRandom.class)
                        .orShould()
                        .callMethod(Thread.class, "sleep", long.class));
    }

    @Test
    void packages_haveNoCycles() {
        slices().matching("dev.postern.(*)..").should().beFreeOfCycles().check(CLASSES);
        slices().matching("dev.postern.broker.(*)..").should().beFreeOfCycles().check(CLASSES);
    }

    @ParameterizedTest
    @ValueSource(strings = {"recordings", "grammar", "broker", "cli"})
    void sourceFile_isShortEnoughToRead(String module) throws IOException {
        Path sources = Path.of("..").resolve(module).resolve("src/main/java");
        assertThat(sources).isDirectory();
        try (Stream<Path> files = Files.walk(sources)) {
            List<String> tooLong =
                    files.filter(f -> f.toString().endsWith(".java"))
                            .filter(f -> lines(f) > MAX_LINES)
                            .map(f -> f + " has " + lines(f) + " lines")
                            .toList();
            assertThat(tooLong).as("files over %d lines", MAX_LINES).isEmpty();
        }
    }

    private static long lines(Path file) {
        try (Stream<String> lines = Files.lines(file)) {
            return lines.count();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static void check(ArchRule rule) {
        rule.allowEmptyShould(true).check(CLASSES);
    }
}
