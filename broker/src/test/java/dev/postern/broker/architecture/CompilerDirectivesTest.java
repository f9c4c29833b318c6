package dev.postern.broker.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarFile;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// The compiler directives that `./postern` gives the JVM: it would start without a word when a name in them is that of nothing.
class CompilerDirectivesTest {

    private static final Path DIRECTIVES = Path.of("src/main/jvm/compiler-directives.json");
    private static final Pattern METHODS = Pattern.compile("\"([\\w/$]+)(\\*?)\\.(\\w+|\\*)\"");

    @Test
    void jvm_acceptsThem() throws IOException, InterruptedException {
        Process java =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-XX:+UnlockDiagnosticVMOptions",
                                "-XX:CompilerDirectivesFile=" + DIRECTIVES,
                                "-version")
                        .redirectErrorStream(true)
                        .start();

        String said = new String(java.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(java.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(java.exitValue()).as(said).isZero();
        assertThat(said).contains("2 compiler directives added");
    }

    @Test
    void everyPattern_namesClassesThatAreThere() throws IOException {
        TreeSet<String> classes = new TreeSet<>(classesOfTheJdk());
        for (String place : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            classes.addAll(classesAt(Path.of(place)));
        }

        List<String> unknown =
                patterns().stream()
                        .filter(pattern ->
                                pattern.group(2).isEmpty()
                                        ? !classes.contains(pattern.group(1))
                                        : classes.stream()
                                                .noneMatch(
                                                        name -> name.startsWith(pattern.group(1))))
                        .map(MatchResult::group)
                        .toList();

        assertThat(patterns()).hasSizeGreaterThan(10);
        assertThat(unknown).isEmpty();
    }

    @Test
    void everyMethodThatIsNamed_isDeclared() throws IOException, ClassNotFoundException {
        for (MatchResult pattern : patterns()) {
            if (!pattern.group(3).equals("*")) {
                Class<?> type = Class.forName(pattern.group(1).replace('/', '.'));
                assertThat(type.getDeclaredMethods())
                        .as(pattern.group())
                        .anyMatch(method -> method.getName().equals(pattern.group(3)));
            }
        }
    }

    private static List<MatchResult> patterns() throws IOException {
        return METHODS.matcher(Files.readString(DIRECTIVES)).results().toList();
    }

    private static List<String> classesOfTheJdk() throws IOException {
        FileSystem modules = FileSystems.getFileSystem(URI.create("jrt:/"));
        try (Stream<Path> files = Files.walk(modules.getPath("modules", "java.base"))) {
            return files.map(file -> file.toString().replaceFirst("^/?modules/java.base/", ""))
                    .filter(name -> name.endsWith(".class"))
                    .map(CompilerDirectivesTest::name)
                    .toList();
        }
    }

    private static List<String> classesAt(Path place) throws IOException {
        if (Files.isDirectory(place)) {
            try (Stream<Path> files = Files.walk(place)) {
                return files.map(file -> place.relativize(file).toString())
                        .filter(name -> name.endsWith(".class"))
                        .map(CompilerDirectivesTest::name)
                        .toList();
            }
        }
        if (!Files.exists(place)) {
            return List.of();
        }
        try (JarFile jar = new JarFile(place.toFile())) {
            return jar.stream()
                    .map(entry -> entry.getName())
                    .filter(name -> name.endsWith(".class"))
                    .map(CompilerDirectivesTest::name)
                    .toList();
        }
    }

    private static String name(String file) {
        return file.substring(0, file.length() - ".class".length());
    }
}
