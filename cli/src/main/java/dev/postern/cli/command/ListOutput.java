package dev.postern.cli.command;

import dev.postern.cli.api.Answer;
import dev.postern.cli.console.OutputFormat;
import dev.postern.cli.console.SafeText;
import dev.postern.cli.console.Table;
import dev.postern.json.Json;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Option;

import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/// The option `-o` of a command that lists, and what it prints in each form. Used as picocli's `@Mixin`.
public final class ListOutput {

    private static final int SCHEMA_VERSION = 1;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            description = "table, wide, json, jsonl or name.")
    private OutputFormat format = OutputFormat.table;

    /// Whether people want all columns.
    public boolean isWide() {
        return format == OutputFormat.wide;
    }

    /// Prints the API's list to standard output.
    ///
    /// @param answer what the API answered; its field `items` is the list
    /// @param table  the items in columns; asked only if they are wanted
    /// @param name   what identifies an item on the command line
    /// @return how many items there are
    public int print(
            CommandContext context,
            Map<String, @Nullable Object> answer,
            Function<List<Map<String, @Nullable Object>>, Table> table,
            Function<Map<String, @Nullable Object>, String> name) {
        List<Map<String, @Nullable Object>> items = Answer.objects(answer, "items");
        PrintStream out = context.console().out();
        switch (format) {
            case table, wide -> out.print(table.apply(items));
            case json -> out.println(Json.write(document(answer)));
            case jsonl -> items.forEach(item -> out.println(Json.write(item)));
            case name -> {
                for (Map<String, @Nullable Object> item : items) {
                    out.println(SafeText.line(name.apply(item)));
                }
            }
        }
        return items.size();
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
        ObjectOutput.print(context, format, item, name, () -> SafeText.line(sentence) + "\n");
    }

    /// The one JSON document of a command, which tells the version of its shape first.
    public static Map<String, @Nullable Object> document(Map<String, @Nullable Object> answer) {
        Map<String, @Nullable Object> document = new LinkedHashMap<>();
        document.put("schemaVersion", SCHEMA_VERSION);
        document.putAll(answer);
        return document;
    }
}
