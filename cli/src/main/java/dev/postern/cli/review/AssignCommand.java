package dev.postern.cli.review;

import dev.postern.cli.api.Answer;
import dev.postern.cli.command.CommandContext;
import dev.postern.cli.command.Verb;
import dev.postern.cli.console.CliException;
import dev.postern.cli.console.ExitCode;
import dev.postern.cli.console.Table;
import dev.postern.cli.output.ApiFields;
import dev.postern.cli.output.ListOutput;
import dev.postern.cli.sessions.Moment;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// `postern review assign`.
@Command(
        name = "assign",
        mixinStandardHelpOptions = true,
        description = {
            "Say who is to review sessions, or that nobody in particular is.",
            "It binds nobody: whoever may review may review them all the same."
        },
        footer = {
            "",
            "Examples:",
            "  postern review assign 01K9T2QWERTY --to me",
            "  postern review assign 01K9T2QWERTY 01K9T2ABCDEF --to robin@example.com",
            "  postern review assign 01K9T2QWERTY --to nobody"
        })
final class AssignCommand implements Verb {

    private final CommandContext context;

    @Parameters(
            paramLabel = "SID",
            arity = "1..*",
            description = "Session ids, or their first 8 characters or more.")
    private List<String> sessions = new ArrayList<>();

    @Option(
            names = "--to",
            paramLabel = "WHO",
            required = true,
            description = "me, the e-mail of somebody who has signed in, or nobody.")
    private String to = "";

    @Mixin private ListOutput output = new ListOutput(ApiFields.ASSIGNED);

    AssignCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public ExitCode run() throws CliException, IOException {
        if (!to.equals("me") && !to.equals("nobody") && !to.contains("@")) {
            throw CliException.usage(
                    "--to " + to + " is no e-mail", "Give me, an e-mail, or nobody.");
        }
        List<String> ids = new ArrayList<>();
        for (String session : sessions) {
            ids.add(Moment.parse(session).session());
        }
        Map<String, @Nullable Object> body = new LinkedHashMap<>();
        body.put("to", to.equals("nobody") ? null : to);
        List<Map<String, @Nullable Object>> items = new ArrayList<>();
        try {
            for (String id : ids) {
                items.add(context.api().post("/api/v1/sessions/" + id + "/review/assign", body));
            }
        } finally {
            if (!items.isEmpty()) {
                Map<String, @Nullable Object> all = new LinkedHashMap<>();
                all.put("items", items);
                all.put("total", (long) items.size());
                output.print(context, all, this::table, item -> Answer.text(item, "session"));
            }
        }
        return ExitCode.SUCCESS;
    }

    private Table table(List<Map<String, @Nullable Object>> items) {
        Table table = new Table("SESSION", "FOR", "DUE", "RULE");
        for (Map<String, @Nullable Object> item : items) {
            Map<String, @Nullable Object> due = Answer.object(item, "due");
            table.row(
                    Answer.text(item, "session"),
                    QueueViews.reviewer(due),
                    QueueViews.due(context, due),
                    QueueViews.rule(due));
        }
        return table;
    }
}
