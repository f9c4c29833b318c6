import com.google.googlejavaformat.java.Formatter;
import com.google.googlejavaformat.java.JavaFormatterOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// Formats the Java sources of a module, or checks that they are formatted.
///
/// Arguments: `check` or `apply`, then the module's folder.
void main(String[] args) throws Exception {
    boolean apply = args[0].equals("apply");
    Formatter formatter = new Formatter(JavaFormatterOptions.builder()
            .style(JavaFormatterOptions.Style.AOSP)
            .formatJavadoc(false)
            .build());
    List<Path> wrong = new ArrayList<>();
    for (Path file : sources(Path.of(args[1]))) {
        String before = Files.readString(file);
        String after = settled(formatter, before);
        if (!after.equals(before)) {
            wrong.add(file);
            if (apply) {
                Files.writeString(file, after);
            }
        }
    }
    if (!wrong.isEmpty() && !apply) {
        wrong.forEach(file -> System.err.println("not formatted: " + file));
        System.err.println("run: ./mvnw -Pformat -DskipTests package");
        System.exit(1);
    }
    wrong.forEach(file -> System.out.println("formatted: " + file));
}

/// The formatter's answer to its own answer, until it has nothing more to change: long literals take it two rounds.
String settled(Formatter formatter, String text) throws Exception {
    String before = text;
    for (int round = 0; round < 5; round++) {
        String after = formatter.formatSourceAndFixImports(before);
        if (after.equals(before)) {
            return after;
        }
        before = after;
    }
    return before;
}

List<Path> sources(Path module) throws IOException {
    List<Path> files = new ArrayList<>();
    for (String folder : List.of("src/main/java", "src/test/java", "src/bench/java", "src/jmh/java")) {
        Path root = module.resolve(folder);
        if (Files.isDirectory(root)) {
            try (Stream<Path> all = Files.walk(root)) {
                all.filter(f -> f.toString().endsWith(".java")).forEach(files::add);
            } catch (UncheckedIOException e) {
                throw e.getCause();
            }
        }
    }
    return files;
}
