package dev.postern.cli.output;

import dev.postern.cli.api.Answer;
import dev.postern.cli.command.CommandContext;
import dev.postern.cli.console.CliException;
import dev.postern.cli.console.SafeText;
import dev.postern.cli.console.Table;
import dev.postern.json.Json;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/// The options `-o`, `--fields`, `--sort-by`, `--limit` and `--all` of a command that lists, and what it prints in each
/// form. Used as picocli's `@Mixin`.
public final class ListOutput implements Prepared {

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            description = {
                "table, wide, json, jsonl, yaml, csv, name, jsonpath=EXPR or template=TEXT.",
                "Default: $$POSTERN_FORMAT, else table."
            })
    private @Nullable String format;

    @Option(
            names = "--fields",
            paramLabel = "A,B",
            description = "Only these fields, in this order, by their JSON names.")
    private @Nullable String fields;

    @Option(
            names = "--sort-by",
            paramLabel = "FIELD",
            description =
                    "Sort what is shown by a field; --sort-by=-FIELD or \"FIELD desc\" for"
                            + " descending.")
    private @Nullable String sortBy;

    @Mixin private final Limit limit;

    private Fields known;
    private @Nullable Other other;
    private Form form = new Form.Columns(false);
    private List<String> chosen = List.of();
    private @Nullable String sortField;
    private boolean descending;

    /// Shows all items if nothing else is said.
    ///
    /// @param known the fields of an item
    public ListOutput(Fields known) {
        this(known, Limit.ALL);
    }

    /// @param preset how many items are shown if nothing is said
    public ListOutput(Fields known, int preset) {
        this.known = known;
        this.limit = new Limit(preset);
    }

    /// Items of another kind, which an option asks for.
    ///
    /// @param option  as it is written
    /// @param isAsked whether it was given; asked once the command line is read
    public record Other(String option, Fields fields, BooleanSupplier isAsked) {}

    /// The same, which lists items of another kind if an option asks for them.
    public ListOutput or(Other another) {
        this.other = another;
        return this;
    }

    /// What the list is of if an option asks for it, or null.
    public @Nullable Other other() {
        return other;
    }

    @Override
    public void prepare(Map<String, String> environment) throws CliException {
        if (other != null && other.isAsked().getAsBoolean()) {
            known = other.fields();
        }
        limit.prepare(environment);
        form = ObjectOutput.form(format, environment);
        String named = fields;
        chosen = named == null ? List.of() : known.chosen("--fields", named);
        String order = sortBy == null ? "" : sortBy.strip();
        if (!order.isEmpty()) {
            String[] words = order.split("\\s+", 2);
            String direction = words.length == 1 ? "asc" : words[1].toLowerCase(Locale.ROOT);
            descending = words[0].startsWith("-") || direction.equals("desc");
            if (!direction.equals("asc") && !direction.equals("desc")) {
                throw CliException.usage(
                        "--sort-by: \"" + words[1] + "\" is no direction", "Write asc or desc.");
            }
            sortField =
                    known.checked(
                            "--sort-by",
                            words[0].startsWith("-") ? words[0].substring(1) : words[0]);
        }
    }

    /// The fields of an item.
    public Fields fields() {
        return known;
    }

    /// How many items are wanted at most, from 1; [Limit#ALL] for all.
    public int limit() {
        return limit.number();
    }

    /// Whether people want all columns.
    public boolean isWide() {
        return form instanceof Form.Columns columns && columns.wide();
    }

    /// Whether people read it, rather than programs.
    public boolean isForPeople() {
        return form.isForPeople();
    }

    /// Prints the API's list to standard output, and to standard error that it is not all, if the answer's `total` says
    /// so.
    ///
    /// @param answer what the API answered; its field `items` is the list
    /// @param table  the items in columns; asked only if they are wanted
    /// @param name   what identifies an item on the command line
    /// @return how many items were printed
    public int print(
            CommandContext context,
            Map<String, @Nullable Object> answer,
            Function<List<Map<String, @Nullable Object>>, Table> table,
            Function<Map<String, @Nullable Object>, String> name) {
        return printText(
                context,
                answer,
                items ->
                        table.apply(items).fitted(isWide() ? Limit.ALL : Terminal.columns(context)),
                name);
    }

    /// As [#print], or [#printNews] if something was seen before.
    ///
    /// @param seen null to print everything
    /// @return how many items there were
    public int print(
            CommandContext context,
            Map<String, @Nullable Object> answer,
            Function<List<Map<String, @Nullable Object>>, Table> table,
            Function<Map<String, @Nullable Object>, String> name,
            @Nullable Seen seen) {
        if (seen == null) {
            return print(context, answer, table, name);
        }
        printNews(context, answer, table, name, seen);
        return Answer.objects(answer, "items").size();
    }

    /// Prints those items alone that are new or changed since the last time, a line each: `json` is `jsonl`, and paths and
    /// templates are of the document of these items.
    ///
    /// @param seen what was printed before
    private void printNews(
            CommandContext context,
            Map<String, @Nullable Object> answer,
            Function<List<Map<String, @Nullable Object>>, Table> table,
            Function<Map<String, @Nullable Object>, String> name,
            Seen seen) {
        List<Map<String, @Nullable Object>> all = Answer.objects(answer, "items");
        List<Map<String, @Nullable Object>> news = new ArrayList<>();
        for (Map<String, @Nullable Object> item : sorted(all)) {
            if (news.size() < limit.number()
                    && seen.isNews(
                            name.apply(item), chosen.isEmpty() ? item : Items.only(item, chosen))) {
                news.add(item);
            }
        }
        if (news.isEmpty()) {
            return;
        }
        boolean isFirst = !seen.hasBegun();
        String text =
                form instanceof Form.Document
                        ? Printer.lines(Items.only(news, chosen))
                        : text(
                                context,
                                Map.of("items", news),
                                news,
                                items -> table.apply(items).toString(),
                                name);
        boolean hasHeadings = form instanceof Form.Columns || form instanceof Form.Csv;
        String begin = form instanceof Form.YamlDocument ? "---\n" : "";
        context.console()
                .out()
                .print(
                        begin
                                + (hasHeadings && !isFirst
                                        ? text.substring(text.indexOf('\n') + 1)
                                        : text));
    }

    private List<Map<String, @Nullable Object>> sorted(List<Map<String, @Nullable Object>> items) {
        String field = sortField;
        return field == null ? items : Items.sorted(items, field, descending);
    }

    /// As [#print], with a text for people instead of a table.
    ///
    /// @param forPeople harmless and with line feeds
    public int printText(
            CommandContext context,
            Map<String, @Nullable Object> answer,
            Function<List<Map<String, @Nullable Object>>, String> forPeople,
            Function<Map<String, @Nullable Object>, String> name) {
        List<Map<String, @Nullable Object>> all = Answer.objects(answer, "items");
        List<Map<String, @Nullable Object>> sorted = sorted(all);
        List<Map<String, @Nullable Object>> items =
                sorted.size() > limit.number() ? sorted.subList(0, limit.number()) : sorted;
        context.console().out().print(text(context, answer, items, forPeople, name));
        Limit.note(
                context,
                items.size(),
                Math.max(all.size(), Answer.number(answer, "total")),
                !Boolean.FALSE.equals(answer.get("totalIsExact")));
        return items.size();
    }

    private String text(
            CommandContext context,
            Map<String, @Nullable Object> answer,
            List<Map<String, @Nullable Object>> items,
            Function<List<Map<String, @Nullable Object>>, String> forPeople,
            Function<Map<String, @Nullable Object>, String> name) {
        List<Map<String, @Nullable Object>> shown = Items.only(items, chosen);
        return switch (form) {
            case Form.Columns columns -> {
                String table =
                        chosen.isEmpty()
                                ? forPeople.apply(items)
                                : Printer.table(items, chosen, context.times())
                                        .fitted(
                                                columns.wide()
                                                        ? Limit.ALL
                                                        : Terminal.columns(context));
                yield table + context.times().legend();
            }
            case Form.Document document -> Json.write(document(answer, shown)) + "\n";
            case Form.Lines lines -> Printer.lines(shown);
            case Form.YamlDocument yaml -> Yaml.write(document(answer, shown));
            case Form.Csv csv -> Printer.csv(items, chosen.isEmpty() ? known.columns() : chosen);
            case Form.Names names -> {
                StringBuilder lines = new StringBuilder();
                for (Map<String, @Nullable Object> item : items) {
                    lines.append(SafeText.line(name.apply(item))).append('\n');
                }
                yield lines.toString();
            }
            case Form.Path path -> Printer.text(path.path().apply(document(answer, shown)));
            case Form.Text text -> Printer.text(text.template().apply(document(answer, shown)));
        };
    }

    private static Map<String, @Nullable Object> document(
            Map<String, @Nullable Object> answer, List<Map<String, @Nullable Object>> items) {
        Map<String, @Nullable Object> document = new LinkedHashMap<>(Printer.document(answer));
        document.put("items", items);
        return document;
    }

    /// Prints one item alone, which was made or changed.
    ///
    /// @param name     what identifies it on the command line
    /// @param sentence what people read
    public void printOne(
            CommandContext context,
            Map<String, @Nullable Object> item,
            String name,
            String sentence) {
        ObjectOutput.print(
                context, form, chosen, known, item, name, () -> SafeText.line(sentence) + "\n");
    }
}
