package dev.postern.broker.app;

import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// One value of a configuration file with the place it stands at, read as the type that is asked for.
///
/// Every method that reads throws [ConfigException] naming file, line, key, the value seen and what is expected.
final class ConfigNode {

    private static final Pattern DURATION = Pattern.compile("(\\d{1,9})(ms|s|m|h|d)");
    private static final Pattern ADDRESS =
            Pattern.compile("(\\[[0-9a-fA-F:.]+]|[^\\s:\\[\\]]+):(\\d{1,5})");

    private final Path file;
    private final String path;
    private final Node node;
    private final int line;

    /// The value at the root of a file.
    ConfigNode(Path file, Node node) {
        this(file, "", node, node);
    }

    private ConfigNode(Path file, String path, Node node, Node beginning) {
        this.file = file;
        this.path = path;
        this.node = node;
        this.line = beginning.getStartMark().getLine() + 1;
    }

    /// The line that the value's key, or the value itself where it has none, begins in; from 1.
    int line() {
        return line;
    }

    /// Where the value stands: `FILE:LINE: KEY`.
    String place() {
        return file + ":" + line + ": " + path;
    }

    /// A problem with this value.
    ConfigException problem(String what, String remedy) {
        return ConfigException.at(file.toString(), line(), path + " " + what, remedy);
    }

    /// Whether this is a single value and no mapping or list.
    boolean isText() {
        return node instanceof ScalarNode;
    }

    /// Whether this is a mapping.
    boolean isMapping() {
        return node instanceof MappingNode;
    }

    /// The entries of a mapping whose keys must be among `known`, in the order of the file.
    Section section(String... known) throws ConfigException {
        Map<String, ConfigNode> entries = entries();
        List<String> names = List.of(known);
        for (Map.Entry<String, ConfigNode> entry : entries.entrySet()) {
            if (!names.contains(entry.getKey())) {
                String nearest =
                        nearest(entry.getKey(), names)
                                .map(n -> "did you mean \"" + n + "\"?")
                                .orElse("known keys are " + String.join(", ", names));
                String where = path.isEmpty() ? "at the top level" : "in " + path;
                throw ConfigException.at(
                        file.toString(),
                        entry.getValue().line(),
                        "unknown key \"" + entry.getKey() + "\" " + where,
                        nearest);
            }
        }
        return new Section(this, entries);
    }

    /// The entries of a mapping with free keys.
    Map<String, ConfigNode> entries() throws ConfigException {
        if (!(node instanceof MappingNode mapping)) {
            throw problem("is not a mapping", "write `key: value` lines, indented below it");
        }
        Map<String, ConfigNode> entries = new LinkedHashMap<>();
        for (NodeTuple tuple : mapping.getValue()) {
            if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
                throw problem("has a key that is no plain word", "use plain words as keys");
            }
            String name = key.getValue();
            ConfigNode value =
                    new ConfigNode(
                            file,
                            path.isEmpty() ? name : path + "." + name,
                            tuple.getValueNode(),
                            key);
            if (entries.put(name, value) != null) {
                throw value.problem("is given twice", "remove one of them");
            }
        }
        return entries;
    }

    /// The items of a sequence.
    List<ConfigNode> items() throws ConfigException {
        if (!(node instanceof SequenceNode sequence)) {
            throw problem("is not a list", "write `[a, b]`, or one `- item` a line");
        }
        List<ConfigNode> items = new ArrayList<>();
        for (Node item : sequence.getValue()) {
            items.add(new ConfigNode(file, path + "[" + items.size() + "]", item, item));
        }
        return items;
    }

    /// A list of texts.
    List<String> texts() throws ConfigException {
        List<String> texts = new ArrayList<>();
        for (ConfigNode item : items()) {
            texts.add(item.text());
        }
        return texts;
    }

    /// A plain value as text, not empty.
    String text() throws ConfigException {
        if (!(node instanceof ScalarNode scalar)
                || scalar.getTag().equals(Tag.NULL)
                || scalar.getValue().isEmpty()) {
            throw problem("has no value", "write a value after the colon");
        }
        return scalar.getValue();
    }

    /// `true` or `false`.
    boolean flag() throws ConfigException {
        return switch (text()) {
            case "true" -> true;
            case "false" -> false;
            default -> throw problem("is \"" + text() + "\"", "write true or false");
        };
    }

    /// One of the names of an enumeration, in lower case with `-` for `_`.
    <E extends Enum<E>> E choice(Class<E> type) throws ConfigException {
        List<String> names = new ArrayList<>();
        for (E constant : type.getEnumConstants()) {
            String name = constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
            if (name.equals(text())) {
                return constant;
            }
            names.add(name);
        }
        throw problem("is \"" + text() + "\"", "choose one of " + String.join(", ", names));
    }

    /// A duration such as `90s`, `15m`, `8h`, `2d`, `50ms`; above zero.
    Duration duration() throws ConfigException {
        Matcher matcher = DURATION.matcher(text());
        if (!matcher.matches() || Long.parseLong(matcher.group(1)) == 0) {
            throw problem("is \"" + text() + "\"", "write a duration such as 90s, 15m, 8h or 2d");
        }
        long count = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "ms" -> Duration.ofMillis(count);
            case "s" -> Duration.ofSeconds(count);
            case "m" -> Duration.ofMinutes(count);
            case "h" -> Duration.ofHours(count);
            default -> Duration.ofDays(count);
        };
    }

    /// `HOST:PORT` with a port from 0 to 65535; an IPv6 address stands in brackets.
    HostPort address() throws ConfigException {
        Matcher matcher = ADDRESS.matcher(text());
        if (!matcher.matches() || Integer.parseInt(matcher.group(2)) > 65_535) {
            throw problem(
                    "is \"" + text() + "\"",
                    "write HOST:PORT with a port up to 65535, such as 127.0.0.1:6432");
        }
        String host = matcher.group(1).replaceAll("[\\[\\]]", "");
        return new HostPort(host, Integer.parseInt(matcher.group(2)));
    }

    /// A path, relative to the configuration file's folder.
    Path path() throws ConfigException {
        return file.toAbsolutePath().resolveSibling(text()).normalize();
    }

    /// A file that exists.
    Path existingFile() throws ConfigException {
        Path named = path();
        if (!Files.isRegularFile(named)) {
            throw problem("names " + named + ", which is no file", "create it or correct the path");
        }
        return named;
    }

    /// A file that exists and that only its owner can read.
    Path secretFile() throws ConfigException {
        Path named = existingFile();
        String open = FilePermissions.openTo(named);
        if (!open.isEmpty()) {
            throw problem(
                    "names " + named + ", which " + open + " can read", "run: chmod 600 " + named);
        }
        return named;
    }

    /// The nearest of `names` to `word` within two edits.
    private static Optional<String> nearest(String word, List<String> names) {
        String best = null;
        int least = 3;
        for (String name : names) {
            int distance = distance(word, name);
            if (distance < least) {
                least = distance;
                best = name;
            }
        }
        return Optional.ofNullable(best);
    }

    /// Levenshtein's distance.
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int above = row[j];
                int change = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(change, Math.min(above, row[j - 1]) + 1);
                diagonal = above;
            }
        }
        return row[b.length()];
    }

    /// A host and a port as written; port 0 means any free one.
    record HostPort(String host, int port) {}

    /// A mapping whose keys were checked.
    static final class Section {

        private final ConfigNode owner;
        private final Map<String, ConfigNode> entries;

        private Section(ConfigNode owner, Map<String, ConfigNode> entries) {
            this.owner = owner;
            this.entries = entries;
        }

        /// The value of a key that must be there.
        ConfigNode required(String key) throws ConfigException {
            ConfigNode value = entries.get(key);
            if (value == null) {
                String where = owner.path.isEmpty() ? "" : owner.path + ".";
                throw ConfigException.at(
                        owner.file.toString(),
                        owner.line(),
                        where + key + " is missing",
                        "add it below this line");
            }
            return value;
        }

        /// The value of a key that may be left out.
        Optional<ConfigNode> optional(String key) {
            return Optional.ofNullable(entries.get(key));
        }

        boolean has(String key) {
            return entries.containsKey(key);
        }
    }
}
