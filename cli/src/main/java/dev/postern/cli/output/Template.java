package dev.postern.cli.output;

import dev.postern.cli.console.CliException;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// A small part of Go's templates.
///
/// | part | what |
/// | --- | --- |
/// | `{{.id}}` `{{.person.email}}` | the value; what is missing is nothing |
/// | `{{.}}` `{{$}}` `{{$.total}}` | the item itself; the document |
/// | `{{range .items}}…{{end}}` | the parts between for each item of a list, or value of an object |
/// | `{{range .items}}…{{else}}…{{end}}` | the second part if there is none |
/// | `{{if .error}}…{{else}}…{{end}}` | as in Go: null, false, 0 and what is empty are false |
/// | `{{len .items}}` | how many |
/// | `{{"\t"}}` | the text in quotes |
/// | `\n` `\t` `\\` | outside of braces: a line feed, a tab, a backslash |
final class Template {

    private final List<Part> parts;

    private Template(List<Part> parts) {
        this.parts = parts;
    }

    private sealed interface Part {}

    private record Literal(String text) implements Part {}

    private record Value(Path path) implements Part {}

    private record Length(Path path) implements Part {}

    private record Range(Path path, List<Part> inner, List<Part> otherwise) implements Part {}

    private record If(Path path, List<Part> inner, List<Part> otherwise) implements Part {}

    private record Path(boolean ofDocument, List<String> names) {}

    /// What ended a run of parts.
    private enum End {
        TEXT,
        ELSE,
        END
    }

    /// @throws CliException exit code 2 naming the character where it cannot be understood
    static Template parse(String text) throws CliException {
        PatternText in = new PatternText("template", text);
        List<Part> parts = new ArrayList<>();
        End end = parts(in, parts);
        if (end != End.TEXT) {
            throw in.refusal(
                    Math.max(0, in.position() - 2),
                    "{{" + (end == End.ELSE ? "else" : "end") + "}} without {{range}} or {{if}}");
        }
        return new Template(parts);
    }

    private static End parts(PatternText in, List<Part> parts) throws CliException {
        StringBuilder literal = new StringBuilder();
        while (!in.isAtEnd()) {
            if (!in.startsWith("{{")) {
                char c = in.next();
                literal.append(c == '\\' && !in.isAtEnd() ? escaped(in) : String.valueOf(c));
                continue;
            }
            if (!literal.isEmpty()) {
                parts.add(new Literal(literal.toString()));
                literal.setLength(0);
            }
            int braces = in.position();
            in.take("{{");
            in.spaces();
            if (word(in, "end")) {
                close(in, braces);
                return End.END;
            }
            if (word(in, "else")) {
                close(in, braces);
                return End.ELSE;
            }
            parts.add(action(in, braces));
        }
        if (!literal.isEmpty()) {
            parts.add(new Literal(literal.toString()));
        }
        return End.TEXT;
    }

    private static String escaped(PatternText in) {
        char c = in.next();
        return switch (c) {
            case 'n' -> "\n";
            case 't' -> "\t";
            case '\\' -> "\\";
            default -> "\\" + c;
        };
    }

    private static Part action(PatternText in, int braces) throws CliException {
        boolean isRange = word(in, "range");
        if (isRange || word(in, "if")) {
            in.spaces();
            Path path = path(in);
            close(in, braces);
            List<Part> inner = new ArrayList<>();
            List<Part> otherwise = new ArrayList<>();
            End end = parts(in, inner);
            if (end == End.ELSE) {
                end = parts(in, otherwise);
            }
            if (end != End.END) {
                throw in.refusal(
                        braces, "this {{" + (isRange ? "range" : "if") + "}} has no {{end}}");
            }
            return isRange ? new Range(path, inner, otherwise) : new If(path, inner, otherwise);
        }
        Part part;
        if (word(in, "len")) {
            in.spaces();
            part = new Length(path(in));
        } else {
            part = in.peek() == '"' ? new Literal(in.quoted()) : new Value(path(in));
        }
        close(in, braces);
        return part;
    }

    /// Passes over `word` if it is next and ends there.
    private static boolean word(PatternText in, String word) {
        return in.take(word + " ") || (in.startsWith(word + "}}") && in.take(word));
    }

    private static void close(PatternText in, int braces) throws CliException {
        in.spaces();
        if (in.isAtEnd()) {
            throw in.refusal(braces, "these {{ have no }}");
        }
        if (!in.take("}}")) {
            throw in.refusal("}} was expected, not \"" + in.peek() + "\"");
        }
    }

    private static Path path(PatternText in) throws CliException {
        boolean ofDocument = in.take("$");
        if (!ofDocument && in.peek() != '.') {
            throw in.refusal("a field begins with a dot, such as .id");
        }
        List<String> names = new ArrayList<>();
        while (in.take(".")) {
            String name = in.name();
            if (!name.isEmpty()) {
                names.add(name);
            } else if (ofDocument || !names.isEmpty()) {
                throw in.refusal("a name is missing behind the dot");
            }
        }
        return new Path(ofDocument, names);
    }

    /// What the document gives.
    String apply(Map<String, @Nullable Object> document) {
        StringBuilder out = new StringBuilder();
        append(out, parts, document, document);
        return out.toString();
    }

    private static void append(
            StringBuilder out, List<Part> parts, @Nullable Object document, @Nullable Object item) {
        for (Part part : parts) {
            switch (part) {
                case Literal literal -> out.append(literal.text());
                case Value value -> out.append(Items.text(find(value.path(), document, item)));
                case Length length -> out.append(length(find(length.path(), document, item)));
                case Range range -> {
                    List<?> list = list(find(range.path(), document, item));
                    list.forEach(one -> append(out, range.inner(), document, one));
                    if (list.isEmpty()) {
                        append(out, range.otherwise(), document, item);
                    }
                }
                case If choice ->
                        append(
                                out,
                                isTrue(find(choice.path(), document, item))
                                        ? choice.inner()
                                        : choice.otherwise(),
                                document,
                                item);
            }
        }
    }

    private static @Nullable Object find(
            Path path, @Nullable Object document, @Nullable Object item) {
        Object value = path.ofDocument() ? document : item;
        for (String name : path.names()) {
            value = value instanceof Map<?, ?> object ? object.get(name) : null;
        }
        return value;
    }

    private static List<?> list(@Nullable Object value) {
        return switch (value) {
            case List<?> list -> list;
            case Map<?, ?> object -> new ArrayList<>(object.values());
            case null, default -> List.of();
        };
    }

    private static int length(@Nullable Object value) {
        return value instanceof String text
                ? text.codePointCount(0, text.length())
                : list(value).size();
    }

    private static boolean isTrue(@Nullable Object value) {
        return switch (value) {
            case null -> false;
            case Boolean flag -> flag;
            case Number number -> number.doubleValue() != 0;
            default -> length(value) > 0;
        };
    }
}
