package dev.postern.cli.sessions;

import dev.postern.cli.api.Answer;
import dev.postern.cli.command.CommandContext;
import dev.postern.cli.command.Verb;
import dev.postern.cli.console.Browser;
import dev.postern.cli.console.CliException;
import dev.postern.cli.console.ExitCode;
import dev.postern.cli.console.Table;
import dev.postern.cli.output.ApiFields;
import dev.postern.cli.output.ListOutput;
import dev.postern.cli.output.Paging;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// `postern search`: finds statements in all sessions.
@Command(
        name = "search",
        mixinStandardHelpOptions = true,
        description = "Find statements by their SQL or error text.",
        footer = {
            "",
            "Examples:",
            "  postern search card_no",
            "  postern search user:ada has:error \"permission denied\"",
            "  postern search --saved \"Errors of the night\" user:ada",
            "  postern search target:orders has:write --group-by user",
            "  postern search has:error --group-by fp --open"
        })
public final class SearchCommand implements Verb {

    private final CommandContext context;

    @Parameters(paramLabel = "FILTER", arity = "0..*", description = "Words that must all hold.")
    private List<String> filter = new ArrayList<>();

    @Option(
            names = "--saved",
            paramLabel = "NAME|/q/ID",
            description = "A saved search; FILTER narrows it.")
    private @Nullable String saved;

    @Option(
            names = "--group-by",
            paramLabel = "WHAT",
            description =
                    "Count statements by session, fp (their SQL but for its literals), table or"
                            + " user, the most first.")
    private SearchGroups.@Nullable By groupBy;

    @Option(
            names = "--open",
            description = "Open the page of the search in the browser, and print its address.")
    private boolean open;

    @Option(names = "--exit-status", description = "Exit with 1 when nothing is found.")
    private boolean exitStatus;

    @Mixin
    private ListOutput output =
            new ListOutput(ApiFields.FOUND, 50)
                    .or(new ListOutput.Other("--group-by", ApiFields.GROUP, () -> groupBy != null));

    public SearchCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public ExitCode run() throws CliException, IOException {
        if (filter.isEmpty() && saved == null) {
            throw CliException.usage(
                    "what is to be found?",
                    "Give words, or --saved NAME. See: postern help filters");
        }
        String query = Listing.query(context.api(), saved, "statements", filter);
        SearchGroups.By by = groupBy;
        if (open) {
            return open(query, by);
        }
        Map<String, @Nullable Object> answer =
                by == null
                        ? Paging.read(
                                context.api(), "/api/v1/search", "&q=" + query, output.limit())
                        : SearchGroups.read(context, by, query, output.limit());
        int shown =
                by == null
                        ? output.print(context, answer, this::table, SearchCommand::moment)
                        : output.print(
                                context,
                                answer,
                                groups -> SearchGroups.table(context, by, output, groups),
                                group -> Answer.text(group, "key"));
        Listing.noteFound(context, shown, answer);
        return shown == 0 && exitStatus ? ExitCode.FAILED : ExitCode.SUCCESS;
    }

    /// Prints the address of the web page, and opens it if a person is there.
    private ExitCode open(String query, SearchGroups.@Nullable By by)
            throws CliException, IOException {
        String page = by == null ? "" : by.page();
        String address =
                context.api().proxy()
                        + "/search?q="
                        + query
                        + (page.isEmpty() ? "" : "&group=" + page);
        context.console().out().println(address);
        if (context.console().interactive() && !Browser.open(address, context.environment())) {
            context.console().note("no browser could be opened: open the address yourself");
        }
        return ExitCode.SUCCESS;
    }

    private Table table(List<Map<String, @Nullable Object>> items) {
        Table table = new Table("MOMENT", "TIME", "PERSON", "OUTCOME", "TRAITS", "STATEMENT");
        int width = SessionViews.columns(context);
        for (Map<String, @Nullable Object> item : items) {
            Map<String, @Nullable Object> statement = Answer.object(item, "statement");
            StringBuilder snippet = new StringBuilder();
            Answer.objects(item, "snippet")
                    .forEach(part -> snippet.append(Answer.text(part, "text")));
            table.row(
                    moment(item),
                    context.times().column(Answer.text(statement, "startedAt")),
                    SessionViews.fit(SessionViews.person(Answer.object(item, "session")), 24),
                    Listing.outcome(statement),
                    SessionViews.fit(Listing.traits(statement), 24),
                    SessionViews.fit(
                            snippet.toString(), width == Integer.MAX_VALUE ? 200 : width - 105));
        }
        return table;
    }

    static String moment(Map<String, @Nullable Object> item) {
        Map<String, @Nullable Object> statement = Answer.object(item, "statement");
        return Answer.text(statement, "session") + "#q=" + Answer.number(statement, "ordinal");
    }
}
