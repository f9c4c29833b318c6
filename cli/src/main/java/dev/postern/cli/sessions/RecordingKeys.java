package dev.postern.cli.sessions;

import dev.postern.cli.console.CliException;
import dev.postern.cli.console.ExitCode;
import dev.postern.keys.CorruptKeyException;
import dev.postern.keys.DataKeys;
import dev.postern.keys.KeyEncryptionKey;
import dev.postern.keys.KeyFolder;
import dev.postern.keys.KeyRing;
import dev.postern.keys.KeyUnavailableException;
import dev.postern.recording.RecordingFile;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Option;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// Where the keys of recording files are, when no broker is asked: `--key-file` and `--keys`.
final class RecordingKeys {

    private static final String VARIABLE = "POSTERN_KEY_FILE";
    private static final String FOLDER = "recording-keys";

    @Option(
            names = "--key-file",
            paramLabel = "FILE",
            description =
                    "With FILE.pgrec: the key-encryption key. Default: the file that"
                            + " $POSTERN_KEY_FILE names.")
    private @Nullable Path keyFile;

    @Option(
            names = "--keys",
            paramLabel = "DIR",
            description =
                    "With FILE.pgrec: the folder of wrapped keys. Default: recording-keys of the"
                            + " data directory that FILE lies in.")
    private @Nullable Path keys;

    /// The recording in `file` with the keys that the options or `environment` name; without them only a recording in
    /// clear can be read.
    RecordingFile of(Path file, Map<String, String> environment) throws CliException, IOException {
        String named = environment.get(VARIABLE);
        Path key = keyFile != null || named == null ? keyFile : Path.of(named);
        if (key == null) {
            return RecordingFile.withoutKey(file);
        }
        return new RecordingFile(file, folder(file, key));
    }

    /// Says what to do about a key that cannot be had.
    static CliException needed(Path file, KeyUnavailableException cause) {
        return CliException.failed(
                "key_unavailable",
                file + " is encrypted: " + cause.getMessage(),
                "Name the broker's key-encryption key with --key-file FILE, and its folder of"
                        + " recording keys with --keys DIR if it is not above the recording.");
    }

    private DataKeys folder(Path file, Path key) throws CliException, IOException {
        Path folder = keys == null ? besides(file) : keys;
        if (folder == null || !Files.isDirectory(folder)) {
            throw new CliException(
                    ExitCode.NOT_FOUND,
                    "no_recording_keys",
                    "the wrapped keys of recordings are not at "
                            + (folder == null ? FOLDER + " above " + file : folder),
                    "Name their folder: --keys DIR.");
        }
        return new KeyFolder(
                folder, new KeyRing(read(key), List.of(), RecordingKeys::noRandomness));
    }

    private static KeyEncryptionKey read(Path key) throws CliException, IOException {
        if (!Files.isRegularFile(key)) {
            throw new CliException(
                    ExitCode.NOT_FOUND,
                    "no_such_file",
                    "there is no file " + key,
                    "Check the path.");
        }
        try {
            return KeyEncryptionKey.parse(Files.readString(key), "file " + key);
        } catch (CorruptKeyException e) {
            throw new CliException(
                    ExitCode.FAILED,
                    "no_key",
                    String.valueOf(e.getMessage()),
                    "Name the key-encryption key that the broker's configuration names.");
        }
    }

    /// `recording-keys` of the nearest folder above `file` that has one.
    private static @Nullable Path besides(Path file) {
        for (Path above = file.toAbsolutePath().getParent();
                above != null;
                above = above.getParent()) {
            if (Files.isDirectory(above.resolve(FOLDER))) {
                return above.resolve(FOLDER);
            }
        }
        return null;
    }

    private static byte[] noRandomness(int count) {
        throw new IllegalStateException(
                "reading makes no keys, but " + count + " bytes were asked");
    }
}
