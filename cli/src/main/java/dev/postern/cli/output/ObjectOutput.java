package dev.postern.cli.output;

import dev.postern.cli.command.CommandContext;
import dev.postern.cli.console.CliException;
import dev.postern.cli.console.SafeText;
import dev.postern.cli.console.Table;
import dev.postern.json.Json;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Option;

import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/// The options `-o` and `--fields` of a command that shows, makes or changes one thing, and what it prints in each form.
/// Used as picocli's `@Mixin`.
public final class ObjectOutput implements Prepared {

    /// The variable that gives the form where `-o` does not.
    public static final String VARIABLE = "POSTERN_FORMAT";

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

    private final Fields known;
    private Form form = new Form.Columns(false);
    private List<String> chosen = List.of();

    /// @param known the fields of the thing
    public ObjectOutput(Fields known) {
        this.known = known;
    }

    @Override
    public void prepare(Map<String, String> environment) throws CliException {
        form = form(format, environment);
        String named = fields;
        chosen = named == null ? List.of() : known.chosen("--fields", named);
    }

    /// What `-o` says, or else the environment.
    static Form form(@Nullable String format, Map<String, String> environment) throws CliException {
        if (format != null) {
            return Form.parse("-o", format);
        }
        String preset = environment.getOrDefault(VARIABLE, "");
        return preset.isEmpty() ? new Form.Columns(false) : Form.parse(VARIABLE, preset);
    }

    /// The fields that it prints.
    public Fields fields() {
        return known;
    }

    /// Whether people read it, rather than programs.
    public boolean isForPeople() {
        return form.isForPeople();
    }

    /// Prints an object to standard output.
    ///
    /// @param name     what identifies it on the command line
    /// @param sentence what people read
    public void print(
            CommandContext context,
            Map<String, @Nullable Object> object,
            String name,
            String sentence) {
        print(context, object, name, () -> SafeText.line(sentence) + "\n");
    }

    /// Prints an object to standard output.
    ///
    /// @param name  what identifies it on the command line
    /// @param facts what people read
    public void print(
            CommandContext context,
            Map<String, @Nullable Object> object,
            String name,
            Table facts) {
        print(context, object, name, facts::toString);
    }

    /// Prints an object to standard output.
    ///
    /// @param name      what identifies it on the command line
    /// @param forPeople what people read, harmless and with line feeds; asked only if it is wanted
    public void print(
            CommandContext context,
            Map<String, @Nullable Object> object,
            String name,
            Supplier<String> forPeople) {
        print(context, form, chosen, known, object, name, forPeople);
    }

    static void print(
            CommandContext context,
            Form form,
            List<String> chosen,
            Fields known,
            Map<String, @Nullable Object> object,
            String name,
            Supplier<String> forPeople) {
        Map<String, @Nullable Object> shown =
                chosen.isEmpty() ? object : Items.only(object, chosen);
        int width =
                form instanceof Form.Columns columns && columns.wide()
                        ? Limit.ALL
                        : Terminal.columns(context);
        String text =
                switch (form) {
                    case Form.Columns columns -> {
                        String facts =
                                chosen.isEmpty()
                                        ? forPeople.get()
                                        : Printer.facts(object, chosen, context.times())
                                                .fitted(width);
                        yield facts + context.times().legend();
                    }
                    case Form.Document document -> Json.write(Printer.document(shown)) + "\n";
                    case Form.Lines lines -> Json.write(Printer.document(shown)) + "\n";
                    case Form.YamlDocument yaml -> Yaml.write(Printer.document(shown));
                    case Form.Csv csv ->
                            Printer.csv(
                                    List.of(object), chosen.isEmpty() ? known.columns() : chosen);
                    case Form.Names names -> SafeText.line(name) + "\n";
                    case Form.Path path -> Printer.text(path.path().apply(Printer.document(shown)));
                    case Form.Text template ->
                            Printer.text(template.template().apply(Printer.document(shown)));
                };
        context.console().out().print(text);
    }
}
