package dev.postern.cli.config;

import dev.postern.cli.console.CliException;
import dev.postern.cli.console.Nearest;
import dev.postern.cli.console.Variable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// `config.toml` of the profile's folder: values for variables of the environment that are not set.
///
/// It is TOML with keys that have texts, whole numbers or booleans, without tables. The environment counts before it, and
/// options before both.
///
/// @param entries by variable
public record ConfigFile(Path path, Map<Variable, Entry> entries) {

    /// Its name in the profile's folder.
    public static final String NAME = "config.toml";

    /// In front of the name of a variable whose value came from the file, in the environment that [#over] makes.
    private static final String ORIGIN = "config.toml:";

    private static final Pattern LINE =
            Pattern.compile("\\s*([A-Za-z0-9_-]+)\\s*=\\s*(.+?)\\s*", Pattern.DOTALL);
    private static final Pattern VALUE =
            Pattern.compile(
                    "(?:\"((?:[^\"\\\\]|\\\\.)*)\"|'([^']*)'|(true|false|[0-9]{1,18}))"
                            + "\\s*(?:#.*)?");

    public ConfigFile {
        entries = Map.copyOf(entries);
    }

    /// A value and the line it stands in, from 1.
    public record Entry(String value, int line) {}

    /// Reads the file in a profile's folder; one that is not there has nothing in it.
    ///
    /// @throws CliException exit code 2 if a line is not understood; it names the line
    public static ConfigFile in(Path home) throws CliException, IOException {
        Path path = home.resolve(NAME);
        Map<Variable, Entry> entries = new LinkedHashMap<>();
        List<String> lines;
        try {
            lines = Files.readAllLines(path);
        } catch (NoSuchFileException none) {
            return new ConfigFile(path, entries);
        }
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            Matcher matcher = LINE.matcher(line);
            if (!matcher.matches()) {
                throw wrong(path, i, "\"" + line + "\" is no KEY = VALUE");
            }
            Variable variable = variable(path, i, matcher.group(1));
            if (entries.containsKey(variable)) {
                throw wrong(path, i, "\"" + variable.key() + "\" is there twice");
            }
            entries.put(variable, new Entry(value(path, i, matcher.group(2)), i + 1));
        }
        return new ConfigFile(path, entries);
    }

    private static Variable variable(Path path, int index, String key) throws CliException {
        List<String> known =
                Arrays.stream(Variable.values())
                        .map(Variable::key)
                        .filter(one -> !one.isEmpty())
                        .toList();
        for (Variable variable : Variable.values()) {
            if (variable.key().equals(key)) {
                return variable;
            }
        }
        List<String> near = Nearest.of(key, known);
        throw wrong(
                path,
                index,
                "there is no key \""
                        + key
                        + "\""
                        + (near.isEmpty()
                                ? ", known are " + String.join(", ", known)
                                : ", did you mean " + near.getFirst() + "?"));
    }

    private static String value(Path path, int index, String text) throws CliException {
        Matcher matcher = VALUE.matcher(text);
        if (!matcher.matches()) {
            throw wrong(
                    path, index, text + " is no text in quotes, no whole number, true or false");
        }
        if (matcher.group(1) != null) {
            return matcher.group(1).translateEscapes();
        }
        return matcher.group(2) != null ? matcher.group(2) : matcher.group(3);
    }

    private static CliException wrong(Path path, int index, String what) {
        return CliException.usage(
                path + ", line " + (index + 1) + ": " + what,
                "Write lines such as: format = \"json\"");
    }

    /// An environment with the file's values for what is not set in it.
    public Map<String, String> over(Map<String, String> environment) {
        Map<String, String> all = new HashMap<>(environment);
        entries.forEach((variable, entry) -> {
            if (variable.in(environment).isEmpty()) {
                all.put(variable.name(), entry.value());
                all.put(ORIGIN + variable.name(), path + ":" + entry.line());
            }
        });
        return all;
    }

    /// Where the value of a variable comes from: a file and its line, or the name of the variable; empty if it has none.
    static String origin(Map<String, String> environment, Variable variable) {
        if (variable.in(environment).isEmpty()) {
            return "";
        }
        return environment.getOrDefault(ORIGIN + variable.name(), "$" + variable.name());
    }
}
