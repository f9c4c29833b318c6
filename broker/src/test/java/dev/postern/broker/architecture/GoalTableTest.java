package dev.postern.broker.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// The table of goals in `docs/reliability.md` names the tests that carry a goal's tag, and no others; the options of its
/// long sizes are what the build's profile sets.
final class GoalTableTest {

    private static final Path ROOT = Path.of("..");
    private static final Pattern ROW = Pattern.compile("(?m)^\\| (G\\d+[a-z]?) \\|(.*)$");
    private static final Pattern TEST = Pattern.compile("`([A-Z]\\w+(?:Test|IT))`");
    private static final Pattern TAG = Pattern.compile("@Tag\\(\"(G\\d+[a-z]?)\"\\)");
    private static final Pattern OPTION = Pattern.compile("-Dpostern\\.[a-z.-]+=\\w+");

    @Test
    void everyGoal_namesTheTestsWithItsTag() throws IOException {
        Map<String, Set<String>> named = new TreeMap<>();
        Matcher rows = ROW.matcher(table());
        while (rows.find()) {
            Set<String> tests = named.computeIfAbsent(rows.group(1), g -> new TreeSet<>());
            TEST.matcher(rows.group(2)).results().forEach(test -> tests.add(test.group(1)));
        }

        assertThat(named).isEqualTo(tagged());
        assertThat(named).containsKeys("G1", "G1b", "G2", "G3", "G4", "G5", "G6", "G7", "G8");
        assertThat(named).containsKeys("G16", "G26", "G27", "G28");
    }

    @Test
    void longSizes_areThoseOfTheProfile() throws IOException {
        String pom = Files.readString(ROOT.resolve("pom.xml"));
        List<String> set = options(pom.substring(pom.indexOf("<id>nightly</id>")));

        String rows =
                String.join("\n", ROW.matcher(table()).results().map(r -> r.group()).toList());

        assertThat(options(rows)).isNotEmpty().allSatisfy(o -> assertThat(set).contains(o));
    }

    private static List<String> options(String text) {
        return OPTION.matcher(text).results().map(o -> o.group()).toList();
    }

    private static String table() throws IOException {
        return Files.readString(ROOT.resolve("docs/reliability.md"));
    }

    private static Map<String, Set<String>> tagged() throws IOException {
        Map<String, Set<String>> tagged = new TreeMap<>();
        for (String module : List.of("recordings", "broker", "cli")) {
            try (Stream<Path> files = Files.walk(ROOT.resolve(module).resolve("src/test/java"))) {
                files.filter(f -> f.toString().endsWith(".java")).forEach(f -> add(f, tagged));
            }
        }
        return tagged;
    }

    private static void add(Path file, Map<String, Set<String>> tagged) {
        try {
            String name = file.getFileName().toString().replace(".java", "");
            TAG.matcher(Files.readString(file))
                    .results()
                    .forEach(tag ->
                            tagged.computeIfAbsent(tag.group(1), g -> new TreeSet<>()).add(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
