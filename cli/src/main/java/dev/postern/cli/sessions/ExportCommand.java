package dev.postern.cli.sessions;

import dev.postern.cli.command.CommandContext;
import dev.postern.cli.command.Verb;
import dev.postern.cli.console.CliException;
import dev.postern.cli.console.ExitCode;
import dev.postern.export.ExportFormat;
import dev.postern.export.SessionExport;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;

/// `postern export`: writes a whole session in a form for other programs, from the broker or from a file without it.
@Command(
        name = "export",
        mixinStandardHelpOptions = true,
        description = "Write a session for other programs.",
        footer = {
            "",
            "Formats: jsonl (events), html (one page that needs no network), cast (asciinema),"
                    + " pqtrace",
            "(as libpq traces), pcap (for Wireshark), raw and od (bytes of one direction), sql,"
                    + " csv,",
            "pack (evidence pack: a ZIP with a page to read, everything that was written and"
                    + " decided",
            "about the session, and the proof; check it with postern verify).",
            "",
            "Examples:",
            "  postern export 01K9T2QWERTY --format pcap -O session.pcap",
            "  postern export 01K9T2QWERTY --format pack -O session.pack.zip",
            "  postern export 01K9T2QWERTY#q=41 --format csv",
            "  postern export session.pgrec --format od --direction frontend"
        })
public final class ExportCommand implements Verb {

    private final CommandContext context;

    @Parameters(
            paramLabel = "SID[#q=N]|FILE.pgrec",
            description = "Session id, link to a moment, or recording file.")
    private String what = "";

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            required = true,
            description = "jsonl, html, cast, pqtrace, pcap, raw, od, sql, csv or pack.")
    private ExportFormat format = ExportFormat.JSONL;

    @Option(
            names = "--direction",
            paramLabel = "frontend|backend",
            description = "For raw and od: what the client sent, or what it got. Default: backend.")
    private SessionExport.Direction direction = SessionExport.Direction.BACKEND;

    @Option(
            names = "--rows",
            paramLabel = "N|all|none",
            description = "For html and cast: rows of each result. Default: all.")
    private String rows = "all";

    @Option(
            names = "--with-recording",
            description = "For pack: the recording too, which is encrypted.")
    private boolean withRecording;

    @Option(
            names = {"-O", "--output-file"},
            paramLabel = "FILE",
            description = "Write here, for you alone, in place of standard output.")
    private @Nullable Path file;

    @Option(names = "--force", description = "Write over FILE if it is there.")
    private boolean force;

    @Mixin private RecordingKeys keys = new RecordingKeys();

    public ExportCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public ExitCode run() throws CliException, IOException {
        if (withRecording && format != ExportFormat.PACK) {
            throw CliException.usage(
                    "--with-recording is for packs",
                    "Give --format pack, or leave --with-recording out.");
        }
        Path target = file;
        if (format.isBinary() && target == null && context.console().interactive()) {
            throw CliException.usage(
                    "a terminal shows no " + format.name().toLowerCase(Locale.ROOT),
                    "Give -O FILE, or redirect the output.");
        }
        if (target == null) {
            write(context.console().out());
            return ExitCode.SUCCESS;
        }
        try (OutputStream out = open(target)) {
            write(out);
        }
        return ExitCode.SUCCESS;
    }

    private OutputStream open(Path target) throws CliException, IOException {
        try {
            if (force) {
                Files.deleteIfExists(target);
            }
            Files.createFile(
                    target,
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rw-------")));
            return Files.newOutputStream(target, StandardOpenOption.WRITE);
        } catch (FileAlreadyExistsException e) {
            throw CliException.failed(
                    "file_exists",
                    target + " is there already",
                    "Give another name, or --force to write over it.");
        }
    }

    private void write(OutputStream out) throws CliException, IOException {
        Exporting exporting = new Exporting(context, keys);
        if (format == ExportFormat.PACK) {
            exporting.writePack(what, withRecording, out);
        } else {
            exporting.write(what, new Exporting.How(format, direction, rows), out);
        }
    }
}
