package dev.postern.cli.command;

import dev.postern.cli.console.OutputFormat;
import dev.postern.cli.console.SafeText;
import dev.postern.cli.console.Table;
import dev.postern.json.Json;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Option;

import java.util.Map;
import java.util.function.Supplier;

/// The option `-o` of a command that makes or changes one thing, and what it prints in each form. Used as picocli's
/// `@Mixin`.
public final class ObjectOutput {

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            description = "table, json or name.")
    private OutputFormat format = OutputFormat.table;

    /// Whether people read it, rather than programs.
    public boolean isForPeople() {
        return format == OutputFormat.table || format == OutputFormat.wide;
    }

    /// Prints the API's object to standard output.
    ///
    /// @param name     what identifies it on the command line
    /// @param sentence what people read
    public void print(
            CommandContext context,
            Map<String, @Nullable Object> object,
            String name,
            String sentence) {
        print(context, format, object, name, () -> SafeText.line(sentence) + "\n");
    }

    /// Prints the API's object to standard output.
    ///
    /// @param name  what identifies it on the command line
    /// @param facts what people read
    public void print(
            CommandContext context,
            Map<String, @Nullable Object> object,
            String name,
            Table facts) {
        print(context, format, object, name, facts::toString);
    }

    static void print(
            CommandContext context,
            OutputFormat format,
            Map<String, @Nullable Object> object,
            String name,
            Supplier<String> forPeople) {
        context.console()
                .out()
                .print(
                        switch (format) {
                            case json, jsonl -> Json.write(object) + "\n";
                            case name -> SafeText.line(name) + "\n";
                            case table, wide -> forPeople.get();
                        });
    }
}
