package dev.postern.cli.output;

import dev.postern.cli.command.CommandContext;
import dev.postern.cli.console.CliException;
import dev.postern.cli.console.SafeText;
import dev.postern.json.Json;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Option;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/// The options `-o` and `--fields` of a command that prints items as they come, and what it prints of each. Used as
/// picocli's `@Mixin`.
///
/// There is no end, so there is no one document: `json` is `jsonl`, each item is a YAML document of its own, and paths and
/// templates are of the item.
public final class LineOutput implements Prepared {

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            description = {
                "table, jsonl, yaml, csv, name, jsonpath=EXPR or template=TEXT, of each item.",
                "Default: $$POSTERN_FORMAT, else table."
            })
    private @Nullable String format;

    @Option(
            names = "--fields",
            paramLabel = "A,B",
            description = "Only these fields, in this order, by their JSON names.")
    private @Nullable String fields;

    private final Fields known;
    private Form form = new Form.Columns(false);
    private List<String> chosen = List.of();
    private boolean hasBegun;

    /// @param known the fields of an item
    public LineOutput(Fields known) {
        this.known = known;
    }

    @Override
    public void prepare(Map<String, String> environment) throws CliException {
        form = ObjectOutput.form(format, environment);
        String named = fields;
        chosen = named == null ? List.of() : known.chosen("--fields", named);
    }

    /// The fields of an item.
    public Fields fields() {
        return known;
    }

    /// Prints the next item to standard output, and lets it go.
    ///
    /// @param name      what identifies it on the command line
    /// @param forPeople what people read, harmless and with a line feed; asked only if it is wanted
    public void print(
            CommandContext context,
            Map<String, @Nullable Object> item,
            String name,
            Supplier<String> forPeople) {
        Map<String, @Nullable Object> shown = chosen.isEmpty() ? item : Items.only(item, chosen);
        List<String> columns = chosen.isEmpty() ? known.columns() : chosen;
        String text =
                switch (form) {
                    case Form.Columns wide ->
                            (hasBegun ? "" : context.times().heading())
                                    + (chosen.isEmpty() ? forPeople.get() : cells(context, item));
                    case Form.Document document -> Json.write(shown) + "\n";
                    case Form.Lines lines -> Json.write(shown) + "\n";
                    case Form.YamlDocument yaml -> "---\n" + Yaml.write(shown);
                    case Form.Csv csv ->
                            (hasBegun ? "" : Printer.csvNames(columns))
                                    + Printer.csvLine(item, columns);
                    case Form.Names names -> SafeText.line(name) + "\n";
                    case Form.Path path -> Printer.text(path.path().apply(shown));
                    case Form.Text template -> Printer.text(template.template().apply(shown));
                };
        hasBegun = true;
        context.console().out().print(text);
        context.console().out().flush();
    }

    private String cells(CommandContext context, Map<String, @Nullable Object> item) {
        List<String> cells = new ArrayList<>();
        for (String field : chosen) {
            cells.add(Printer.cell(item, field, context.times()));
        }
        return SafeText.line(String.join("  ", cells)) + "\n";
    }
}
