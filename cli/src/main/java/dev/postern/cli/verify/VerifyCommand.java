package dev.postern.cli.verify;

import dev.postern.cli.command.CommandContext;
import dev.postern.cli.console.CliException;
import dev.postern.cli.console.ExitCode;
import dev.postern.cli.console.Variable;
import dev.postern.cli.output.ApiFields;
import dev.postern.cli.output.ObjectOutput;
import dev.postern.pack.PackReport;
import dev.postern.pack.PackVerifier;
import dev.postern.recording.format.RecordingId;
import dev.postern.sitelog.LogTrust;
import dev.postern.verify.StoreReport;
import dev.postern.verify.StoreVerifier;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;

/// `postern verify`: checks evidence offline, with public keys alone.
@Command(
        name = "verify",
        mixinStandardHelpOptions = true,
        description = {
            "Check recordings and the site log: offline, with public keys alone.",
            "",
            "FILE is one recording or an evidence pack, DIR a data directory or a folder of"
                    + " recordings, SID a session of the data directory."
        },
        footer = {
            "",
            "Exit codes of this command:",
            "  0  intact, and something from outside says so",
            "  1  tampered: evidence was changed, or is missing",
            "  2  incomplete: a recording ends where its broker died (also: a command line that"
                    + " makes no sense)",
            "  3  unverifiable: nothing was found, but nothing from outside was given to hold"
                    + " against",
            "  6  no such file; 74 a file cannot be read",
            "",
            "Examples:",
            "  postern verify --all --data /var/lib/postern --anchor /mnt/worm/postern.anchors",
            "  postern verify 01K9T2QWERTYUIOPASDFGHJKZX.pgrec --keys site-keys.txt",
            "  postern verify session.pack.zip --fingerprint 3b1f...",
            "",
            "What each verdict proves, and what not: docs/verify.md"
        })
public final class VerifyCommand implements Callable<Integer> {

    private static final int PARENTS = 6;

    private final CommandContext context;

    @Parameters(paramLabel = "FILE|DIR|SID", arity = "0..*", description = "What to check.")
    private List<String> what = new ArrayList<>();

    @Option(names = "--all", description = "The whole data directory.")
    private boolean all;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "The data directory, or a copy. Default: $$POSTERN_DATA, else here.")
    private @Nullable Path data;

    @Option(
            names = "--anchor",
            paramLabel = "FILE|DIR",
            description = "Checkpoints that were kept outside. May be given again.")
    private List<Path> anchors = new ArrayList<>();

    @Option(
            names = "--keys",
            paramLabel = "FILE",
            description = "A copy of site-log/keys that was kept outside.")
    private @Nullable Path keys;

    @Option(
            names = "--fingerprint",
            paramLabel = "HEX",
            description = "SHA-256 of the site's first key, as its first start printed it.")
    private @Nullable String fingerprint;

    @Mixin private ObjectOutput output = new ObjectOutput(ApiFields.VERIFICATION);

    public VerifyCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() throws CliException {
        try {
            LogTrust trust = new TrustReader(keys, fingerprint, anchors).read(context.console());
            Path pack = pack();
            if (pack != null) {
                return verify(pack, trust);
            }
            StoreReport report = verify(trust);
            output.print(
                    context,
                    ReportViews.document(report),
                    report.verdict().text(),
                    () -> ReportViews.text(report));
            return report.verdict().exitCode();
        } catch (IOException e) {
            throw new CliException(
                    ExitCode.UNREADABLE,
                    "unreadable",
                    "a file cannot be read: " + e.getMessage(),
                    "Nothing is proven; run the command as somebody who may read the store.");
        }
    }

    /// The evidence pack that is to be checked, or null if it is something else.
    private @Nullable Path pack() throws IOException, CliException {
        for (String one : what) {
            Path path = Path.of(one);
            if (Files.isRegularFile(path) && PackVerifier.isPack(path)) {
                if (what.size() > 1 || all) {
                    throw CliException.usage(
                            one + " is an evidence pack, which is checked alone",
                            "Name it and nothing else.");
                }
                return path;
            }
        }
        return null;
    }

    private int verify(Path pack, LogTrust trust) throws IOException {
        PackReport report = PackVerifier.verify(pack, trust);
        output.print(
                context,
                PackViews.document(report),
                report.verdict().text(),
                () -> PackViews.text(report, trust.knowsKey()));
        return report.verdict().exitCode();
    }

    private StoreReport verify(LogTrust trust) throws IOException, CliException {
        if (all == !what.isEmpty()) {
            throw CliException.usage(
                    all ? "--all takes nothing beside it" : "there is nothing to check",
                    "Name a recording, a folder or a session, or give --all.");
        }
        if (all) {
            return StoreVerifier.all(dataDirectory(), trust);
        }
        if (what.size() == 1) {
            Path only = Path.of(what.getFirst());
            if (isData(only)) {
                return StoreVerifier.all(only, trust);
            }
            if (!Files.exists(only) && RecordingId.isValid(name(what.getFirst()))) {
                return StoreVerifier.session(dataDirectory(), name(what.getFirst()), trust);
            }
        }
        List<Path> files = new ArrayList<>();
        for (String one : what) {
            Path path = Path.of(one);
            if (Files.isDirectory(path)) {
                files.addAll(StoreVerifier.recordings(path));
            } else if (Files.isRegularFile(path)) {
                files.add(path);
            } else {
                throw missing(one);
            }
        }
        return StoreVerifier.some(files, data == null ? above(files) : data, trust);
    }

    private static String name(String text) {
        return text.toUpperCase(Locale.ROOT);
    }

    private Path dataDirectory() throws CliException {
        String variable = Variable.POSTERN_DATA.in(context.environment());
        Path named = data;
        Path found = named != null ? named : Path.of(variable.isEmpty() ? "." : variable);
        if (!isData(found)) {
            throw new CliException(
                    ExitCode.NOT_FOUND,
                    "no_data",
                    found + " is no data directory: it has neither site-log nor recordings",
                    "Name it with --data DIR.");
        }
        return found;
    }

    private static boolean isData(Path folder) {
        return Files.isDirectory(folder.resolve("site-log"))
                || Files.isDirectory(folder.resolve("recordings"));
    }

    /// The data directory that the first file lies in, or null.
    private static @Nullable Path above(List<Path> files) {
        Path folder = files.isEmpty() ? null : files.getFirst().toAbsolutePath().getParent();
        for (int i = 0; i < PARENTS && folder != null; i++) {
            if (Files.isDirectory(folder.resolve("site-log"))) {
                return folder;
            }
            folder = folder.getParent();
        }
        return null;
    }

    private static CliException missing(String name) {
        return new CliException(
                ExitCode.NOT_FOUND,
                "no_such_file",
                "there is no file, folder or session " + name,
                "Check the path.");
    }
}
