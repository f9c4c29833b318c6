package dev.postern.cli.sessions;

import dev.postern.cli.api.ApiClient;
import dev.postern.cli.command.CommandContext;
import dev.postern.cli.command.Verb;
import dev.postern.cli.console.CliException;
import dev.postern.cli.console.ExitCode;
import dev.postern.cli.console.Variable;
import dev.postern.cli.player.Choice;
import dev.postern.cli.player.ChosenText;
import dev.postern.cli.player.Feed;
import dev.postern.cli.player.Pauses;
import dev.postern.cli.player.Player;
import dev.postern.export.ExportFormat;
import dev.postern.export.JsonLines;
import dev.postern.export.MessageJson;
import dev.postern.export.MessageLines;
import dev.postern.export.PsqlOptions;
import dev.postern.export.PsqlText;
import dev.postern.export.SessionExport;
import dev.postern.export.Visible;
import dev.postern.keys.KeyDestroyedException;
import dev.postern.keys.KeyUnavailableException;
import dev.postern.recording.Entry;
import dev.postern.recording.RecordingFile;
import dev.postern.replay.MessageCutter;
import dev.postern.replay.MessageReplay;
import dev.postern.replay.SessionReplay;
import dev.postern.replay.SessionTracker.EventListener;
import dev.postern.replay.WireMessage;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/// `postern play`: shows a session as psql would have shown it, from the broker or from a file without it.
@Command(
        name = "play",
        mixinStandardHelpOptions = true,
        description = {
            "Play a recorded session on the terminal, or show it as psql would have shown it.",
            "The player lists its keys with ?. Piped, the text of the session comes at once, with"
                    + " its rows."
        },
        footer = {
            "",
            "Examples:",
            "  postern play 01K9T2QWERTY",
            "  postern play 01K9T2QWERTY --speed 4 --only errors,writes",
            "  postern play 01K9T2QWERTY --idle real --from +90s --to +2m30s",
            "  postern play 01K9T2QWERTY#q=41 --rows 20 --format text",
            "  postern play session.pgrec --messages --hex --key-file key-encryption-key"
        })
public final class PlayCommand implements Verb {

    /// The forms of output.
    enum Format {
        tty,
        text,
        jsonl,
        html,
        cast,
        pqtrace
    }

    private final CommandContext context;

    @Parameters(
            paramLabel = "SID[#q=N]|FILE.pgrec",
            description = "Session id, link to a moment, or recording file.")
    private String what = "";

    @Option(
            names = "--messages",
            description = "One line a protocol message instead of statements and rows.")
    private boolean messages;

    @Option(names = "--hex", description = "With --messages: the bytes too.")
    private boolean hex;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            description =
                    "tty (the player), text, jsonl, html, cast (asciinema) or pqtrace (as libpq"
                            + " traces). Default: tty on a terminal, else text.")
    private @Nullable Format chosenFormat;

    private Format format = Format.text;

    @Option(
            names = "--speed",
            paramLabel = "N",
            description = "In the player: how many times as fast, 0.5 to 16. Default: 1.")
    private double speed = 1;

    @Option(
            names = "--idle",
            paramLabel = "TIME|real|none",
            description =
                    "In the player: the longest pause between statements, real for all of them,"
                            + " none for none. Default: 1s.")
    private String idle = "1s";

    @Option(
            names = "--from",
            paramLabel = "PLACE",
            description =
                    "Begin at a statement's number, +90s since the begin, or a time like"
                            + " 2026-11-21T01:20:03Z.")
    private @Nullable String from;

    @Option(names = "--to", paramLabel = "PLACE", description = "End there; as --from.")
    private @Nullable String to;

    @Option(
            names = "--only",
            paramLabel = "KINDS",
            description =
                    "Statements of these kinds: errors, writes, ddl, large (1,000 rows or more),"
                            + " with commas between.")
    private @Nullable String only;

    @Option(
            names = "--rows",
            paramLabel = "N|all|none",
            description = "Rows shown of each result. Default: all.")
    private String rows = "all";

    @Option(names = "--no-pager", description = "Write to the terminal directly.")
    private boolean noPager;

    @Mixin private RecordingKeys keys = new RecordingKeys();

    public PlayCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public ExitCode run() throws CliException, IOException {
        boolean isFile = what.endsWith(".pgrec") || what.contains(".pgrec#q=");
        format = chosenFormat == null ? preset(isFile) : chosenFormat;
        if (format == Format.tty) {
            return playOnTerminal(isFile);
        }
        if (isPart() && (format != Format.text || messages)) {
            throw CliException.usage(
                    "--from, --to and --only are for the player and for text",
                    "Give --format text, or the whole session.");
        }
        if (format != Format.text && format != Format.jsonl) {
            new Exporting(context, keys)
                    .write(
                            what,
                            new Exporting.How(
                                    ExportFormat.valueOf(format.name().toUpperCase(Locale.ROOT)),
                                    SessionExport.Direction.BACKEND,
                                    rows),
                            context.console().out());
            return ExitCode.SUCCESS;
        }
        long limit =
                PsqlOptions.rows(rows)
                        .orElseThrow(() ->
                                CliException.usage(
                                        "\"" + rows + "\" is no number of rows",
                                        "Give --rows N, --rows all or --rows none."));
        int mark = what.lastIndexOf(".pgrec#q=");
        Path file = Path.of(mark < 0 ? what : what.substring(0, mark + 6));
        boolean offline = what.endsWith(".pgrec") || mark >= 0;
        if (offline && !Files.isRegularFile(file)) {
            throw new CliException(
                    ExitCode.NOT_FOUND,
                    "no_such_file",
                    "there is no file " + file,
                    "Check the path.");
        }
        int first = mark < 0 ? 1 : ordinal(what.substring(mark + 9));
        try (Pager pager = Pager.open(context, !noPager)) {
            Writer out = new HeadTime(pager.out(), context.times());
            if (offline) {
                playFile(keys.of(file, context.environment()), first, limit, out);
            } else if (isPart()) {
                ChosenText.write(feed(), choice(Moment.parse(what).first()), limit, pager.out());
            } else {
                playSession(Moment.parse(what), out);
            }
        } catch (KeyUnavailableException e) {
            throw RecordingKeys.needed(file, e);
        } catch (KeyDestroyedException e) {
            throw CliException.failed(
                    "content_erased",
                    String.valueOf(e.getMessage()),
                    "Its proof is kept: postern verify " + file + ".");
        }
        return ExitCode.SUCCESS;
    }

    /// The player where a person sits who did not ask for something to read in a pager.
    private Format preset(boolean isFile) {
        boolean wantsText =
                noPager
                        || messages
                        || isFile
                        || !Variable.POSTERN_PAGER.in(context.environment()).isBlank();
        return !wantsText && Player.isPossible(context) ? Format.tty : Format.text;
    }

    private ExitCode playOnTerminal(boolean isFile) throws CliException, IOException {
        if (isFile || messages) {
            throw CliException.usage(
                    "the player plays sessions of the broker, not files or messages",
                    "Give --format text.");
        }
        Pauses pauses = Pauses.of(speed, idle);
        if (!Player.isPossible(context)) {
            throw CliException.usage(
                    "the player needs a terminal on standard input and output",
                    "Give --format text.");
        }
        Moment moment = Moment.parse(what);
        int at = moment.position() == null ? 0 : moment.first();
        return Player.play(context, feed(), choice(at), pauses);
    }

    private Feed feed() throws CliException, IOException {
        String look = "play-" + context.clock().millis() + "-" + ProcessHandle.current().pid();
        return Feed.open(context.api().looking(look), Moment.parse(what).session());
    }

    private Choice choice(int at) {
        return new Choice(at, from, to, only);
    }

    private boolean isPart() {
        return choice(1).isPart();
    }

    private static int ordinal(String text) throws CliException {
        if (!text.matches("[0-9]{1,9}")) {
            throw CliException.usage(
                    "\"" + text + "\" is no statement number", "Write FILE.pgrec#q=41.");
        }
        return Integer.parseInt(text);
    }

    private void playFile(RecordingFile file, int first, long limit, Writer out)
            throws CliException, IOException {
        if (messages) {
            playMessages(file, out);
            return;
        }
        if (format == Format.jsonl) {
            try (SessionReplay replay = SessionReplay.open(file)) {
                replay.all(new JsonLines(out)::event);
                noteEnd(replay);
            }
            return;
        }
        String name = file.path().toString();
        PsqlText text = new PsqlText(out, new PsqlOptions(name, name, limit, first));
        FileChoice chosen = isPart() ? FileChoice.of(file, choice(first)) : null;
        EventListener listener =
                event -> {
                    if (chosen == null || chosen.holds(event)) {
                        text.event(event);
                    }
                };
        try (SessionReplay replay = SessionReplay.openBefore(file, first, listener)) {
            replay.all(listener);
            text.flush();
            noteEnd(replay);
        }
    }

    private void noteEnd(SessionReplay replay) {
        if (!replay.isComplete()) {
            context.console()
                    .note("the recording has no end: the session runs, or its broker stopped");
        }
    }

    private void playMessages(RecordingFile file, Writer out) throws IOException {
        MessageLines lines = new MessageLines(out, hex);
        MessageJson json = new MessageJson(out, file.path().toString());
        try (MessageReplay replay = MessageReplay.open(file, MessageCutter.DEFAULT_RAW_LIMIT)) {
            replay.all(
                    new MessageReplay.Listener() {
                        @Override
                        public void message(WireMessage message) throws IOException {
                            if (format == Format.jsonl) {
                                json.message(message);
                            } else {
                                lines.message(message);
                            }
                        }

                        @Override
                        public void fact(Entry.Fact fact) throws IOException {
                            if (format == Format.jsonl) {
                                json.fact(fact);
                            } else {
                                lines.fact(fact);
                            }
                        }
                    });
        }
    }

    private void playSession(Moment moment, Writer out) throws IOException, CliException {
        ApiClient api = context.api();
        String path =
                "/api/v1/sessions/"
                        + moment.session()
                        + (format == Format.jsonl
                                ? "/events?messages=" + messages
                                : textQuery(moment));
        try (BufferedReader in =
                new BufferedReader(
                        new InputStreamReader(api.stream(path), StandardCharsets.UTF_8))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                out.write(Visible.text(line));
                out.write('\n');
            }
        }
    }

    private String textQuery(Moment moment) throws CliException {
        return "/text?rows="
                + rows
                + "&q="
                + moment.first()
                + "&messages="
                + messages
                + "&hex="
                + hex;
    }
}
