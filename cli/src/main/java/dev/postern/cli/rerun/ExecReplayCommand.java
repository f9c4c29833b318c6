package dev.postern.cli.rerun;

import dev.postern.cli.api.Answer;
import dev.postern.cli.command.CommandContext;
import dev.postern.cli.command.Verb;
import dev.postern.cli.console.CliException;
import dev.postern.cli.console.ExitCode;
import dev.postern.cli.console.SafeText;
import dev.postern.cli.db.AskFirst;
import dev.postern.cli.db.Route;
import dev.postern.cli.login.Certificates;
import dev.postern.cli.output.ApiFields;
import dev.postern.cli.output.ListOutput;
import dev.postern.cli.profile.ServiceFile;
import dev.postern.cli.proxy.BrokerLine;
import dev.postern.cli.rerun.TargetSession.RefusedException;
import dev.postern.cli.sessions.Moment;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// `postern exec-replay`: the statements of a session, run again at another target by the person who asks.
@Command(
        name = "exec-replay",
        mixinStandardHelpOptions = true,
        description = {
            "Run the statements of a session again at another target, as yourself.",
            "Never at a target whose labels say production."
        },
        footer = {
            "",
            "Exits 0 if all ran, 1 if a statement failed that had not, or differs with --compare,",
            "9 if something could not be run again, such as COPY FROM STDIN.",
            "",
            "Examples:",
            "  postern exec-replay 01K9T2QWERTY --target orders-clone",
            "  postern exec-replay 01K9T2QWERTY --target orders-clone --read-only --compare --yes",
            "  postern exec-replay 01K9T2QWERTY --target orders-clone --from 3 --to 9 -o jsonl"
        })
public final class ExecReplayCommand implements Verb {

    private final CommandContext context;

    @Parameters(paramLabel = "SID", description = "The session.")
    private String session = "";

    @Option(
            names = "--target",
            required = true,
            paramLabel = "TARGET",
            description = "Where to run it, as postern db ls names it.")
    private String target = "";

    @Option(names = "--database", paramLabel = "DATABASE", description = "Default: the target's.")
    private @Nullable String database;

    @Option(
            names = "--as",
            paramLabel = "ROLE",
            description = "Database role. Default: the target's.")
    private @Nullable String role;

    @Option(
            names = "--reason",
            paramLabel = "TEXT",
            description = "If the role has to be asked for: ask with this reason, and wait 10 min.")
    private @Nullable String reason;

    @Option(
            names = "--read-only",
            description = "In read-only transactions; refuses statements that set that back.")
    private boolean readOnly;

    @Option(
            names = "--compare",
            description =
                    "Compare tags, numbers of rows, SQLSTATEs and rows with what was recorded.")
    private boolean compare;

    @Option(
            names = "--from",
            paramLabel = "N",
            description = "First statement. Default: ${DEFAULT-VALUE}.")
    private int from = 1;

    @Option(names = "--to", paramLabel = "N", description = "Last statement. Default: the last.")
    private int to = Integer.MAX_VALUE;

    @Option(names = "--yes", description = "Do not ask before it runs.")
    private boolean yes;

    @Mixin private ListOutput output = new ListOutput(ApiFields.RERUN);

    public ExecReplayCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public ExitCode run() throws CliException, IOException {
        Moment moment = Moment.parse(session);
        if (moment.position() != null) {
            throw CliException.usage(
                    "\"" + session + "\" names a place in a session",
                    "Give " + moment.session() + ", and --from and --to.");
        }
        if (from < 1 || to < from) {
            throw CliException.usage(
                    "--from " + from + " --to " + to + " names no statements",
                    "Give numbers from 1, the smaller one first.");
        }
        Map<String, @Nullable Object> where = target();
        Production.refuse(where);
        RecordedSession recorded =
                RecordedSession.read(context.api(), moment.session(), from, to, compare);
        Plan plan = new Plan(recorded.statements());
        if (readOnly) {
            plan.refuseWrites();
        }
        String place = database == null ? target : target + "/" + database;
        tell(plan, place);
        if (plan.runnable().isEmpty()) {
            throw CliException.failed(
                    "nothing_to_run",
                    "session " + recorded.id() + " has no statement to run again there",
                    "See: postern play " + recorded.id());
        }
        if (!mayRun(where)) {
            return ExitCode.REQUEST_DENIED;
        }
        confirm();
        Certificates.freshen(context, target);
        Map<Integer, Outcome> outcomes = new LinkedHashMap<>();
        CliException broken = execute(Route.to(context, place, role), recorded, plan, outcomes);
        Results results = new Results(plan, outcomes, compare);
        output.print(
                context,
                results.document(recorded.id(), place),
                Results::table,
                item -> "#" + Answer.number(item, "ordinal"));
        context.console().note(results.summary(place));
        if (broken != null) {
            throw broken;
        }
        return results.exitCode();
    }

    private Map<String, @Nullable Object> target() throws CliException, IOException {
        for (Map<String, @Nullable Object> known :
                Answer.objects(context.api().get("/api/v1/targets?limit=500"), "items")) {
            if (Answer.text(known, "name").equals(target)) {
                return known;
            }
        }
        throw new CliException(
                ExitCode.NOT_FOUND,
                "no_such_target",
                "you have no target \"" + target + "\"",
                "Run: postern db ls");
    }

    private void tell(Plan plan, String place) {
        for (RecordedStatement left : plan.left()) {
            context.console()
                    .note(
                            "Statement #"
                                    + left.ordinal()
                                    + " is left out: "
                                    + left.obstacle()
                                    + ".");
        }
        String text =
                plan.text()
                        + " will run at "
                        + place
                        + (role == null ? "" : " as " + role)
                        + (readOnly ? ", in read-only transactions." : ".");
        if (yes) {
            context.console().note(text);
        } else {
            context.console().tell(text);
        }
    }

    private boolean mayRun(Map<String, @Nullable Object> where) throws CliException, IOException {
        String why = reason;
        return why == null
                || new AskFirst(context)
                        .granted(
                                Answer.text(where, "name"),
                                role,
                                new AskFirst.Wanted(why, null, List.of()),
                                "10m");
    }

    private void confirm() throws CliException, IOException {
        if (yes) {
            return;
        }
        if (!context.console().interactive()) {
            throw CliException.usage(
                    "nothing runs without a confirmation",
                    "Look at what will run, then add --yes.");
        }
        context.console().err().print("Run it? [y/N] ");
        context.console().err().flush();
        String answer =
                new BufferedReader(
                                new InputStreamReader(
                                        context.console().in(), StandardCharsets.UTF_8))
                        .readLine();
        String word = answer == null ? "" : answer.strip().toLowerCase(Locale.ROOT);
        if (!word.equals("y") && !word.equals("yes")) {
            throw CliException.failed("not_confirmed", "nothing was run", "");
        }
    }

    /// Runs the plan.
    ///
    /// @param outcomes gets what became of each statement
    /// @return why it ended early, or null
    private @Nullable CliException execute(
            ServiceFile.Service service,
            RecordedSession recorded,
            Plan plan,
            Map<Integer, Outcome> outcomes)
            throws IOException {
        BrokerLine line = new BrokerLine(service);
        Map<String, String> parameters = new LinkedHashMap<>(recorded.settings());
        parameters.put("user", service.role());
        parameters.put("database", service.database());
        parameters.put("client_encoding", "UTF8");
        parameters.put("application_name", "postern exec-replay " + recorded.id());
        if (readOnly) {
            parameters.put(ReadOnly.SETTING, "on");
        }
        try (TargetSession opened =
                new TargetSession(line.open(), parameters, context.console()::note)) {
            Rerun rerun = new Rerun(opened);
            try {
                for (List<RecordedStatement> group : Rerun.groups(plan.runnable())) {
                    if (readOnly && !opened.reported(ReadOnly.SETTING).equals("on")) {
                        return CliException.failed(
                                "not_read_only",
                                "the session is not read-only any more before statement #"
                                        + group.getFirst().ordinal(),
                                "Nothing more was run.");
                    }
                    rerun.run(group);
                }
            } finally {
                outcomes.putAll(rerun.outcomes());
            }
            return null;
        } catch (RefusedException e) {
            return new CliException(
                    e.sqlState().startsWith("28") ? ExitCode.PERMISSION_DENIED : ExitCode.FAILED,
                    "session_ended",
                    SafeText.line(e.text()),
                    e.hint());
        } catch (IOException e) {
            return new CliException(
                    ExitCode.UNREACHABLE,
                    "unreachable",
                    "the session at " + line.address() + " broke: " + e.getMessage(),
                    "Run: postern doctor");
        }
    }
}
