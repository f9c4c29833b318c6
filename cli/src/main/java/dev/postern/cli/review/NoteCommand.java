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
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;

/// `postern note`: writes about a session or a place in it, or lists what was written.
@Command(
        name = "note",
        mixinStandardHelpOptions = true,
        description = {
            "Write a note about a session or a place in it, or list the notes.",
            "Whoever may see the session reads its notes, the person whose session it is too."
        },
        footer = {
            "",
            "Examples:",
            "  postern note 01K9T2QWERTY#q=41 \"why without a WHERE?\"",
            "  postern note 01K9T2QWERTY#q=41 --bookmark",
            "  postern note '01K9T2QWERTY#q=41&r=15&c=email' \"the old address\"",
            "  postern note 01K9T2QWERTY#m=1207 \"the server's answer\"",
            "  postern note 01K9T2QWERTY#t=+92.4s \"here the ticket was closed\"",
            "  postern note 01K9T2QWERTY#sel=41-47 \"all of this is the import\"",
            "  postern note 01K9T2QWERTY",
            "  postern note 01K9T2QWERTY -o json",
            "  postern note 01K9T2QWERTY - < remarks.txt",
            "  postern note 01K9T2QWERTY --remove 7K2M9QXZ"
        })
final class NoteCommand implements Verb {

    /// Of a text on standard input so many bytes are read; the broker takes fewer.
    private static final int LARGEST = 64 * 1024;

    private final CommandContext context;

    @Parameters(
            index = "0",
            paramLabel = "SID[#POSITION]",
            description = {
                "Session id or moment: the session, or #q=41 a statement, #q=41&r=15 a row,",
                "#q=41&r=15&c=email a value in it, #m=1207 a message, #t=+92.4s a time,",
                "#sel=41-47 some statements. A link to one does as well."
            })
    private String what = "";

    @Parameters(
            index = "1",
            paramLabel = "TEXT",
            arity = "0..1",
            description =
                    "What to write, up to 4000 characters, or - to read it from standard input."
                            + " Without it the notes are listed.")
    private @Nullable String text;

    @Option(
            names = "--bookmark",
            description = "Set a bookmark, which needs no TEXT, in place of a comment.")
    private boolean bookmark;

    @Option(
            names = "--remove",
            paramLabel = "NOTE",
            description = "Remove a note of your own: its text is gone, that it was there stays.")
    private @Nullable String remove;

    @Mixin private ListOutput output = new ListOutput(ApiFields.NOTE);

    NoteCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public ExitCode run() throws CliException, IOException {
        Moment moment = Moment.parse(what);
        String path = "/api/v1/sessions/" + moment.session() + "/notes";
        String id = remove;
        if (id != null) {
            remove(path, id);
            return ExitCode.SUCCESS;
        }
        String given = text;
        if (given == null && !bookmark) {
            list(path, moment);
            return ExitCode.SUCCESS;
        }
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("kind", bookmark ? "bookmark" : "comment");
        Position position = moment.position();
        if (position != null) {
            body.put("anchor", position.text());
        }
        body.put("text", given == null ? "" : given.equals("-") ? standardInput() : given);
        NoteViews.print(context, output, context.api().post(path, body), "Wrote");
        return ExitCode.SUCCESS;
    }

    private void list(String path, Moment moment) throws CliException, IOException {
        Predicate<Map<String, @Nullable Object>> isThere = NoteViews.isAt(moment);
        List<Map<String, @Nullable Object>> notes =
                Answer.objects(context.api().get(path), "items").stream().filter(isThere).toList();
        NoteViews.printAll(context, output, moment.session(), notes);
    }

    private void remove(String path, String id) throws CliException, IOException {
        if (text != null || bookmark) {
            throw CliException.usage(
                    "--remove takes a note away and TEXT or --bookmark writes one",
                    "Give one of them.");
        }
        if (!id.matches("[0-9A-Za-z]{8,26}")) {
            throw CliException.usage(
                    "\"" + id + "\" is no id of a note", "Give the id that the list shows.");
        }
        NoteViews.print(
                context,
                output,
                context.api().post(path + "/" + id.toUpperCase(Locale.ROOT) + "/remove", Map.of()),
                "Removed");
    }

    private String standardInput() throws CliException, IOException {
        byte[] bytes = context.console().in().readNBytes(LARGEST);
        String read = new String(bytes, StandardCharsets.UTF_8).strip();
        if (read.isEmpty()) {
            throw CliException.usage(
                    "there is no text on standard input", "Pipe the text of the note into it.");
        }
        return read;
    }
}
