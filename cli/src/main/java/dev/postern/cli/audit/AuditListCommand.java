package dev.postern.cli.audit;

import dev.postern.cli.api.Answer;
import dev.postern.cli.api.ApiClient;
import dev.postern.cli.command.CommandContext;
import dev.postern.cli.command.Verb;
import dev.postern.cli.console.CliException;
import dev.postern.cli.console.ExitCode;
import dev.postern.cli.console.Table;
import dev.postern.cli.output.ApiFields;
import dev.postern.cli.output.ListOutput;
import dev.postern.cli.sessions.Since;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// `postern audit ls`: the audit trail, newest first, page by page until enough events fit.
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
            "  postern audit ls --code session.exported --fields at,person.email,session"
        })
final class AuditListCommand implements Verb {

    private static final int LARGEST_PAGE = 500;

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
            description = "Only events after this: 2026-11-21T01:20:03Z, or 7d.")
    private @Nullable String since;

    @Option(
            names = "--actor",
            paramLabel = "PERSON",
            description = "Only events of this person: e-mail, name or id.")
    private @Nullable String actor;

    @Mixin private ListOutput output = new ListOutput(ApiFields.AUDIT_EVENT, 50);

    AuditListCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public ExitCode run() throws CliException, IOException {
        Instant from = since == null ? Instant.MIN : Since.parse(since, context.clock().instant());
        Map<String, @Nullable Object> answer = read(context.api(), from);
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

    /// The first page's answer with all events that fit, at most as many as are wanted. What the API counts is not
    /// what was asked for, unless everything was.
    private Map<String, @Nullable Object> read(ApiClient api, Instant from) throws CliException {
        boolean isFiltered = !codes.isEmpty() || actor != null || since != null;
        Map<String, @Nullable Object> answer = new LinkedHashMap<>();
        List<Map<String, @Nullable Object>> found = new ArrayList<>();
        String cursor = "";
        boolean goOn = true;
        while (goOn) {
            int size = isFiltered ? LARGEST_PAGE : Math.min(LARGEST_PAGE, more(found));
            Map<String, @Nullable Object> page = api.get("/api/v1/audit?limit=" + size + cursor);
            if (answer.isEmpty()) {
                answer.putAll(page);
            }
            String next = Answer.text(page, "nextCursor");
            goOn = !next.isEmpty();
            for (Map<String, @Nullable Object> event : Answer.objects(page, "items")) {
                if (time(event).isBefore(from)) {
                    goOn = false;
                    break;
                }
                if (fits(event)) {
                    if (more(found) == 0) {
                        answer.put("totalIsExact", false);
                        answer.put("total", found.size() + 1);
                        return with(answer, found);
                    }
                    found.add(event);
                }
            }
            goOn &= isFiltered || more(found) > 0;
            cursor = "&cursor=" + next;
        }
        if (isFiltered) {
            answer.put("total", found.size());
        }
        return with(answer, found);
    }

    private int more(List<?> found) {
        return output.limit() - found.size();
    }

    private static Map<String, @Nullable Object> with(
            Map<String, @Nullable Object> answer, List<Map<String, @Nullable Object>> found) {
        answer.put("items", found);
        answer.remove("nextCursor");
        return answer;
    }

    private boolean fits(Map<String, @Nullable Object> event) {
        String code = Answer.text(event, "code");
        Map<String, @Nullable Object> person = Answer.object(event, "person");
        String wanted = actor;
        return (codes.isEmpty() || codes.stream().anyMatch(pattern -> isOf(code, pattern)))
                && (wanted == null
                        || person.values().stream()
                                .anyMatch(value -> wanted.equalsIgnoreCase(String.valueOf(value))));
    }

    private static boolean isOf(String code, String pattern) {
        String wanted = pattern.strip().toLowerCase(Locale.ROOT);
        return wanted.endsWith("*")
                ? code.startsWith(wanted.substring(0, wanted.length() - 1))
                : code.equals(wanted);
    }

    private static Instant time(Map<String, @Nullable Object> event) {
        try {
            return Instant.parse(Answer.text(event, "at"));
        } catch (DateTimeException unknown) {
            return Instant.MAX;
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
            String at = Answer.text(event, "at");
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
                        id, at.length() > 19 ? at.substring(0, 19) + "Z" : at, code, person, text);
            }
        }
        return table;
    }
}
