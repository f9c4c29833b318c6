package dev.postern.cli.review;

import dev.postern.cli.api.Answer;
import dev.postern.cli.command.CommandContext;
import dev.postern.cli.command.Verb;
import dev.postern.cli.console.CliException;
import dev.postern.cli.console.ExitCode;
import dev.postern.cli.output.ApiFields;
import dev.postern.cli.output.ListOutput;
import dev.postern.cli.sessions.Moment;
import dev.postern.position.Position;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;

/// `postern tag`: tags a session or a place in it, or lists the tags.
@Command(
        name = "tag",
        mixinStandardHelpOptions = true,
        description = "Tag a session or a place in it with words, or list the tags.",
        footer = {
            "",
            "Examples:",
            "  postern tag 01K9T2QWERTY gdpr ticket-4711",
            "  postern tag 01K9T2QWERTY",
            "  postern tag 01K9T2QWERTY --remove gdpr"
        })
final class TagCommand implements Verb {

    private final CommandContext context;

    @Parameters(
            index = "0",
            paramLabel = "SID[#POSITION]",
            description =
                    "Session id or moment: the session, or a place in it as `postern note` takes"
                            + " it.")
    private String what = "";

    @Parameters(
            index = "1..*",
            paramLabel = "TAG",
            arity = "0..*",
            description = "Words of letters, digits, dots, hyphens and underscores.")
    private List<String> tags = new ArrayList<>();

    @Option(names = "--remove", paramLabel = "TAG", description = "Take a tag of your own away.")
    private @Nullable String remove;

    @Mixin private ListOutput output = new ListOutput(ApiFields.NOTE);

    TagCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public ExitCode run() throws CliException, IOException {
        Moment moment = Moment.parse(what);
        String path = "/api/v1/sessions/" + moment.session() + "/notes";
        String word = remove;
        if (word == null && tags.isEmpty()) {
            NoteViews.printAll(context, output, moment.session(), standing(path, moment));
            return ExitCode.SUCCESS;
        }
        for (String tag : tags) {
            Map<String, Object> body = new LinkedHashMap<>();
            body.put("kind", "tag");
            Position position = moment.position();
            if (position != null) {
                body.put("anchor", position.text());
            }
            body.put("text", tag);
            NoteViews.print(context, output, context.api().post(path, body), "Wrote");
        }
        if (word != null) {
            remove(path, moment, word);
        }
        return ExitCode.SUCCESS;
    }

    private List<Map<String, @Nullable Object>> standing(String path, Moment moment)
            throws CliException, IOException {
        Predicate<Map<String, @Nullable Object>> isThere = NoteViews.isAt(moment);
        return Answer.objects(context.api().get(path), "items").stream()
                .filter(note -> Answer.text(note, "kind").equals("tag"))
                .filter(note -> Answer.object(note, "removed").isEmpty())
                .filter(isThere)
                .toList();
    }

    private void remove(String path, Moment moment, String word) throws CliException, IOException {
        String wanted = word.toLowerCase(Locale.ROOT);
        Map<String, @Nullable Object> tag =
                standing(path, moment).stream()
                        .filter(note -> Answer.text(note, "text").equals(wanted))
                        .findFirst()
                        .orElseThrow(() ->
                                new CliException(
                                        ExitCode.NOT_FOUND,
                                        "not_found",
                                        "session " + moment.session() + " has no tag " + word,
                                        "List them: postern tag " + moment.session()));
        NoteViews.print(
                context,
                output,
                context.api().post(path + "/" + Answer.text(tag, "id") + "/remove", Map.of()),
                "Removed");
    }
}
