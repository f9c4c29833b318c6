package dev.postern.broker.record;

import dev.postern.broker.base.Clock;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/// Looks after the journals a few times a second: ends sessions when the disk is full or stands still, says when it is
/// slow, lets journals begin again when there is room, and keeps the [RecorderHealth] up to date. One platform thread.
final class RecorderWatch implements Runnable {

    /// Sessions are admitted below this lag.
    static final Duration ADMIT_BELOW = Duration.ofSeconds(1);

    /// Sessions are told above this lag.
    static final Duration NOTICE_ABOVE = Duration.ofSeconds(2);

    /// Sessions end above this lag.
    static final Duration END_ABOVE = Duration.ofSeconds(10);

    private static final Logger LOG = LoggerFactory.getLogger(RecorderWatch.class);
    private static final long PERIOD_NANOS = Duration.ofMillis(250).toNanos();
    private static final String FAILED =
            "the recorder stopped after an error; restart the broker to recover";
    private static final String NO_SPACE =
            "recording store has no space; new sessions are refused until space is free";

    private final JournalConfig config;
    private final FreeSpace.Source space;
    private final Clock clock;
    private final SpaceReserve reserve;
    private final StoreFacts store;
    private final List<JournalLane> lanes;
    private final boolean[] isTold;
    private final boolean[] isEnded;
    private boolean isReserveMissed;
    private volatile boolean isStopped;
    private volatile RecorderHealth health;
    private volatile @Nullable Thread thread;

    RecorderWatch(
            JournalConfig config,
            RecorderParts parts,
            SpaceReserve reserve,
            List<JournalLane> lanes) {
        this.config = config;
        this.space = parts.space();
        this.clock = parts.machine().clock();
        this.reserve = reserve;
        this.store = parts.facts();
        this.lanes = List.copyOf(lanes);
        this.isTold = new boolean[lanes.size()];
        this.isEnded = new boolean[lanes.size()];
        this.health =
                new RecorderHealth(
                        RecorderHealth.State.READY,
                        clock.now(),
                        "",
                        null,
                        RecorderHealth.Alarm.NONE,
                        Duration.ZERO,
                        store);
    }

    void start() {
        Thread watching =
                Thread.ofPlatform().name("postern-recorder-watch").daemon().unstarted(this);
        thread = watching;
        watching.start();
    }

    @Override
    public void run() {
        while (!isStopped) {
            try {
                tick();
            } catch (RuntimeException | Error e) {
                blind(e);
            }
            LockSupport.parkNanos(this, PERIOD_NANOS);
        }
    }

    /// Nobody would tell sessions any more that the disk is full or stands still, so none goes on.
    private void blind(Throwable error) {
        if (failure() == null) {
            LOG.atError().setCause(error).log("the recorder cannot be watched: sessions end");
        }
        RecorderException cause =
                new RecorderException(
                        RecorderException.Kind.IO_ERROR,
                        "the recorder could not be watched: " + error,
                        error);
        RecorderHealth before = health;
        health =
                new RecorderHealth(
                        RecorderHealth.State.FAILED,
                        before.since(),
                        FAILED,
                        before.space(),
                        before.alarm(),
                        before.lag(),
                        store);
        lanes.forEach(lane -> lane.shard().fail(cause));
    }

    void stop() throws InterruptedException {
        isStopped = true;
        Thread watching = thread;
        if (watching != null) {
            LockSupport.unpark(watching);
            watching.join();
        }
    }

    RecorderHealth health() {
        return health;
    }

    /// Why no session may begin, or null if one may.
    @Nullable RecorderException refusal() {
        RecorderHealth now = health;
        return switch (now.state()) {
            case READY -> null;
            case SLOW -> new RecorderException(RecorderException.Kind.SLOW, now.text());
            case FULL -> new RecorderException(RecorderException.Kind.FULL, now.text());
            case UNREADABLE -> new RecorderException(RecorderException.Kind.UNREADABLE, now.text());
            case FAILED -> new RecorderException(RecorderException.Kind.IO_ERROR, now.text());
        };
    }

    /// Looks once; waits for another look that is under way.
    synchronized void tick() {
        Room room = room();
        FreeSpace free = room.free();
        SpaceLimits limits = config.space();
        if (free != null && free.freeBytes() < limits.endBelowBytes()) {
            endAll(free);
        }
        long longest = 0;
        for (int i = 0; i < lanes.size(); i++) {
            longest = Math.max(longest, follow(i));
        }
        boolean isFull = lanes.stream().anyMatch(JournalLane::isFull);
        if (isFull) {
            giveUpReserve();
            boolean mayBegin = free != null && hasRoom(free);
            lanes.forEach(lane -> lane.tick(mayBegin));
            isFull = lanes.stream().anyMatch(JournalLane::isFull);
        }
        boolean isRefusing =
                isFull
                        || (free != null
                                && free.freeBytes() < limits.refuseBelow(free.totalBytes()));
        if (!isRefusing && free != null) {
            isRefusing = !takeReserve();
        }
        publish(room, isRefusing, Duration.ofNanos(longest));
    }

    /// What is known of the room; without any, sessions do not begin, and running ones go on while their writes succeed.
    ///
    /// @param free  null if it could not be read
    /// @param cause why not; empty if it could
    private record Room(@Nullable FreeSpace free, String cause) {}

    private Room room() {
        try {
            return new Room(space.now(), "");
        } catch (IOException e) {
            return new Room(null, FreeSpace.causeOf(e));
        }
    }

    private void endAll(FreeSpace free) {
        String text =
                "recording store has "
                        + free.freeBytes()
                        + " bytes left, sessions end below "
                        + config.space().endBelowBytes();
        for (JournalLane lane : lanes) {
            lane.shard().end(new RecorderException(RecorderException.Kind.FULL, text));
        }
    }

    /// Room for the first segments of the journals that ended, the reserve, and sessions.
    private boolean hasRoom(FreeSpace free) {
        return free.freeBytes()
                >= config.space().refuseBelow(free.totalBytes()) + config.firstBytes();
    }

    /// Tells the sessions of a lane that it is behind, or ends them.
    private long follow(int i) {
        JournalShard shard = lanes.get(i).shard();
        long lag = shard.lagNanos();
        if (lag > END_ABOVE.toNanos()) {
            if (!isEnded[i]) {
                isEnded[i] = true;
                LOG.atError().addKeyValue("nanos", lag).log("the disk stands still: sessions end");
                shard.endSessions(
                        new RecorderException(
                                RecorderException.Kind.SLOW,
                                "recording could not be made durable within "
                                        + END_ABOVE.toSeconds()
                                        + " s"));
            }
        } else if (lag > NOTICE_ABOVE.toNanos()) {
            if (!isTold[i]) {
                isTold[i] = true;
                LOG.atWarn().addKeyValue("nanos", lag).log("the disk is slow");
                shard.slow(lag);
            }
        } else if (lag < ADMIT_BELOW.toNanos()) {
            isTold[i] = false;
            isEnded[i] = false;
        }
        return lag;
    }

    private void giveUpReserve() {
        try {
            reserve.giveUp();
        } catch (IOException e) {
            LOG.atError().setCause(e).log("the space reserve could not be given up");
        }
    }

    /// Whether the reserve is there; sessions are refused as long as it is not, and the log says once why.
    private boolean takeReserve() {
        try {
            reserve.take();
            isReserveMissed = false;
            return true;
        } catch (IOException e) {
            if (!isReserveMissed) {
                isReserveMissed = true;
                LOG.atWarn().setCause(e).log("the space reserve could not be taken back");
            }
            return false;
        }
    }

    private void publish(Room room, boolean isRefusing, Duration lag) {
        FreeSpace free = room.free();
        RecorderHealth.State state = RecorderHealth.State.READY;
        String text = "";
        RecorderException failure = failure();
        if (failure != null) {
            state = RecorderHealth.State.FAILED;
            text = FAILED;
        } else if (isRefusing) {
            state = RecorderHealth.State.FULL;
            text = NO_SPACE;
        } else if (free == null) {
            state = RecorderHealth.State.UNREADABLE;
            text =
                    "recording store's free space cannot be read ("
                            + room.cause()
                            + "); new sessions are refused";
        } else if (lag.compareTo(ADMIT_BELOW) >= 0) {
            state = RecorderHealth.State.SLOW;
            text = "recording store is slow: " + lag.toMillis() + " ms behind";
        }
        RecorderHealth before = health;
        RecorderHealth.Alarm alarm =
                free == null ? before.alarm() : RecorderHealth.Alarm.of(free, isRefusing);
        if (alarm.compareTo(before.alarm()) > 0) {
            LOG.atWarn()
                    .addKeyValue("bytes", free == null ? -1 : free.freeBytes())
                    .addKeyValue("reason", alarm)
                    .log("the recording store is filling up");
        }
        if (state != before.state()) {
            LOG.atWarn().addKeyValue("reason", state).log("the recorder's state changed");
        }
        health =
                new RecorderHealth(
                        state,
                        state == before.state() ? before.since() : clock.now(),
                        text,
                        free,
                        alarm,
                        lag,
                        store);
    }

    private @Nullable RecorderException failure() {
        for (JournalLane lane : lanes) {
            RecorderException cause = lane.failure();
            if (cause != null && cause.kind() != RecorderException.Kind.FULL) {
                return cause;
            }
        }
        return null;
    }
}
