package dev.postern.cli.output;

import dev.postern.cli.console.CliException;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// A text with JSONPath in braces, as `kubectl -o jsonpath` has it.
///
/// | part | what |
/// | --- | --- |
/// | `{.items[*].id}` | values, with a space between several; what is missing is nothing |
/// | `.name` `['name']` | a member; on a list, that of each item |
/// | `[0]` `[-1]` `[1:3]` | an item from 0, from the end, from one to before another |
/// | `[*]` `.*` | all items of a list or members of an object |
/// | `$` `@` | the document, and within a range its item |
/// | `{range .items[*]}…{end}` | the parts between for each value |
/// | `{"\n"}` | the text in quotes |
///
/// Filters, recursion (`..`) and unions are not part of it. A text that begins with `.` or `$` may stand without braces.
final class JsonPath {

    private final List<Part> parts;

    private JsonPath(List<Part> parts) {
        this.parts = parts;
    }

    private sealed interface Part {}

    private record Literal(String text) implements Part {}

    private record Values(boolean ofDocument, List<Step> steps) implements Part {}

    private record Range(Values values, List<Part> inner) implements Part {}

    private sealed interface Step {}

    private record Member(String name) implements Step {}

    /// From `from` to before `to`; below 0 counted from the end; null is the end.
    private record Slice(int from, @Nullable Integer to) implements Step {}

    private record Item(int index) implements Step {}

    private enum All implements Step {
        ALL
    }

    /// @throws CliException exit code 2 naming the character where it cannot be understood
    static JsonPath parse(String text) throws CliException {
        PatternText in = new PatternText("jsonpath", text);
        if (in.startsWith(".") || in.startsWith("$")) {
            Values values = values(in);
            if (!in.isAtEnd()) {
                throw in.refusal("a member or the end was expected, not \"" + in.peek() + "\"");
            }
            return new JsonPath(List.of(values));
        }
        List<Part> parts = parts(in, false);
        if (parts.stream().allMatch(part -> part instanceof Literal)) {
            throw in.refusal(0, "there is no {.path} in \"" + text + "\"");
        }
        return new JsonPath(parts);
    }

    private static List<Part> parts(PatternText in, boolean inRange) throws CliException {
        List<Part> parts = new ArrayList<>();
        StringBuilder literal = new StringBuilder();
        while (!in.isAtEnd()) {
            if (in.peek() != '{') {
                literal.append(in.next());
                continue;
            }
            if (!literal.isEmpty()) {
                parts.add(new Literal(literal.toString()));
                literal.setLength(0);
            }
            int brace = in.position();
            in.next();
            in.spaces();
            if (in.take("end")) {
                if (!inRange) {
                    throw in.refusal(brace, "{end} without {range}");
                }
                close(in, brace);
                return parts;
            }
            parts.add(part(in, brace));
        }
        if (inRange) {
            throw in.refusal("{range} without {end}");
        }
        if (!literal.isEmpty()) {
            parts.add(new Literal(literal.toString()));
        }
        return parts;
    }

    private static Part part(PatternText in, int brace) throws CliException {
        if (in.take("range ")) {
            in.spaces();
            Values values = values(in);
            close(in, brace);
            return new Range(values, parts(in, true));
        }
        Part part = in.peek() == '"' || in.peek() == '\'' ? new Literal(in.quoted()) : values(in);
        close(in, brace);
        return part;
    }

    private static void close(PatternText in, int brace) throws CliException {
        in.spaces();
        if (in.isAtEnd()) {
            throw in.refusal(brace, "this { has no }");
        }
        if (in.peek() != '}') {
            throw in.refusal("} was expected, not \"" + in.peek() + "\"");
        }
        in.next();
    }

    private static Values values(PatternText in) throws CliException {
        boolean ofDocument = in.take("$");
        if (!ofDocument) {
            boolean ofItem = in.take("@");
            if (!ofItem && in.peek() != '.' && in.peek() != '[') {
                throw in.refusal("a path begins with a dot, such as .items");
            }
        }
        List<Step> steps = new ArrayList<>();
        while (in.peek() == '.' || in.peek() == '[') {
            if (in.peek() == '[') {
                steps.add(bracket(in));
                continue;
            }
            in.next();
            if (in.peek() == '.') {
                throw in.refusal("recursion (..) is not part of it");
            }
            if (in.take("*")) {
                steps.add(All.ALL);
                continue;
            }
            String name = in.name();
            if (!name.isEmpty()) {
                steps.add(new Member(name));
            } else if (!steps.isEmpty()) {
                throw in.refusal("a name is missing behind the dot");
            }
        }
        return new Values(ofDocument, steps);
    }

    private static Step bracket(PatternText in) throws CliException {
        int open = in.position();
        in.next();
        Step step;
        if (in.take("*")) {
            step = All.ALL;
        } else if (in.peek() == '\'' || in.peek() == '"') {
            step = new Member(in.quoted());
        } else if (in.peek() == '?') {
            throw in.refusal("filters are not part of it: use the command's own, or jq");
        } else {
            step = index(in);
        }
        if (in.isAtEnd()) {
            throw in.refusal(open, "this [ has no ]");
        }
        if (!in.take("]")) {
            throw in.refusal("] was expected, not \"" + in.peek() + "\"");
        }
        return step;
    }

    private static Step index(PatternText in) throws CliException {
        Integer from = in.peek() == ':' ? Integer.valueOf(0) : number(in);
        if (!in.take(":")) {
            return new Item(from);
        }
        return new Slice(from, in.peek() == ']' ? null : number(in));
    }

    private static Integer number(PatternText in) throws CliException {
        int from = in.position();
        String digits = in.name();
        if (!digits.matches("-?[0-9]{1,9}")) {
            throw in.refusal(from, "a number, * or a name in quotes was expected");
        }
        return Integer.valueOf(digits);
    }

    /// What the document gives.
    String apply(Map<String, @Nullable Object> document) {
        StringBuilder out = new StringBuilder();
        parts.forEach(part -> append(out, part, document, document));
        return out.toString();
    }

    private static void append(
            StringBuilder out, Part part, @Nullable Object document, @Nullable Object item) {
        switch (part) {
            case Literal literal -> out.append(literal.text());
            case Values values ->
                    out.append(
                            find(values, document, item).stream()
                                    .map(Items::text)
                                    .collect(Collectors.joining(" ")));
            case Range range -> {
                for (Object one : find(range.values(), document, item)) {
                    range.inner().forEach(inner -> append(out, inner, document, one));
                }
            }
        }
    }

    private static List<@Nullable Object> find(
            Values values, @Nullable Object document, @Nullable Object item) {
        List<@Nullable Object> found = new ArrayList<>();
        found.add(values.ofDocument() ? document : item);
        for (Step step : values.steps()) {
            List<@Nullable Object> next = new ArrayList<>();
            found.forEach(value -> step(step, value, next));
            found = next;
        }
        return found;
    }

    private static void step(Step step, @Nullable Object value, List<@Nullable Object> next) {
        switch (step) {
            case Member member -> {
                if (value instanceof Map<?, ?> object && object.containsKey(member.name())) {
                    next.add(object.get(member.name()));
                } else if (value instanceof List<?> list) {
                    list.stream().filter(e -> e instanceof Map).forEach(e -> step(member, e, next));
                }
            }
            case All all -> {
                if (value instanceof Map<?, ?> object) {
                    next.addAll(object.values());
                } else if (value instanceof List<?> list) {
                    next.addAll(list);
                }
            }
            case Item item -> {
                if (value instanceof List<?> list) {
                    int index = item.index() < 0 ? list.size() + item.index() : item.index();
                    if (index >= 0 && index < list.size()) {
                        next.add(list.get(index));
                    }
                }
            }
            case Slice slice -> {
                if (value instanceof List<?> list) {
                    Integer end = slice.to();
                    int from = place(slice.from(), list.size());
                    int to = end == null ? list.size() : place(end, list.size());
                    next.addAll(list.subList(from, Math.max(from, to)));
                }
            }
        }
    }

    private static int place(int index, int size) {
        return Math.clamp(index < 0 ? size + index : index, 0, size);
    }
}
