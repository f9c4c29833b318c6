package dev.postern.cli.policy;

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
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// `postern policy test`.
@Command(
        name = "test",
        mixinStandardHelpOptions = true,
        description =
                "Say which recorded sessions the roles of a file would have refused. Nothing is put"
                        + " in force.",
        footer = {
            "",
            "Each session is judged at its own time and from its own address, with the groups of"
                    + " its person's newest sign-in. Exits 1 if one would be refused or need a"
                    + " request.",
            "",
            "Example: postern policy test postern-new.yaml --since 30d"
        })
final class TestCommand implements Verb {

    private final CommandContext context;

    @Parameters(
            index = "0",
            paramLabel = "FILE",
            description = "Configuration with the changed roles; only `roles` is read.")
    private Path file = Path.of("");

    @Option(
            names = "--since",
            paramLabel = "DURATION",
            description = "How far back to look. Default: 7d.")
    private String since = "7d";

    @Mixin private ListOutput output = new ListOutput(ApiFields.JUDGED);

    TestCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public ExitCode run() throws CliException, IOException {
        if (!Files.isReadable(file)) {
            throw CliException.usage(file + " cannot be read", "Name a configuration file.");
        }
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("configuration", Files.readString(file));
        body.put("since", HumanDuration.parse("--since", since).toString());
        Map<String, @Nullable Object> answer = context.api().post("/api/v1/policy/test", body);
        long refused = Answer.number(answer, "refused");
        long asking = Answer.number(answer, "needs-request");
        output.printText(context, answer, this::text, item -> Answer.text(item, "session"));
        if (output.isForPeople()) {
            note(answer, refused, asking);
        }
        return refused + asking == 0 ? ExitCode.SUCCESS : ExitCode.FAILED;
    }

    private String text(List<Map<String, @Nullable Object>> items) {
        if (items.isEmpty()) {
            return "";
        }
        Table table = new Table("SESSION", "STARTED", "PERSON", "TARGET", "ROLE", "OUTCOME", "WHY");
        for (Map<String, @Nullable Object> item : items) {
            table.row(
                    Answer.text(item, "session"),
                    context.times().exact(Answer.text(item, "startedAt")),
                    Answer.text(item, "person"),
                    Answer.text(item, "target") + "/" + Answer.text(item, "database"),
                    Answer.text(item, "databaseRole"),
                    Answer.text(item, "outcome"),
                    Answer.text(item, "why"));
        }
        return table.toString();
    }

    private void note(Map<String, @Nullable Object> answer, long refused, long asking) {
        context.console()
                .note(
                        "Of "
                                + Answer.number(answer, "sessions")
                                + " sessions: "
                                + refused
                                + " refused, "
                                + asking
                                + " would need a request, "
                                + Answer.number(answer, "unknown")
                                + " not judged, "
                                + Answer.number(answer, "allowed")
                                + " allowed.");
        long unnamed =
                refused
                        + asking
                        + Answer.number(answer, "unknown")
                        - Answer.objects(answer, "items").size();
        if (unnamed > 0 || Answer.flag(answer, "partial")) {
            context.console()
                    .note(
                            unnamed
                                    + " more are not named"
                                    + (Answer.flag(answer, "partial")
                                            ? ", and older ones were not looked at"
                                            : "")
                                    + "; use a shorter --since");
        }
    }
}
