package dev.postern.cli.sessions;

import dev.postern.cli.api.Answer;
import dev.postern.cli.command.CommandContext;
import dev.postern.cli.command.Verb;
import dev.postern.cli.console.CliException;
import dev.postern.cli.console.ExitCode;
import dev.postern.cli.console.Table;
import dev.postern.cli.output.ApiFields;
import dev.postern.cli.output.ListOutput;
import dev.postern.cli.output.Paging;
import dev.postern.cli.output.Seen;
import dev.postern.cli.output.Watch;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// `postern sessions ls`: recorded and running sessions, newest first.
@Command(
        name = "ls",
        mixinStandardHelpOptions = true,
        description = "List sessions, newest first.",
        footer = {
            "",
            "Filters: user: group: target: db: role: app: state:live review:open risk:high"
                    + " has:error has:write has:mark end:person length:>1h bytes:>10mb"
                    + " ticket:OPS-41 noise:no new:person text:\"…\"; -KEY:VALUE negates;",
            "other words are searched in SQL and errors.",
            "Examples:",
            "  postern sessions ls user:ada has:error",
            "  postern sessions ls --live --watch"
        })
public final class SessionsCommand implements Verb {

    private final CommandContext context;

    @Parameters(paramLabel = "FILTER", arity = "0..*", description = "Words that must all hold.")
    private List<String> filter = new ArrayList<>();

    @Option(
            names = "--saved",
            paramLabel = "NAME|/q/ID",
            description = "A saved search; FILTER narrows it.")
    private @Nullable String saved;

    @Option(names = "--live", description = "Only sessions that run: the same as state:live.")
    private boolean live;

    @Mixin private Watch watch = new Watch();

    @Mixin private ListOutput output = new ListOutput(ApiFields.SESSION, 50);

    public SessionsCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public ExitCode run() throws CliException, IOException {
        return watch.run(context, output.isForPeople(), this::show);
    }

    private void show(CommandContext to, @Nullable Seen seen) throws CliException, IOException {
        List<String> words = new ArrayList<>(filter);
        if (live) {
            words.add("state:live");
        }
        Map<String, @Nullable Object> answer =
                Paging.read(
                        context.api(),
                        "/api/v1/sessions",
                        "&f=" + Listing.query(context.api(), saved, "sessions", words),
                        output.limit());
        int shown = output.print(to, answer, this::table, item -> Answer.text(item, "id"), seen);
        if (seen == null) {
            Listing.noteFound(to, shown, answer);
        }
    }

    private Table table(List<Map<String, @Nullable Object>> items) {
        boolean wide = output.isWide();
        List<String> names =
                new ArrayList<>(
                        List.of(
                                "SESSION",
                                "STARTED",
                                "PERSON",
                                "TARGET/DB",
                                "ROLE",
                                "STATE",
                                "LASTED",
                                "STMTS",
                                "ERR",
                                "ROWS",
                                "RECORD"));
        if (wide) {
            names.addAll(List.of("APPLICATION", "CLIENT", "REVIEW", "RISK"));
        }
        Table table = new Table(names.toArray(String[]::new));
        int text =
                wide
                        ? 60
                        : Math.max(
                                12, SessionViews.columns(context) == Integer.MAX_VALUE ? 60 : 24);
        for (Map<String, @Nullable Object> item : items) {
            List<String> row =
                    new ArrayList<>(
                            List.of(
                                    Answer.text(item, "id"),
                                    context.times().column(Answer.text(item, "startedAt")),
                                    SessionViews.fit(SessionViews.person(item), text),
                                    SessionViews.fit(
                                            Answer.text(item, "target")
                                                    + "/"
                                                    + Answer.text(item, "database"),
                                            text),
                                    SessionViews.fit(Answer.text(item, "databaseRole"), text),
                                    SessionViews.state(item),
                                    SessionViews.duration(item.get("durationSeconds")),
                                    Long.toString(Answer.number(item, "statements")),
                                    Long.toString(Answer.number(item, "errors")),
                                    Long.toString(Answer.number(item, "rowsReturned")),
                                    SessionViews.record(item)));
            if (wide) {
                row.add(SessionViews.fit(Answer.text(item, "application"), text));
                row.add(Answer.text(item, "clientAddress"));
                row.add(Answer.text(Answer.object(item, "review"), "outcome"));
                row.add(Answer.text(Answer.object(item, "risk"), "level"));
            }
            table.row(row.toArray(String[]::new));
        }
        return table;
    }
}
