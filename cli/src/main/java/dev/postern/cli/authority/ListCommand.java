package dev.postern.cli.authority;

import dev.postern.cli.api.Answer;
import dev.postern.cli.command.CommandContext;
import dev.postern.cli.command.Verb;
import dev.postern.cli.console.CliException;
import dev.postern.cli.console.ExitCode;
import dev.postern.cli.console.Table;
import dev.postern.cli.console.Times;
import dev.postern.cli.output.ApiFields;
import dev.postern.cli.output.ListOutput;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

import java.io.IOException;
import java.util.List;
import java.util.Map;

/// `postern authority ls`.
@Command(
        name = "ls",
        mixinStandardHelpOptions = true,
        description = "List the authorities, how far their rotation is, and when they end.",
        footer = {"", "Example: postern authority ls -o json"})
final class ListCommand implements Verb {

    private final CommandContext context;

    @Mixin private ListOutput output = new ListOutput(ApiFields.AUTHORITY);

    ListCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public ExitCode run() throws CliException, IOException {
        Map<String, @Nullable Object> answer = context.api().get("/api/v1/authorities");
        output.print(context, answer, this::table, item -> Answer.text(item, "name"));
        return ExitCode.SUCCESS;
    }

    private Table table(List<Map<String, @Nullable Object>> items) {
        Table table =
                new Table("AUTHORITY", "PHASE", "SINCE", "NEXT FROM", "SIGNED BY", "KEY", "ENDS");
        Times times = context.times();
        for (Map<String, @Nullable Object> authority : items) {
            Map<String, @Nullable Object> signing = Answer.object(authority, "signing");
            table.row(
                    Answer.text(authority, "name"),
                    Answer.text(authority, "phase"),
                    times.exact(Answer.text(authority, "since")),
                    times.exact(Answer.text(authority, "nextFrom")),
                    Answer.flag(authority, "own")
                            ? Answer.text(signing, "subject")
                            : Answer.text(signing, "subject") + " (configured)",
                    AuthorityViews.fingerprint(signing),
                    times.exact(Answer.text(signing, "endsAt")));
        }
        return table;
    }
}
