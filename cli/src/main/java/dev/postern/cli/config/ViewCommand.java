package dev.postern.cli.config;

import dev.postern.cli.api.Answer;
import dev.postern.cli.command.CommandContext;
import dev.postern.cli.command.Verb;
import dev.postern.cli.console.CliException;
import dev.postern.cli.console.ExitCode;
import dev.postern.cli.console.Table;
import dev.postern.cli.console.Variable;
import dev.postern.cli.output.ApiFields;
import dev.postern.cli.output.ListOutput;
import dev.postern.cli.profile.SavedLogin;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// `postern config view`.
@Command(
        name = "view",
        mixinStandardHelpOptions = true,
        description = "Show the values that count where no option says another.",
        footer = {"", "Example: postern config view --origin"})
final class ViewCommand implements Verb {

    private final CommandContext context;

    @Option(names = "--origin", description = "Show where each value comes from, too.")
    private boolean origin;

    @Mixin private ListOutput output = new ListOutput(ApiFields.CONFIGURED);

    ViewCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public ExitCode run() throws CliException, IOException {
        List<Map<String, @Nullable Object>> items = new ArrayList<>();
        for (Variable variable : Variable.values()) {
            if (variable.key().isEmpty()) {
                continue;
            }
            String value = variable.in(context.environment());
            String from = ConfigFile.origin(context.environment(), variable);
            if (value.isEmpty() && variable == Variable.POSTERN_PROXY) {
                value = context.profile().login().map(SavedLogin::proxy).orElse("");
                from = value.isEmpty() ? "" : "login";
            }
            Map<String, @Nullable Object> item = new LinkedHashMap<>();
            item.put("key", variable.key());
            item.put("value", value.isEmpty() ? null : value);
            item.put("origin", from.isEmpty() ? "default" : from);
            item.put("variable", variable.name());
            items.add(item);
        }
        Map<String, @Nullable Object> answer = new LinkedHashMap<>();
        answer.put("items", items);
        output.print(context, answer, this::table, item -> Answer.text(item, "key"));
        return ExitCode.SUCCESS;
    }

    private Table table(List<Map<String, @Nullable Object>> items) {
        boolean wide = origin || output.isWide();
        Table table = wide ? new Table("KEY", "VALUE", "ORIGIN") : new Table("KEY", "VALUE");
        for (Map<String, @Nullable Object> item : items) {
            String key = Answer.text(item, "key");
            String value = Answer.text(item, "value");
            if (wide) {
                table.row(key, value, Answer.text(item, "origin"));
            } else {
                table.row(key, value);
            }
        }
        return table;
    }
}
