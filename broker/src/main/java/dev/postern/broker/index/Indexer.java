package dev.postern.broker.index;

import dev.postern.broker.store.sql.IndexRows;
import dev.postern.event.SessionEvent;
import dev.postern.keys.DataKeys;
import dev.postern.recording.RecordingFile;
import dev.postern.replay.SessionReplay;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Keeps the index up with the recordings, on its own thread and behind the relay.
///
/// [#changed] only notes which recording has news, so that the sealer never waits; news of one recording are merged,
/// so the queue is bounded by the number of running sessions. Rows are written over what is there, so reading a
/// recording again changes nothing: after a restart every recording that the index does not have as ended is read
/// from its beginning. An index that cannot be written loses nothing: the recording is read again with its next news or at
/// the next start, and [#rebuild] makes the same rows from the files alone.
public final class Indexer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Indexer.class);
    private static final int BATCH = 500;
    private static final int MAX_OPEN = 128;

    private final IndexRows store;
    private final DataKeys keys;
    private final Map<String, Path> news = new LinkedHashMap<>();
    private final Map<String, Progress> open = new LinkedHashMap<>(16, 0.75f, true);
    private final Map<String, Integer> failures = new HashMap<>();
    private @Nullable Thread thread;
    private boolean busy;
    private boolean closed;

    public Indexer(IndexRows store) {
        this(store, RecordingFile.NO_KEYS);
    }

    /// @param keys open the recordings that are encrypted
    public Indexer(IndexRows store, DataKeys keys) {
        this.store = store;
        this.keys = keys;
    }

    /// Starts the thread. `recordings` are all recordings there are: those that the index lacks are read.
    ///
    /// @param sessionOf the session of a recording's file
    public void start(List<Path> recordings, java.util.function.Function<Path, String> sessionOf) {
        for (Path file : recordings) {
            String session = sessionOf.apply(file);
            boolean known =
                    store.session(session)
                            .filter(row -> row.lifetime().endedAt() != null)
                            .isPresent();
            if (!known) {
                changed(session, file);
            }
        }
        thread = Thread.ofPlatform().name("indexer").start(this::run);
    }

    /// Notes that the recording of `session` has grown or ended; returns at once, from any thread.
    public synchronized void changed(String session, Path file) {
        news.put(session, file);
        notifyAll();
    }

    /// Waits until everything noted so far is in the index.
    public synchronized void awaitIdle() throws InterruptedException {
        while (!closed && (busy || !news.isEmpty())) {
            wait();
        }
    }

    private void run() {
        while (true) {
            Map.Entry<String, Path> next;
            try {
                next = take();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
            if (next == null) {
                return;
            }
            try {
                index(next.getKey(), next.getValue());
                failures.remove(next.getKey());
            } catch (IOException | RuntimeException e) {
                failed(next.getKey(), e);
            } finally {
                done();
            }
        }
    }

    private synchronized Map.@Nullable Entry<String, Path> take() throws InterruptedException {
        while (!closed && news.isEmpty()) {
            wait();
        }
        if (closed) {
            return null;
        }
        Map.Entry<String, Path> first =
                Map.entry(news.keySet().iterator().next(), news.values().iterator().next());
        news.remove(first.getKey());
        busy = true;
        return first;
    }

    private synchronized void done() {
        busy = false;
        notifyAll();
    }

    private void failed(String session, Exception cause) {
        drop(session);
        int count = failures.merge(session, 1, Integer::sum);
        LOG.atWarn()
                .addKeyValue("session", session)
                .addKeyValue("reason", count)
                .setCause(cause)
                .log(
                        "a recording could not be indexed; it is read again from its beginning with"
                                + " its next news");
    }

    private void index(String session, Path file) throws IOException {
        Progress progress = open.get(session);
        if (progress == null) {
            progress =
                    new Progress(
                            SessionReplay.open(new RecordingFile(file, keys)),
                            new SessionIndexer(session));
            open.put(session, progress);
        }
        advance(progress);
        if (progress.rows().isEnded() || open.size() > MAX_OPEN) {
            drop(progress.rows().isEnded() ? session : open.keySet().iterator().next());
        }
    }

    private void advance(Progress progress) throws IOException {
        SessionIndexer rows = progress.rows();
        boolean more = true;
        while (more) {
            more = progress.replay().step((SessionEvent event) -> rows.event(event));
            if (rows.pending() >= BATCH) {
                write(progress);
            }
        }
        write(progress);
    }

    private void write(Progress progress) {
        if (!progress.rows().isKnown()) {
            return;
        }
        SessionIndexer.Batch batch = progress.rows().take();
        SessionReplay replay = progress.replay();
        store.write(
                progress.rows().session(replay.frontendBytes(), replay.backendBytes()),
                batch.statements(),
                batch.transactions());
    }

    private void drop(String session) {
        Progress progress = open.remove(session);
        if (progress == null) {
            return;
        }
        try {
            progress.replay().close();
        } catch (IOException e) {
            LOG.atWarn()
                    .addKeyValue("session", session)
                    .setCause(e)
                    .log("a recording could not be closed");
        }
    }

    /// Finds the file of a recording, which may have to be fetched first.
    @FunctionalInterface
    public interface Source {
        Path file() throws IOException;
    }

    /// Empties `store` and fills it from `recordings` alone, on the caller's thread.
    ///
    /// @param recordings by session; each is asked for its file once, when its turn comes
    /// @param failed is told the sessions whose recordings cannot be read; the others are indexed all the same
    /// @return how many recordings were indexed
    public static int rebuild(
            IndexRows store,
            DataKeys keys,
            Map<String, Source> recordings,
            java.util.function.BiConsumer<String, IOException> failed) {
        store.clear();
        Indexer indexer = new Indexer(store, keys);
        int count = 0;
        for (Map.Entry<String, Source> recording : recordings.entrySet()) {
            try {
                indexer.index(recording.getKey(), recording.getValue().file());
                count++;
            } catch (IOException e) {
                failed.accept(recording.getKey(), e);
            } finally {
                indexer.drop(recording.getKey());
            }
        }
        return count;
    }

    /// Stops after the recording at hand.
    @Override
    public void close() {
        Thread running;
        synchronized (this) {
            closed = true;
            notifyAll();
            running = thread;
        }
        if (running != null) {
            try {
                running.join(10_000);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        List.copyOf(open.keySet()).forEach(this::drop);
    }

    private record Progress(SessionReplay replay, SessionIndexer rows) {}
}
