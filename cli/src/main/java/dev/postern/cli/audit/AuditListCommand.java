package dev.postern.cli.audit;

import dev.postern.cli.api.Answer;
import dev.postern.cli.command.CommandContext;
import dev.postern.cli.command.Verb;
import dev.postern.cli.console.CliException;
import dev.postern.cli.console.ExitCode;
import dev.postern.cli.console.Table;
import dev.postern.cli.output.ApiFields;
import dev.postern.cli.output.ListOutput;
import dev.postern.cli.output.Paging;
import dev.postern.cli.sessions.Since;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// `postern audit ls`: the audit trail, newest first; the broker looks for those that are wanted.
@Command(
        name = "ls",
        mixinStandardHelpOptions = true,
        description = {
            "List audit events, newest first. Reading them is an event too.",
            "Needs a role that may see all sessions."
        },
        footer = {
            "",
            "Examples:",
            "  postern audit ls --since 1d",
            "  postern audit ls --code 'request.*' --actor erin@example.com --all -o csv",
            "  postern audit ls --target orders --text 'looked at' --since 7d",
            "  postern audit ls --code session.exported --fields at,person.email,session"
        })
final class AuditListCommand implements Verb {

    private final CommandContext context;

    @Option(
            names = "--code",
            paramLabel = "CODE",
            split = ",",
            description =
                    "Only events of this kind: request.approved, or request.* for all of request."
                            + " May be given again.")
    private List<String> codes = new ArrayList<>();

    @Option(
            names = "--since",
            paramLabel = "TIME|AGO",
            description =
                    "Only events of then or later: yesterday, 2026-11-21, 2026-11-21T01:20:03Z, or"
                            + " 7d.")
    private @Nullable String since;

    @Option(
            names = "--actor",
            paramLabel = "PERSON",
            description = "Only events of this person: e-mail, name or id.")
    private @Nullable String actor;

    @Option(
            names = "--until",
            paramLabel = "TIME|AGO",
            description = "Only events of then or earlier.")
    private @Nullable String until;

    @Option(names = "--target", paramLabel = "NAME", description = "Only events about this target.")
    private @Nullable String target;

    @Option(
            names = "--session",
            paramLabel = "ID",
            description = "Only events about this session; all of its id.")
    private @Nullable String session;

    @Option(
            names = "--request",
            paramLabel = "ID",
            description = "Only events about this request; all of its id.")
    private @Nullable String request;

    @Option(
            names = "--text",
            paramLabel = "WORDS",
            description = "Only events whose sentence holds this.")
    private @Nullable String text;

    @Mixin private ListOutput output = new ListOutput(ApiFields.AUDIT_EVENT, 50);

    AuditListCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public ExitCode run() throws CliException, IOException {
        Map<String, @Nullable Object> answer =
                Paging.read(context.api(), "/api/v1/audit", query(), output.limit());
        int shown =
                output.print(
                        context,
                        answer,
                        this::table,
                        item -> Long.toString(Answer.number(item, "id")));
        if (shown == 0) {
            context.console().note("nothing matches");
        }
        return ExitCode.SUCCESS;
    }

    private String query() throws CliException {
        StringBuilder query = new StringBuilder();
        add(query, "code", codes.isEmpty() ? null : String.join(",", codes));
        add(query, "person", actor);
        add(query, "target", target);
        add(query, "session", session);
        add(query, "request", request);
        Instant now = context.clock().instant();
        add(query, "from", since == null ? null : Since.from(since, now).toString());
        add(query, "to", until == null ? null : Since.until(until, now).toString());
        add(query, "text", text);
        return query.toString();
    }

    private static void add(StringBuilder query, String name, @Nullable String value) {
        if (value != null) {
            query.append('&')
                    .append(name)
                    .append('=')
                    .append(URLEncoder.encode(value, StandardCharsets.UTF_8));
        }
    }

    private Table table(List<Map<String, @Nullable Object>> items) {
        Table table =
                output.isWide()
                        ? new Table(
                                "EVENT", "AT", "CODE", "PERSON", "FROM", "TARGET", "SESSION",
                                "TEXT")
                        : new Table("EVENT", "AT", "CODE", "PERSON", "TEXT");
        for (Map<String, @Nullable Object> event : items) {
            String id = Long.toString(Answer.number(event, "id"));
            String at = context.times().exact(Answer.text(event, "at"));
            String code = Answer.text(event, "code");
            String person = Answer.text(Answer.object(event, "person"), "email");
            String text = Answer.text(event, "text");
            if (output.isWide()) {
                table.row(
                        id,
                        at,
                        code,
                        person,
                        Answer.text(event, "address"),
                        Answer.text(event, "target"),
                        Answer.text(event, "session"),
                        text);
            } else {
                table.row(
                        id,
                        context.times().isLocal() || at.length() < 20
                                ? at
                                : at.substring(0, 19) + "Z",
                        code,
                        person,
                        text);
            }
        }
        return table;
    }
}
