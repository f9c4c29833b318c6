package dev.postern.broker.audit;

import dev.postern.broker.base.Clock;
import dev.postern.broker.base.Ticker;
import dev.postern.keys.KeyEncryptionKeys;
import dev.postern.sitelog.Checkpoint;
import dev.postern.sitelog.LogProof;
import dev.postern.sitelog.LogSync;
import dev.postern.sitelog.SignedNote;
import dev.postern.sitelog.SiteKey;
import dev.postern.sitelog.SiteKeys;
import dev.postern.sitelog.SiteLogReader;
import dev.postern.sitelog.SiteLogWriter;
import dev.postern.sitelog.SiteSigningKey;
import dev.postern.sitelog.TailSyncException;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/// The site's log, written by one thread: leaves that arrive while it waits for the disk are made durable together by
/// the next sync. It signs a checkpoint every 10 s or 256 leaves if there is something new, and hands over to a new key
/// when a day begins.
///
/// A leaf is durable when its promise is kept. When a write fails, the leaves of that write are refused and later ones
/// may succeed; when a sync fails, everything is refused until the broker is started again.
public final class SiteLog implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(SiteLog.class);
    private static final int MAX_WAITING = 4096;
    private static final int MAX_BATCH = 256;
    private static final int CHECKPOINT_LEAVES = 256;
    private static final Duration CHECKPOINT_AFTER = Duration.ofSeconds(10);
    private static final Duration AGAIN_AFTER = Duration.ofSeconds(1);
    private static final Duration LONGEST_LOOK = Duration.ofSeconds(5);

    private final Path folder;
    private final Clock clock;
    private final Ticker ticker;
    private final SigningKeys keys;
    private final SiteLogWriter writer;
    private final List<AnchorKeeper> anchors;
    private final BlockingQueue<Leaf> queue = new ArrayBlockingQueue<>(MAX_WAITING);
    private final Thread thread;
    private volatile long size;
    private volatile boolean closed;
    private volatile boolean ended;
    private volatile @Nullable String failure;
    private boolean checkpointFailing;
    private long checkpointAtNanos;
    private final LogAsk handOverAsk = new LogAsk("new key");
    private final LogAsk checkpointAsk = new LogAsk("checkpoint");

    /// Makes the bytes of a leaf once its number is known.
    @FunctionalInterface
    public interface LeafMaker {

        /// The leaf numbered `index`, from 0, which is written at `now`.
        byte[] leaf(long index, Instant now);
    }

    private record Leaf(LeafMaker maker, CompletableFuture<Long> written) {}

    /// Where a log is and what it is written with.
    ///
    /// @param data the data directory: the log is in `site-log`, the private keys in `site-keys`
    /// @param keys encrypt the private keys
    public record Place(
            Path data, KeyEncryptionKeys keys, Clock clock, Ticker ticker, LogSync sync) {

        Path log() {
            return data.resolve("site-log");
        }
    }

    /// An anchor and the shortest time between two checkpoints for it.
    public record Anchoring(Anchor anchor, Duration every) {}

    private SiteLog(
            Place place, SigningKeys keys, SiteLogWriter writer, List<Anchoring> anchorings) {
        this.folder = place.log();
        this.clock = place.clock();
        this.ticker = place.ticker();
        this.keys = keys;
        this.writer = writer;
        this.size = writer.size();
        this.anchors =
                anchorings.stream()
                        .map(a -> new AnchorKeeper(a.anchor(), a.every(), ticker))
                        .toList();
        this.thread = Thread.ofPlatform().name("postern-site-log").unstarted(this::run);
    }

    /// Opens the log of a data directory, or begins it; takes up what a crash left.
    ///
    /// @throws IOException if it is damaged, or cannot be written: the broker must not start
    public static SiteLog open(Place place, List<Anchoring> anchorings) throws IOException {
        SigningKeys keys =
                SigningKeys.open(
                        PrivateKeyFiles.open(place.data().resolve("site-keys"), place.keys()),
                        place.log(),
                        place.clock().now(),
                        place.sync());
        SiteLogWriter writer = SiteLogWriter.open(place.log(), keys.current().keys(), place.sync());
        SiteLog log = new SiteLog(place, keys, writer, anchorings);
        log.checkpointAtNanos = place.ticker().nanos();
        log.thread.start();
        return log;
    }

    /// Adds a leaf; it is durable when this returns its number, from 0. Blocks.
    ///
    /// @throws AuditException if it could not be written: what it is about must not happen
    public long append(LeafMaker maker) {
        CompletableFuture<Long> written = submit(maker);
        try {
            return written.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AuditException("interrupted while an audit event was being written", e);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new AuditException(cause.getMessage() + "", cause);
        }
    }

    /// Adds a leaf later, without waiting; the promise is kept when it is durable.
    public CompletableFuture<Long> submit(LeafMaker maker) {
        CompletableFuture<Long> written = new CompletableFuture<>();
        String why = failure;
        if (closed) {
            written.completeExceptionally(new AuditException("the site log is closed"));
        } else if (why != null) {
            written.completeExceptionally(new AuditException(why));
        } else if (!queue.offer(new Leaf(maker, written))) {
            written.completeExceptionally(
                    new AuditException(MAX_WAITING + " audit events wait for the disk"));
        }
        if (ended) {
            refuseWaiting();
        }
        return written;
    }

    /// Hands over to a new key now, instead of when the day ends. Blocks until the new one signs.
    ///
    /// @throws AuditException if it could not be done; the key so far goes on
    public void handOver() {
        handOverAsk.await(this::wake);
    }

    /// Proves leaves by a checkpoint that covers them, which is signed now if the newest does not. Blocks.
    ///
    /// @param indices numbers of durable leaves, from 0
    /// @throws IOException    if the log's files cannot be read, or do not fit the checkpoint
    /// @throws AuditException if no checkpoint could be signed
    public LogProof prove(Collection<Long> indices) throws IOException {
        checkpointAsk.await(this::wake);
        return LogProof.of(folder, indices);
    }

    private void wake() {
        queue.offer(new Leaf((_, _) -> new byte[0], new CompletableFuture<>()));
    }

    /// Number of durable leaves.
    public long size() {
        return size;
    }

    /// A reader of what is durable now.
    public SiteLogReader reader() throws IOException {
        return SiteLogReader.open(folder);
    }

    /// The public keys as they are now.
    public SiteKeys keys() {
        return keys.current().keys();
    }

    /// Today's key, to sign recordings with.
    public SiteSigningKey signingKey() {
        return keys.current().key();
    }

    private void run() {
        List<Leaf> batch = new ArrayList<>();
        try {
            while (!closed || !queue.isEmpty()) {
                Leaf first = queue.poll(nextLook().toMillis(), TimeUnit.MILLISECONDS);
                handOverIfDue();
                if (first != null) {
                    batch.add(first);
                    queue.drainTo(batch, MAX_BATCH - 1);
                    write(batch);
                    batch.clear();
                }
                checkpointIfDue();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            fail("the site log is closed");
            ended = true;
            batch.forEach(this::refuse);
            refuseWaiting();
        }
    }

    private void refuseWaiting() {
        for (Leaf left = queue.poll(); left != null; left = queue.poll()) {
            refuse(left);
        }
    }

    private Duration nextLook() {
        if (writer.waiting() == 0 || failure != null) {
            return LONGEST_LOOK;
        }
        long left = checkpointAtNanos - ticker.nanos();
        return Duration.ofNanos(Math.clamp(left, 1_000_000, LONGEST_LOOK.toNanos()));
    }

    private void write(List<Leaf> batch) {
        List<byte[]> entries = new ArrayList<>();
        List<Leaf> writing = new ArrayList<>();
        Instant now = clock.now();
        boolean wasEmpty = writer.waiting() == 0;
        for (Leaf leaf : batch) {
            byte[] entry = make(leaf, writer.size() + entries.size(), now);
            if (entry.length > 0) {
                entries.add(entry);
                writing.add(leaf);
            }
        }
        long first = writer.size();
        String why = failure;
        try {
            if (why != null) {
                throw new IOException(why);
            }
            if (!entries.isEmpty()) {
                writer.append(entries);
            }
        } catch (IOException e) {
            String reason = "the site log cannot be written: " + e.getMessage();
            if (e instanceof TailSyncException) {
                reason += "; the broker takes nothing more until it is started again";
                fail(reason);
            }
            AuditException refusal = new AuditException(reason, e);
            writing.forEach(leaf -> leaf.written().completeExceptionally(refusal));
            return;
        }
        size = writer.size();
        if (wasEmpty) {
            checkpointAtNanos = ticker.nanos() + CHECKPOINT_AFTER.toNanos();
        }
        for (int i = 0; i < writing.size(); i++) {
            writing.get(i).written().complete(first + i);
        }
    }

    /// The leaf's bytes; none if it cannot be made, which its promise then says.
    private static byte[] make(Leaf leaf, long index, Instant now) {
        try {
            byte[] entry = leaf.maker().leaf(index, now);
            if (entry.length > 0 && entry.length <= SiteLogWriter.MAX_LEAF_BYTES) {
                return entry;
            }
            leaf.written()
                    .completeExceptionally(
                            new AuditException(
                                    "an audit event has "
                                            + entry.length
                                            + " bytes; at most "
                                            + SiteLogWriter.MAX_LEAF_BYTES
                                            + " fit"));
        } catch (RuntimeException e) {
            leaf.written()
                    .completeExceptionally(
                            new AuditException("an audit event cannot be put into words", e));
        }
        return new byte[0];
    }

    private void fail(String reason) {
        if (failure == null) {
            failure = reason;
        }
    }

    private void refuse(Leaf leaf) {
        leaf.written().completeExceptionally(new AuditException(failure + ""));
    }

    private void handOverIfDue() {
        Instant now = clock.now();
        if ((!handOverAsk.isAsked() && !keys.isDue(now)) || failure != null) {
            return;
        }
        CompletableFuture<Void> asked = handOverAsk.take();
        try {
            checkpoint();
            String origin = keys.current().keys().origin();
            Checkpoint head = writer.head(origin);
            SiteKey before = keys.current().key().publicKey();
            Instant last = keys.current().keys().last().from();
            keys.handOver(now.isBefore(last) ? last : now, head);
            SiteKey after = keys.current().key().publicKey();
            int epoch = keys.current().keys().last().epoch();
            LOG.atInfo().addKeyValue("reason", after).log("a new key signs the site log");
            queue.offer(
                    new Leaf(
                            (index, at) -> AuditLeaf.keyBegins(index, at, epoch, before, after),
                            new CompletableFuture<>()));
            asked.complete(null);
        } catch (IOException e) {
            logCheckpointFailure(e);
            asked.completeExceptionally(e);
        }
    }

    private void checkpointIfDue() {
        boolean isAsked = checkpointAsk.isAsked();
        boolean due =
                isAsked
                        || writer.waiting() >= CHECKPOINT_LEAVES
                        || checkpointAtNanos - ticker.nanos() <= 0
                        || (closed && queue.isEmpty());
        boolean tooSoon =
                checkpointFailing && checkpointAtNanos - ticker.nanos() > 0 && !closed && !isAsked;
        if ((writer.waiting() == 0 && !isAsked) || !due || tooSoon || failure != null) {
            return;
        }
        CompletableFuture<Void> asked = checkpointAsk.take();
        try {
            if (writer.waiting() > 0) {
                checkpoint();
            }
            asked.complete(null);
        } catch (IOException e) {
            logCheckpointFailure(e);
            asked.completeExceptionally(e);
        }
    }

    private void checkpoint() throws IOException {
        SigningKeys.Current current = keys.current();
        if (writer.waiting() > 0 || writer.size() == 0) {
            SignedNote note = writer.checkpoint(current.keys().origin(), current.key());
            anchors.forEach(anchor -> anchor.offer(writer.size(), note));
        }
        checkpointFailing = false;
        checkpointAtNanos = ticker.nanos() + CHECKPOINT_AFTER.toNanos();
    }

    private void logCheckpointFailure(IOException e) {
        if (!checkpointFailing) {
            LOG.atError()
                    .addKeyValue("reason", e.toString())
                    .log(
                            "no checkpoint can be written; events stay durable, and it is tried"
                                    + " again");
        }
        checkpointFailing = true;
        checkpointAtNanos = ticker.nanos() + AGAIN_AFTER.toNanos();
    }

    /// Writes what waits, signs a last checkpoint, brings it to the anchors.
    @Override
    public void close() {
        closed = true;
        wake();
        try {
            thread.join();
            anchors.forEach(AnchorKeeper::close);
            writer.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            throw new AuditException("the site log does not close", e);
        }
    }
}
