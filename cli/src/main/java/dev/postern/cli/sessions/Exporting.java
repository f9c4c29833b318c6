package dev.postern.cli.sessions;

import dev.postern.cli.command.CommandContext;
import dev.postern.cli.console.CliException;
import dev.postern.cli.console.ExitCode;
import dev.postern.export.ExportFormat;
import dev.postern.export.PsqlOptions;
import dev.postern.export.SessionExport;
import dev.postern.keys.KeyUnavailableException;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/// Writes a session in a form for other programs: the broker does it, or for a `.pgrec` file this program.
final class Exporting {

    private final CommandContext context;
    private final RecordingKeys keys;

    Exporting(CommandContext context, RecordingKeys keys) {
        this.context = context;
        this.keys = keys;
    }

    /// How it is written.
    ///
    /// @param rows `all`, `none` or a number
    record How(ExportFormat format, SessionExport.Direction direction, String rows) {}

    /// Writes the session or file `what`.
    void write(String what, How how, OutputStream out) throws CliException, IOException {
        long rows =
                PsqlOptions.rows(how.rows())
                        .orElseThrow(() ->
                                CliException.usage(
                                        "\"" + how.rows() + "\" is no number of rows",
                                        "Give --rows N, --rows all or --rows none."));
        if (what.endsWith(".pgrec")) {
            writeFile(Path.of(what), how, rows, out);
            return;
        }
        Moment moment = Moment.parse(what);
        boolean isOneResult = how.format() == ExportFormat.CSV && moment.isOneStatement();
        String path =
                "/api/v1/sessions/"
                        + moment.session()
                        + "/export?format="
                        + how.format().name().toLowerCase(Locale.ROOT)
                        + "&direction="
                        + how.direction().name().toLowerCase(Locale.ROOT)
                        + "&rows="
                        + how.rows()
                        + "&q="
                        + moment.first()
                        + (isOneResult ? "&to=" + moment.first() : "");
        try (InputStream in = context.api().stream(path)) {
            in.transferTo(out);
        }
    }

    /// Writes the evidence pack of a session, which only a broker can make.
    void writePack(String what, boolean withRecording, OutputStream out)
            throws CliException, IOException {
        if (what.endsWith(".pgrec")) {
            throw CliException.usage(
                    "a pack has what the broker knows of a session besides its recording",
                    "Name the session: postern export SID --format pack -O FILE");
        }
        String path =
                "/api/v1/sessions/"
                        + Moment.parse(what).session()
                        + "/export?format=pack&recording="
                        + withRecording;
        try (InputStream in = context.api().stream(path)) {
            in.transferTo(out);
        }
    }

    private void writeFile(Path recording, How how, long rows, OutputStream out)
            throws CliException, IOException {
        if (!Files.isRegularFile(recording)) {
            throw new CliException(
                    ExitCode.NOT_FOUND,
                    "no_such_file",
                    "there is no file " + recording,
                    "Check the path.");
        }
        String name = String.valueOf(recording.getFileName());
        try {
            new SessionExport(
                            keys.of(recording, context.environment()),
                            new SessionExport.Choice(
                                    new PsqlOptions(name, name, rows, 1),
                                    Integer.MAX_VALUE,
                                    how.direction()))
                    .write(how.format(), out);
        } catch (KeyUnavailableException e) {
            throw RecordingKeys.needed(recording, e);
        }
    }
}
