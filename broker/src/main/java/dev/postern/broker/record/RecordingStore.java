package dev.postern.broker.record;

import dev.postern.keys.RecordingDay;
import dev.postern.recording.RecordingFile;
import dev.postern.recording.RecordingReader;
import dev.postern.recording.format.RecordingId;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// The recordings in a directory: `recordings/YYYY/MM/DD/SESSION.pgrec`, the day being the session's in UTC.
///
/// The directory `recordings/.open` has a name for every recording that was begun and not finished. They are links to one
/// empty file: a file system that gives and takes an inode for each session looks longer and longer for the next (ext4
/// passes over all that were freed in the last minutes).
public final class RecordingStore {

    private static final String SUFFIX = ".pgrec";

    private final Path data;
    private final Path root;
    private final Path open;
    private final Path mark;
    private final RecordingSeal seal;

    /// @param data the directory that holds `recordings`, in clear and unsigned
    public RecordingStore(Path data) {
        this(data, RecordingSeal.NONE);
    }

    /// @param data the directory that holds `recordings`
    public RecordingStore(Path data, RecordingSeal seal) {
        this.seal = seal;
        this.data = data;
        this.root = data.resolve("recordings");
        this.open = root.resolve(".open");
        this.mark = open.resolve(".mark");
    }

    /// Where the recording of `session` is or would be.
    Path path(RecordingId session) {
        return directory(session).resolve(session + SUFFIX);
    }

    /// The directory of the day of `session`.
    Path directory(RecordingId session) {
        return RecordingDay.folder(root, session.epochMillis());
    }

    /// The recording of a session, if there is one. A running session has one within a second of its beginning.
    ///
    /// @param session a ULID; there is nothing for any other text
    public Optional<Path> find(String session) {
        if (!RecordingId.isValid(session)) {
            return Optional.empty();
        }
        Path file = path(RecordingId.parse(session));
        return Files.isRegularFile(file) ? Optional.of(file) : Optional.empty();
    }

    /// The recording of a session with the keys to read it, if there is one.
    public Optional<RecordingFile> recording(String session) {
        return find(session).map(file -> new RecordingFile(file, seal.keys()));
    }

    /// What recordings are encrypted and signed with.
    RecordingSeal seal() {
        return seal;
    }

    /// A reader of the recording of a session, finished or running.
    ///
    /// @throws NoSuchFileException if there is none
    public RecordingReader open(String session) throws IOException {
        return recording(session)
                .orElseThrow(() -> new NoSuchFileException("no recording of session " + session))
                .open();
    }

    /// All recordings, oldest session first.
    public List<Path> list() throws IOException {
        if (!Files.isDirectory(root)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(root, 4)) {
            List<Path> found =
                    new ArrayList<>(
                            files.filter(Files::isRegularFile)
                                    .filter(file -> isRecording(file.getFileName().toString()))
                                    .toList());
            found.sort((a, b) -> sessionOf(a).compareTo(sessionOf(b)));
            return found;
        }
    }

    /// The session whose recording is in `file`.
    public static String sessionOf(Path file) {
        String name = file.getFileName().toString();
        return name.endsWith(SUFFIX) ? name.substring(0, name.length() - SUFFIX.length()) : name;
    }

    private static boolean isRecording(String name) {
        return name.endsWith(SUFFIX)
                && RecordingId.isValid(name.substring(0, name.length() - SUFFIX.length()));
    }

    /// The directories in which a name changes when `directory`, which lies in this store, is created.
    List<Path> parents(Path directory) {
        List<Path> parents = new ArrayList<>();
        parents.add(data);
        Path parent = root;
        for (Path name : root.relativize(directory)) {
            parents.add(parent);
            parent = parent.resolve(name);
        }
        return parents;
    }

    /// The file that says that the recording of `session` is not finished.
    Path marker(RecordingId session) {
        return open.resolve(session.toString());
    }

    /// Says that the recording of `session` is not finished. The directory of [#markers] is there.
    void mark(RecordingId session) throws IOException {
        Path marker = marker(session);
        if (Files.exists(marker)) {
            return;
        }
        if (!Files.exists(mark)) {
            Files.createFile(mark);
        }
        try {
            Files.createLink(marker, mark);
        } catch (FileSystemException | UnsupportedOperationException e) {
            // It has no links, or no more of them: a file of its own says the same.
            Files.createFile(marker);
        }
    }

    Path markers() {
        return open;
    }

    /// The sessions whose recordings were begun and not finished.
    List<RecordingId> unfinished() throws IOException {
        if (!Files.isDirectory(open)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(open)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(RecordingId::isValid)
                    .map(RecordingId::parse)
                    .toList();
        }
    }
}
