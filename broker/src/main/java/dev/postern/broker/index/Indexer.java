package dev.postern.broker.index;

import dev.postern.broker.base.MachineLoad;
import dev.postern.broker.base.Ticker;
import dev.postern.broker.mask.MaskRules;
import dev.postern.broker.store.sql.IndexRows;
import dev.postern.broker.store.sql.SessionBatch;
import dev.postern.broker.store.value.ValueTokenizer;
import dev.postern.keys.DataKeys;
import dev.postern.recording.RecordingFile;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;

/// Keeps the index up with the recordings, on its own thread and behind the relay.
///
/// [#changed] only notes which recording has news, so that the sealer never waits; news of one recording are merged,
/// so there are at most as many as running sessions. The thread works in rounds: each takes all news there are, reads a bounded
/// piece of each of these recordings and writes the pieces of many sessions in one transaction; then it rests as [Pace] says, so
/// that under load the index lags ([#status] says how far) and sessions do not. Rows are written over what is there,
/// so reading a recording again changes nothing: after a restart every recording that the index does not have as ended is
/// read from its beginning. An index that cannot be written loses nothing: the recording is read again with its next news or
/// at the next start, and [#rebuild] makes the same rows from the files alone.
public final class Indexer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Indexer.class);

    /// So many statements are read of one recording before another's turn.
    private static final int PIECE = 500;

    /// The same of bytes, which a long result is of.
    private static final long PIECE_BYTES = 2L << 20;

    /// So many statements are written in one transaction.
    private static final int BATCH = 1_000;

    private static final int MAX_OPEN = 512;
    private static final long NANOS_A_MILLI = 1_000_000;
    private static final long LOOK_NANOS = Duration.ofSeconds(10).toNanos();

    private final IndexRows store;
    private final DataKeys keys;
    private final ValueTokenizer tokenizer;
    private final Ticker ticker;
    private final Pace pace;
    private volatile MaskRules rules;
    private volatile Consumer<List<String>> ended = sessions -> {};
    private boolean isLookedAt;
    private long lookedAtNanos;
    private final Map<String, News> news = new LinkedHashMap<>();
    private final Map<String, Progress> open = new LinkedHashMap<>(16, 0.75f, true);
    private final Set<String> failing = new LinkedHashSet<>();
    private @Nullable Thread thread;
    private long oldestInHand = Long.MAX_VALUE;
    private int inHand;
    private long indexed;
    private boolean closed;

    /// @param keys  open the recordings
    /// @param rules which columns are classed
    public Indexer(
            IndexRows store, DataKeys keys, MaskRules rules, Ticker ticker, MachineLoad load) {
        this.store = store;
        this.keys = keys;
        this.tokenizer = store.values().tokenizer();
        this.ticker = ticker;
        this.rules = rules;
        this.pace = new Pace(load);
    }

    /// Takes over changed rules; recordings that are begun from now on are counted by them.
    public void configure(MaskRules changed) {
        rules = changed;
    }

    /// Sees to it that `listener` is told, on the indexer's thread, of sessions that are indexed to their end from now on.
    public void whenEnded(Consumer<List<String>> listener) {
        ended = listener;
    }

    /// Starts the thread. `recordings` are all recordings there are: those that the index lacks are read.
    ///
    /// @param sessionOf the session of a recording's file
    public void start(List<Path> recordings, Function<Path, String> sessionOf) {
        Set<String> ended = store.indexedSessions();
        for (Path file : recordings) {
            String session = sessionOf.apply(file);
            if (!ended.contains(session)) {
                changed(session, file);
            }
        }
        thread = Thread.ofPlatform().name("indexer").start(this::run);
    }

    /// Notes that the recording of `session` has grown or ended; returns at once, from any thread.
    public synchronized void changed(String session, Path file) {
        if (news.putIfAbsent(session, new News(session, file, ticker.nanos())) == null) {
            notifyAll();
        }
    }

    /// Says that somebody looks at a running session: for a while, what is new is found soon. Returns at once, from any
    /// thread.
    public synchronized void look() {
        isLookedAt = true;
        lookedAtNanos = ticker.nanos();
    }

    private synchronized boolean isLookedAt() {
        isLookedAt = isLookedAt && ticker.nanos() - lookedAtNanos < LOOK_NANOS;
        return isLookedAt;
    }

    /// How far the index is behind.
    public synchronized IndexStatus status() {
        long oldest = oldestInHand;
        for (News waiting : news.values()) {
            oldest = Math.min(oldest, waiting.since());
        }
        long behind = oldest == Long.MAX_VALUE ? 0 : Math.max(0, ticker.nanos() - oldest);
        return new IndexStatus(
                news.size() + inHand, Duration.ofNanos(behind), indexed, failing.size());
    }

    /// Waits until everything noted so far is in the index.
    public synchronized void awaitIdle() throws InterruptedException {
        while (!closed && (inHand > 0 || !news.isEmpty())) {
            wait();
        }
    }

    private void run() {
        try {
            List<News> round = takeAll();
            while (round != null) {
                long began = ticker.nanos();
                boolean isBehind = round(round);
                long worked = ticker.nanos() - began;
                done();
                long least = isBehind ? 0 : Pace.ROUND_NANOS - worked;
                rest(Math.max(pace.rest(worked, isLookedAt()), least));
                round = takeAll();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized @Nullable List<News> takeAll() throws InterruptedException {
        while (!closed && news.isEmpty()) {
            wait();
        }
        if (closed) {
            return null;
        }
        List<News> all = List.copyOf(news.values());
        news.clear();
        inHand = all.size();
        all.forEach(one -> oldestInHand = Math.min(oldestInHand, one.since()));
        return all;
    }

    private synchronized void done() {
        inHand = 0;
        oldestInHand = Long.MAX_VALUE;
        notifyAll();
    }

    private synchronized void rest(long nanos) throws InterruptedException {
        long until = ticker.nanos() + nanos;
        long left = nanos;
        while (!closed && left > 0) {
            wait(Math.max(1, left / NANOS_A_MILLI));
            left = until - ticker.nanos();
        }
    }

    private synchronized void goOn(News unread) {
        news.putIfAbsent(unread.session(), unread);
    }

    /// Reads a piece of each recording and writes them all.
    ///
    /// @return whether there was not time enough for all there is; those that had no turn come first in the next round
    private boolean round(List<News> round) {
        List<SessionBatch> batches = new ArrayList<>();
        List<News> begun = new ArrayList<>();
        int statements = 0;
        int late = 0;
        long until = ticker.nanos() + Pace.LONGEST_ROUND_NANOS;
        for (News one : round) {
            if (closed()) {
                return false;
            }
            if (ticker.nanos() - until > 0) {
                goOn(one);
                late++;
                continue;
            }
            SessionBatch batch = read(one, begun);
            if (batch != null) {
                batches.add(batch);
                statements += batch.statements().size();
            }
            if (statements >= BATCH) {
                write(batches);
                batches.clear();
                statements = 0;
            }
        }
        if (!batches.isEmpty()) {
            write(batches);
        }
        begun.forEach(this::goOn);
        return late > 0 || !begun.isEmpty();
    }

    private synchronized boolean closed() {
        return closed;
    }

    /// @param begun gets the recording if there may be more in it
    private @Nullable SessionBatch read(News one, List<News> begun) {
        String session = one.session();
        try {
            Progress progress = open.get(session);
            if (progress == null) {
                progress =
                        Progress.open(
                                session, new RecordingFile(one.file(), keys), tokenizer, rules);
                open.put(session, progress);
                if (open.size() > MAX_OPEN) {
                    drop(open.keySet().iterator().next());
                }
            }
            if (progress.advance(PIECE, PIECE_BYTES)) {
                begun.add(one);
                return progress.take();
            }
            SessionBatch batch = progress.take();
            if (progress.isEnded()) {
                drop(session);
            }
            failing.remove(session);
            return batch;
        } catch (IOException | RuntimeException e) {
            failed(session, e);
            return null;
        }
    }

    private void write(List<SessionBatch> batches) {
        try {
            store.write(batches);
            synchronized (this) {
                batches.forEach(batch -> indexed += batch.statements().size());
            }
            List<String> sealed =
                    batches.stream()
                            .map(SessionBatch::session)
                            .filter(session ->
                                    session.lifetime().endedAt() != null
                                            && session.verdict().isSealed())
                            .map(session -> session.id())
                            .toList();
            if (!sealed.isEmpty()) {
                ended.accept(sealed);
            }
        } catch (RuntimeException e) {
            batches.forEach(batch -> failed(batch.session().id(), e));
        }
    }

    private void failed(String session, Exception cause) {
        drop(session);
        synchronized (this) {
            failing.add(session);
        }
        LOG.atWarn()
                .addKeyValue("session", session)
                .setCause(cause)
                .log(
                        "a recording could not be indexed; it is read again from its beginning with"
                                + " its next news");
    }

    private void drop(String session) {
        Progress progress = open.remove(session);
        if (progress == null) {
            return;
        }
        try {
            progress.close();
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
    /// @param rules      which columns are classed
    /// @param recordings by session; each is asked for its file once, when its turn comes
    /// @param failed is told the sessions whose recordings cannot be read; the others are indexed all the same
    /// @return how many recordings were indexed
    public static int rebuild(
            IndexRows store,
            DataKeys keys,
            MaskRules rules,
            Map<String, Source> recordings,
            BiConsumer<String, IOException> failed) {
        store.clear();
        List<SessionBatch> batches = new ArrayList<>();
        int statements = 0;
        int count = 0;
        ValueTokenizer tokenizer = store.values().tokenizer();
        for (Map.Entry<String, Source> recording : recordings.entrySet()) {
            try (Progress progress =
                    Progress.open(
                            recording.getKey(),
                            new RecordingFile(recording.getValue().file(), keys),
                            tokenizer,
                            rules)) {
                boolean more = true;
                while (more) {
                    more = progress.advance(PIECE, PIECE_BYTES);
                    SessionBatch batch = progress.take();
                    if (batch != null) {
                        batches.add(batch);
                        statements += batch.statements().size();
                    }
                    if (statements >= BATCH) {
                        store.write(batches);
                        batches.clear();
                        statements = 0;
                    }
                }
                count++;
            } catch (IOException e) {
                failed.accept(recording.getKey(), e);
            }
        }
        store.write(batches);
        return count;
    }

    /// Stops after the round at hand.
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

    /// A recording that has grown.
    ///
    /// @param since when it was first noted, by the ticker
    private record News(String session, Path file, long since) {}
}
