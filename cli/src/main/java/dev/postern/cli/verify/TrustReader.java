package dev.postern.cli.verify;

import dev.postern.cli.console.CliException;
import dev.postern.cli.console.Console;
import dev.postern.cli.console.ExitCode;
import dev.postern.sitelog.AnchorFile;
import dev.postern.sitelog.LogTrust;
import dev.postern.sitelog.MalformedLogException;
import dev.postern.sitelog.SignedNote;
import dev.postern.sitelog.SiteKeys;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/// Reads what the caller brought from outside the store.
final class TrustReader {

    private final @Nullable Path keys;
    private final @Nullable String fingerprint;
    private final List<Path> anchors;

    TrustReader(@Nullable Path keys, @Nullable String fingerprint, List<Path> anchors) {
        this.keys = keys;
        this.fingerprint = fingerprint;
        this.anchors = anchors;
    }

    LogTrust read(Console console) throws IOException, CliException {
        List<SignedNote> notes = new ArrayList<>();
        for (Path anchor : anchors) {
            for (Path file : files(anchor)) {
                AnchorFile.Content content = AnchorFile.read(file);
                notes.addAll(content.notes());
                if (content.unreadable() > 0) {
                    console.note(
                            file
                                    + ": "
                                    + content.unreadable()
                                    + " pieces are no checkpoint and are passed over");
                }
            }
            if (notes.isEmpty()) {
                throw CliException.usage(
                        anchor + " has no checkpoint", "Name a file that an anchor wrote.");
            }
        }
        return new LogTrust(keys(), fingerprint(), notes);
    }

    private static List<Path> files(Path anchor) throws IOException, CliException {
        if (Files.isDirectory(anchor)) {
            try (Stream<Path> files = Files.walk(anchor)) {
                return files.filter(Files::isRegularFile).sorted().toList();
            }
        }
        refuseMissing(anchor);
        return List.of(anchor);
    }

    private static void refuseMissing(Path file) throws CliException {
        if (!Files.isRegularFile(file)) {
            throw new CliException(
                    ExitCode.NOT_FOUND,
                    "no_such_file",
                    "there is no file " + file,
                    "Check the path.");
        }
    }

    private @Nullable SiteKeys keys() throws IOException, CliException {
        Path file = keys;
        if (file == null) {
            return null;
        }
        refuseMissing(file);
        try {
            SiteKeys read = SiteKeys.parse(Files.readAllBytes(file));
            Optional<SiteKeys.Broken> broken = read.firstBroken();
            if (broken.isPresent()) {
                throw new MalformedLogException(broken.get().what());
            }
            return read;
        } catch (MalformedLogException e) {
            throw CliException.usage(
                    file + " is no file of public keys: " + e.getMessage(),
                    "Name a copy of site-log/keys that nobody else could change.");
        }
    }

    private @Nullable String fingerprint() throws CliException {
        String text = fingerprint;
        if (text == null) {
            return null;
        }
        String digits = text.toLowerCase(Locale.ROOT).replaceFirst("^sha256:", "");
        if (!digits.matches("[0-9a-f]{64}")) {
            throw CliException.usage(
                    "\"" + text + "\" is no fingerprint",
                    "Give the 64 hexadecimal digits that the broker's first start printed.");
        }
        return digits;
    }
}
