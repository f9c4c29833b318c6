package dev.postern.broker.store.object;

import dev.postern.broker.store.object.ObjectStoreException.Kind;
import dev.postern.recording.format.RecordingId;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// Recordings wherever they are: in the data folder, else in the object store by way of the cache.
public final class ObjectBackedRecordings {

    private static final int PAGE = 1000;

    private final Function<String, Optional<Path>> local;
    private final ObjectStore store;
    private final FetchCache cache;

    /// @param local the recording of a session in the data folder
    public ObjectBackedRecordings(
            Function<String, Optional<Path>> local, ObjectStore store, FetchCache cache) {
        this.local = local;
        this.store = store;
        this.cache = cache;
    }

    /// A file with the recording of a session, if there is one; blocks while it is fetched.
    ///
    /// @param session a ULID; there is nothing for any other text
    /// @throws UncheckedIOException with a sentence for people if it cannot be brought here
    public Optional<Path> find(String session) {
        if (!RecordingId.isValid(session)) {
            return Optional.empty();
        }
        Optional<Path> here = local.apply(session);
        if (here.isPresent()) {
            return here;
        }
        try {
            return Optional.of(cache.get(ObjectNames.recording(session)));
        } catch (ObjectStoreException e) {
            if (e.kind() == Kind.MISSING) {
                return Optional.empty();
            }
            throw new UncheckedIOException(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The sessions whose recordings are in the object store, oldest first.
    public List<String> stored() throws IOException {
        List<String> sessions = new ArrayList<>();
        String after = "";
        while (true) {
            List<String> names = store.list(ObjectKind.RECORDING, after, PAGE);
            if (names.isEmpty()) {
                return sessions;
            }
            for (String name : names) {
                ObjectNames.session(name).ifPresent(sessions::add);
            }
            after = names.getLast();
        }
    }
}
