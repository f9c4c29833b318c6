package dev.postern.cli.output;

import dev.postern.cli.console.CliException;
import dev.postern.cli.console.ExitCode;
import dev.postern.cli.console.Nearest;

import java.util.List;
import java.util.Locale;

/// What `-o` chooses between.
sealed interface Form {

    /// The words of `-o`, for messages and completion.
    List<String> WORDS =
            List.of(
                    "table",
                    "wide",
                    "json",
                    "jsonl",
                    "yaml",
                    "csv",
                    "name",
                    "jsonpath=",
                    "template=");

    /// Columns for people; all of them, and uncut, if it is wide.
    record Columns(boolean wide) implements Form {}

    /// One JSON document.
    record Document() implements Form {}

    /// One JSON object a line.
    record Lines() implements Form {}

    /// One YAML document.
    record YamlDocument() implements Form {}

    /// RFC 4180 with a line of names.
    record Csv() implements Form {}

    /// Only what identifies an item on the command line, one a line.
    record Names() implements Form {}

    /// What a JSONPath finds in the document.
    record Path(JsonPath path) implements Form {}

    /// A text with fields of the document.
    record Text(Template template) implements Form {}

    /// The form that a word names.
    ///
    /// @param source what it was given by, for the refusal: `-o` or a variable
    /// @throws CliException exit code 2 if it is none
    static Form parse(String source, String word) throws CliException {
        int equals = word.indexOf('=');
        String head = equals < 0 ? word : word.substring(0, equals);
        String rest = equals < 0 ? "" : word.substring(equals + 1);
        String name = head.toLowerCase(Locale.ROOT) + (equals < 0 ? "" : "=");
        return switch (name) {
            case "table" -> new Columns(false);
            case "wide" -> new Columns(true);
            case "json" -> new Document();
            case "jsonl" -> new Lines();
            case "yaml" -> new YamlDocument();
            case "csv" -> new Csv();
            case "name" -> new Names();
            case "jsonpath=" -> new Path(JsonPath.parse(rest));
            case "template=" -> new Text(Template.parse(rest));
            default -> throw unknown(source, word, name);
        };
    }

    private static CliException unknown(String source, String word, String name) {
        List<String> near = Nearest.of(name, WORDS);
        return new CliException(
                ExitCode.USAGE,
                "unknown_format",
                source
                        + ": there is no format \""
                        + word
                        + "\""
                        + (near.isEmpty() ? "" : ", did you mean " + near.getFirst() + "?"),
                "Formats: table, wide, json, jsonl, yaml, csv, name, jsonpath=EXPR,"
                        + " template=TEXT.");
    }

    /// Whether people read it.
    default boolean isForPeople() {
        return this instanceof Columns;
    }
}
