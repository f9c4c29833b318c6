package dev.postern.cli.sessions;

import dev.postern.cli.api.Answer;
import dev.postern.cli.command.CommandContext;
import dev.postern.cli.command.Verb;
import dev.postern.cli.console.CliException;
import dev.postern.cli.console.ExitCode;
import dev.postern.cli.console.Table;
import dev.postern.cli.output.ApiFields;
import dev.postern.cli.output.Limit;
import dev.postern.cli.output.ListOutput;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// `postern who-saw`: finds in whose sessions a value was returned, sent, copied or named in an error.
@Command(
        name = "who-saw",
        mixinStandardHelpOptions = true,
        description = {
            "Find who saw a value in a result, a parameter, COPY data, an error or a notice.",
            "The value is asked for, or read from standard input if it is -, so that it stays out"
                    + " of the shell's history; the audit trail gets a keyed hash of it and the"
                    + " reason."
        },
        footer = {
            "",
            "Examples:",
            "  postern who-saw --reason 'ticket OPS-41'",
            "  postern who-saw --type phone --reason 'request of a customer' - < number.txt",
            "  postern who-saw --exact --since 30d --reason 'leak of 12 May' -o jsonl -"
        })
public final class WhoSawCommand implements Verb {

    /// How the value is compared.
    enum Type {
        text,
        email,
        phone,
        iban,
        number
    }

    /// The most statements that the API answers at a time.
    private static final int LARGEST = 500;

    /// What is added up over the answers to one question.
    private static final List<String> SUMMED =
            List.of("sessionsRead", "sessionsUnreadable", "sessionsErased");

    private final CommandContext context;

    @Parameters(
            paramLabel = "VALUE|-",
            arity = "0..1",
            description = "The value, or - to read it from standard input.")
    private @Nullable String value;

    @Option(
            names = "--type",
            paramLabel = "TYPE",
            description =
                    "text, email, phone, iban or number. Default: as the value looks, iban, email"
                            + " or text.")
    private @Nullable Type type;

    @Option(
            names = "--exact",
            description = "Only whole values; without it also values with it as words.")
    private boolean exact;

    @Option(
            names = "--reason",
            paramLabel = "TEXT",
            description = "What it is for; stands in the audit trail.")
    private @Nullable String reason;

    @Option(
            names = "--since",
            paramLabel = "TIME|AGO",
            description =
                    "Only sessions that began then or later: yesterday, 2026-11-21,"
                            + " 2026-11-21T01:20:03Z, or 7d.")
    private @Nullable String since;

    @Option(
            names = "--until",
            paramLabel = "TIME|AGO",
            description = "Only sessions that began then or earlier.")
    private @Nullable String until;

    @Option(names = "--exit-status", description = "Exit with 1 when nothing is found.")
    private boolean exitStatus;

    @Option(names = "--strict", description = "Exit with 9 when not everything could be read.")
    private boolean strict;

    @Mixin private ListOutput output = new ListOutput(ApiFields.SEEN, 50);

    public WhoSawCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public ExitCode run() throws CliException, IOException {
        BufferedReader in =
                new BufferedReader(
                        new InputStreamReader(context.console().in(), StandardCharsets.UTF_8));
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("exact", exact);
        if (type != null) {
            body.put("type", type.name().toLowerCase(Locale.ROOT));
        }
        if (since != null) {
            body.put("from", Since.from(since, context.clock().instant()).toString());
        }
        if (until != null) {
            body.put("to", Since.until(until, context.clock().instant()).toString());
        }
        body.put("value", value(in));
        body.put("reason", reason(in));
        Map<String, @Nullable Object> answer = ask(body);
        int shown = output.print(context, answer, this::table, SearchCommand::moment);
        boolean partial = notePartial(answer);
        if (partial && strict) {
            return ExitCode.PARTIAL;
        }
        return shown == 0 && exitStatus ? ExitCode.FAILED : ExitCode.SUCCESS;
    }

    /// Asks, and goes on until there is enough: where the broker looked for long, only if all is wanted.
    private Map<String, @Nullable Object> ask(Map<String, Object> body)
            throws CliException, IOException {
        List<Map<String, @Nullable Object>> items = new ArrayList<>();
        Map<String, Long> sums = new LinkedHashMap<>();
        while (true) {
            int wanted = Math.min(LARGEST, output.limit() - items.size());
            body.put("limit", wanted);
            Map<String, @Nullable Object> page = context.api().post("/api/v1/who-saw", body);
            List<Map<String, @Nullable Object>> found = Answer.objects(page, "items");
            items.addAll(found);
            SUMMED.forEach(name -> sums.merge(name, Answer.number(page, name), Long::sum));
            String next = Answer.text(page, "nextCursor");
            boolean isEnough =
                    output.limit() != Limit.ALL
                            && (items.size() >= output.limit() || found.size() < wanted);
            if (next.isEmpty() || isEnough) {
                Map<String, @Nullable Object> whole = new LinkedHashMap<>(page);
                whole.put("items", items);
                whole.putAll(sums);
                whole.put(
                        "partial",
                        Answer.flag(page, "partial")
                                || sums.getOrDefault("sessionsUnreadable", 0L) > 0);
                return whole;
            }
            body.put("cursor", next);
        }
    }

    private String value(BufferedReader in) throws CliException, IOException {
        String given = value;
        if (given != null && !given.equals("-")) {
            if (context.console().interactive()) {
                context.console()
                        .tell("the value is in your shell's history now; leave it out next time");
            }
            return given;
        }
        if (given == null && !context.console().interactive()) {
            throw CliException.usage(
                    "no value was given", "Give - and the value on standard input.");
        }
        String line = given == null ? ask("Value: ", in) : in.readLine();
        if (line == null || line.isBlank()) {
            throw CliException.usage(
                    "there is no value on standard input", "Give the value as its first line.");
        }
        return line;
    }

    private String reason(BufferedReader in) throws CliException, IOException {
        String given = reason;
        if (given == null && context.console().interactive() && !"-".equals(value)) {
            given = ask("Reason, for the audit trail: ", in);
        }
        if (given == null || given.isBlank()) {
            throw CliException.usage("no reason was given", "Give --reason 'what it is for'.");
        }
        return given.strip();
    }

    private @Nullable String ask(String question, BufferedReader in) throws IOException {
        context.console().err().print(question);
        context.console().err().flush();
        return in.readLine();
    }

    private Table table(List<Map<String, @Nullable Object>> items) {
        Table table = new Table("MOMENT", "TIME", "PERSON", "WHERE", "STATEMENT");
        int width = SessionViews.columns(context);
        for (Map<String, @Nullable Object> item : items) {
            Map<String, @Nullable Object> statement = Answer.object(item, "statement");
            table.row(
                    SearchCommand.moment(item),
                    context.times().column(Answer.text(statement, "startedAt")),
                    SessionViews.fit(SessionViews.person(Answer.object(item, "session")), 24),
                    SessionViews.fit(where(item), 36),
                    SessionViews.fit(
                            Answer.text(statement, "sql"),
                            width == Integer.MAX_VALUE ? 200 : width - 118));
        }
        return table;
    }

    /// `result row 15 email and 3 more`.
    private static String where(Map<String, @Nullable Object> item) {
        List<Map<String, @Nullable Object>> places = Answer.objects(item, "places");
        long count = Answer.number(item, "count");
        if (places.isEmpty()) {
            return "";
        }
        Map<String, @Nullable Object> first = places.getFirst();
        StringBuilder text = new StringBuilder(Answer.text(first, "kind"));
        if (Answer.number(first, "row") > 0) {
            text.append(" row ").append(Answer.number(first, "row"));
        }
        if (!Answer.text(first, "name").isEmpty()) {
            text.append(' ').append(Answer.text(first, "name"));
        } else if (Answer.number(first, "column") > 0) {
            text.append(Answer.text(first, "kind").equals("parameter") ? " $" : " column ")
                    .append(Answer.number(first, "column"));
        }
        if (count > 1) {
            text.append(" and ").append(count - 1).append(" more");
        }
        return text.toString();
    }

    private boolean notePartial(Map<String, @Nullable Object> answer) {
        long notRead = Answer.number(answer, "sessionsNotRead");
        long unreadable = Answer.number(answer, "sessionsUnreadable");
        long erased = Answer.number(answer, "sessionsErased");
        if (notRead > 0) {
            context.console()
                    .note(
                            notRead
                                    + (notRead == 1 ? " session" : " sessions")
                                    + " may hold more of it and were not read to the end; use"
                                    + " --limit or --all to go on");
        }
        if (unreadable > 0) {
            context.console()
                    .note(
                            unreadable
                                    + " sessions may hold it, and their recordings cannot be read");
        }
        if (erased > 0) {
            context.console().note("in " + erased + " sessions that may hold it content is erased");
        }
        return Answer.flag(answer, "partial");
    }
}
