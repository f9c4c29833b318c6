package dev.postern.cli.sessions;

import dev.postern.cli.api.Answer;
import dev.postern.cli.command.CommandContext;
import dev.postern.cli.command.Verb;
import dev.postern.cli.console.CliException;
import dev.postern.cli.console.ExitCode;
import dev.postern.cli.console.HumanDuration;
import dev.postern.cli.console.Table;
import dev.postern.cli.output.ApiFields;
import dev.postern.cli.output.ListOutput;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// `postern unmask`: asks to see masked values of a session for a time, or decides what somebody else asked.
@Command(
        name = "unmask",
        mixinStandardHelpOptions = true,
        description = "See masked values of a session for a time.",
        footer = {
            "",
            "SESSION asks for all of it, --column or --cell for a part. What is restricted needs a",
            "second person: `approve ID` or `reject ID`. `ls` lists what you asked for or may"
                    + " decide.",
            "",
            "Examples:",
            "  postern unmask 01K9T2QWERTY --column customers.email --reason \"OPS-41\"",
            "  postern unmask 01K9T2QWERTY --cell 41:3:2 --reason \"OPS-41\" --for 5m",
            "  postern unmask approve 7K2M9QXZ --reason \"checked OPS-41\""
        })
public final class UnmaskCommand implements Verb {

    private static final String UNMASKINGS = "/api/v1/unmaskings";

    private final CommandContext context;

    @Parameters(
            index = "0",
            paramLabel = "SESSION|approve|reject|ls",
            description = "Session id or its first 8 or more; or what to do.")
    private String what = "";

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "ID",
            description = "For approve and reject: the id that ls shows, or its last 8 characters.")
    private String id = "";

    @Option(
            names = "--column",
            paramLabel = "T.C",
            description = "Show this column, as COLUMN or TABLE.COLUMN.")
    private @Nullable String column;

    @Option(
            names = "--cell",
            paramLabel = "N:ROW:COL",
            description = "Show this cell of the result of statement N; rows and columns from 1.")
    private @Nullable String cell;

    @Option(
            names = "--restricted",
            description = "Restricted values too; a second person must agree.")
    private boolean restricted;

    @Option(
            names = "--reason",
            paramLabel = "TEXT",
            description = "Why; it stands in the audit trail.")
    private String reason = "";

    @Option(
            names = "--for",
            paramLabel = "DURATION",
            description = "How long, 1m to 8h. Default: 15m.")
    private @Nullable String time;

    @Mixin private ListOutput output = new ListOutput(ApiFields.UNMASKING);

    public UnmaskCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public ExitCode run() throws CliException, IOException {
        switch (what) {
            case "ls" -> list();
            case "approve", "reject" -> decide();
            default -> ask();
        }
        return ExitCode.SUCCESS;
    }

    private void ask() throws CliException, IOException {
        if (!what.matches("[0-9A-Za-z]{8,26}")) {
            throw CliException.usage(
                    "\"" + what + "\" is no session id",
                    "Give a session, or approve ID, reject ID or ls.");
        }
        needReason();
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("reason", reason);
        body.put("restricted", restricted);
        if (column != null) {
            body.put("column", column);
        }
        if (cell != null) {
            body.put("cell", cell);
        }
        if (time != null) {
            Duration asked = HumanDuration.parse("--for", time);
            body.put("minutes", (int) Math.min(Integer.MAX_VALUE, asked.toMinutes()));
        }
        Map<String, @Nullable Object> unmasking =
                context.api()
                        .post(
                                "/api/v1/sessions/" + what.toUpperCase(Locale.ROOT) + "/unmaskings",
                                body);
        print(unmasking);
        if (Answer.text(unmasking, "state").equals("pending")) {
            context.console()
                    .note(
                            "Another person approves it: postern unmask approve "
                                    + Answer.text(unmasking, "id"));
        } else if (!restricted) {
            context.console().note("Restricted values stay masked; see them with --restricted.");
        }
    }

    private void decide() throws CliException, IOException {
        if (!id.matches("[0-9A-Za-z]{8,26}")) {
            throw CliException.usage(
                    "\"" + id + "\" is no id of an unmasking",
                    "Give the id that `postern unmask ls` shows, or its last 8 characters.");
        }
        if (what.equals("reject")) {
            needReason();
        }
        print(
                context.api()
                        .post(
                                UNMASKINGS + "/" + id.toUpperCase(Locale.ROOT) + "/" + what,
                                Map.of("reason", reason)));
    }

    private void needReason() throws CliException {
        if (reason.isBlank()) {
            throw CliException.usage(
                    "a reason is needed", "Give --reason TEXT; it stands in the audit trail.");
        }
    }

    private void list() throws CliException, IOException {
        output.print(
                context, context.api().get(UNMASKINGS), this::table, one -> Answer.text(one, "id"));
    }

    private Table table(List<Map<String, @Nullable Object>> items) {
        Table table =
                new Table("UNMASKING", "STATE", "SESSION", "TARGET", "WHAT", "UNTIL", "REASON");
        for (Map<String, @Nullable Object> one : items) {
            table.row(
                    Answer.text(one, "id"),
                    Answer.text(one, "state"),
                    Answer.text(one, "session"),
                    Answer.text(one, "target"),
                    what(one),
                    context.times().column(Answer.text(one, "endsAt")),
                    Answer.text(Answer.object(one, "asked"), "reason"));
        }
        return table;
    }

    /// `column email, restricted too`.
    private static String what(Map<String, @Nullable Object> unmasking) {
        String subject = Answer.text(unmasking, "subject");
        return Answer.text(unmasking, "scope")
                + (subject.isEmpty() ? "" : " " + subject)
                + (Answer.flag(unmasking, "restricted") ? ", restricted too" : "");
    }

    private void print(Map<String, @Nullable Object> unmasking) {
        output.printOne(context, unmasking, Answer.text(unmasking, "id"), sentence(unmasking));
    }

    /// `Unmasking 01J... of session 01J... (column email) is granted until 2026-11-21 01:35:03Z: OPS-41`.
    private String sentence(Map<String, @Nullable Object> unmasking) {
        String ends = Answer.text(unmasking, "endsAt");
        return "Unmasking "
                + Answer.text(unmasking, "id")
                + " of session "
                + Answer.text(unmasking, "session")
                + " ("
                + what(unmasking)
                + ") is "
                + Answer.text(unmasking, "state")
                + (ends.isEmpty() ? "" : " until " + context.times().said(ends))
                + ": "
                + Answer.text(Answer.object(unmasking, "asked"), "reason");
    }
}
