package dev.postern.cli.access;

import dev.postern.cli.api.Answer;
import dev.postern.cli.command.CommandContext;
import dev.postern.cli.command.Verb;
import dev.postern.cli.console.CliException;
import dev.postern.cli.console.ExitCode;
import dev.postern.cli.console.SafeText;
import dev.postern.cli.output.ApiFields;
import dev.postern.cli.output.ObjectOutput;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/// `postern access explain`.
@Command(
        name = "explain",
        mixinStandardHelpOptions = true,
        description = "Say step by step why somebody may or may not use a target. Exits 5 if not.",
        footer = {"", "Example: postern access explain erin@example.com orders --as app_write"})
final class ExplainCommand implements Verb {

    private final CommandContext context;

    @Parameters(
            index = "0",
            paramLabel = "PERSON",
            description = "E-mail of somebody who is signed in, or me.")
    private String person = "";

    @Parameters(
            index = "1",
            paramLabel = "TARGET",
            description = "Target, as postern db ls names it.")
    private String target = "";

    @Option(
            names = "--as",
            paramLabel = "ROLE",
            description = "Database role. Default: the first of the target.")
    private @Nullable String role;

    @Option(
            names = "--database",
            paramLabel = "DATABASE",
            description = "Database. Default: the first of the target.")
    private @Nullable String database;

    @Option(
            names = "--from",
            paramLabel = "ADDRESS",
            description =
                    "As if connecting now from this address. Default: from anywhere, any time.")
    private @Nullable String address;

    @Mixin private ObjectOutput output = new ObjectOutput(ApiFields.EXPLANATION);

    ExplainCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public ExitCode run() throws CliException, IOException {
        Map<String, @Nullable Object> answer =
                context.api()
                        .get(
                                "/api/v1/access/explain?person="
                                        + encoded(person)
                                        + "&target="
                                        + encoded(target)
                                        + option("role", role)
                                        + option("database", database)
                                        + option("address", address));
        boolean isAllowed = Boolean.TRUE.equals(answer.get("allowed"));
        output.print(context, answer, Answer.text(answer, "target"), () -> text(answer, isAllowed));
        return isAllowed ? ExitCode.SUCCESS : ExitCode.PERMISSION_DENIED;
    }

    private static String text(Map<String, @Nullable Object> answer, boolean isAllowed) {
        StringBuilder out = new StringBuilder();
        line(
                out,
                Answer.text(Answer.object(answer, "person"), "email")
                        + (isAllowed ? " may" : " may not")
                        + " use "
                        + Answer.text(answer, "target")
                        + "/"
                        + Answer.text(answer, "database")
                        + " as "
                        + Answer.text(answer, "databaseRole")
                        + " now:");
        for (Map<String, @Nullable Object> step : Answer.objects(answer, "steps")) {
            line(
                    out,
                    (Answer.flag(step, "ok") ? "  yes  " : "  no   ") + Answer.text(step, "text"));
        }
        line(
                out,
                "Requests are decided by: " + String.join(", ", Answer.texts(answer, "approvers")));
        line(out, "Next: " + Answer.text(answer, "next"));
        return out.toString();
    }

    private static void line(StringBuilder out, String text) {
        out.append(SafeText.line(text)).append('\n');
    }

    private static String option(String name, @Nullable String value) {
        return value == null ? "" : "&" + name + "=" + encoded(value);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
