package dev.postern.broker.record;

import static dev.postern.broker.record.RecorderFixture.bytes;
import static dev.postern.broker.record.RecorderFixture.config;
import static dev.postern.broker.record.RecorderFixture.entries;
import static dev.postern.broker.record.RecorderFixture.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.recording.format.Origin;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/// A sync that takes 0.1 s, 1 s, 20 s: sessions wait, are told, and end; nothing is lost. The clock is the test's.
@Timeout(60)
@Tag("G16")
final class SlowDiskTest {

    @TempDir Path data;

    private final ManualTicker ticker = new ManualTicker();
    private final FaultyDisk disk = new FaultyDisk();
    private final BlockingQueue<String> told = new LinkedBlockingQueue<>();
    private final List<String> relayed = new ArrayList<>();
    private JournaledRecorder recorder;
    private SessionRecorder session;

    @BeforeEach
    void start() throws Exception {
        recorder = RecorderFixture.start(config(data), disk, ticker);
        session = open(1);
        await(session);
        disk.hold();
        session.append(Origin.FRONTEND, bytes("select 1"));
        session.whenSynced(session.lastPosition(), () -> relayed.add("select 1"));
    }

    @AfterEach
    void stop() {
        disk.letGo();
        recorder.close();
    }

    @Test
    void syncOf100Millis_isOnlyWaitedFor() throws Exception {
        after(Duration.ofMillis(100));

        assertThat(recorder.refusal()).isNull();
        assertThat(recorder.health().lag()).isEqualTo(Duration.ofMillis(100));
        letGoAndAwait();
        assertThat(relayed).containsExactly("select 1");
        assertThat(told).isEmpty();
    }

    @Test
    void syncOfASecond_admitsNobody_untilItIsDone() throws Exception {
        after(Duration.ofSeconds(1));

        assertThatThrownBy(() -> open(2))
                .isInstanceOfSatisfying(
                        RecorderException.class,
                        e -> assertThat(e.kind()).isEqualTo(RecorderException.Kind.SLOW))
                .hasMessage("recording store is slow: 1000 ms behind");
        assertThat(told).isEmpty();
        letGoAndAwait();
        recorder.watch().tick();
        assertThat(open(2).isWritable()).isTrue();
    }

    @Test
    void syncOf20Seconds_tellsThenEndsTheSession_andRelaysNothing() throws Exception {
        after(Duration.ofMillis(2_001));
        assertThat(told.poll(10, TimeUnit.SECONDS)).isEqualTo("slow");
        after(Duration.ofSeconds(1));
        assertThat(told).as("once").isEmpty();

        after(Duration.ofSeconds(7));

        assertThat(told.poll(10, TimeUnit.SECONDS))
                .isEqualTo("failed SLOW: recording could not be made durable within 10 s");
        assertThatThrownBy(() -> session.append(Origin.FRONTEND, bytes("select 2")))
                .isInstanceOf(RecorderException.class);
        session.append(Origin.BROKER_TO_FRONTEND, bytes("FATAL"));
        session.close(Map.of("reason", "recorder-failed"));
        disk.letGo();
        ticker.advance(Duration.ofSeconds(10));
        awaitReady();
        SessionRecorder next = open(2);
        await(next);
        next.close(Map.of("reason", "closed"));
        recorder.close();
        assertThat(relayed).isEmpty();
        assertThat(entries(data, session(1)))
                .containsExactly(
                        "SESSION_STARTED",
                        "FRONTEND select 1",
                        "BROKER_TO_FRONTEND FATAL",
                        "SESSION_ENDED");
    }

    private void after(Duration time) {
        ticker.advance(time);
        recorder.watch().tick();
    }

    private void awaitReady() {
        while (recorder.refusal() != null) {
            recorder.watch().tick();
        }
    }

    private void letGoAndAwait() throws InterruptedException {
        disk.letGo();
        await(session);
    }

    private SessionRecorder open(int number) throws RecorderException {
        SessionRecorder opened =
                recorder.open(
                        session(number), Map.of("person", "ada"), Durability.STRICT, Runnable::run);
        opened.onSlow(lag -> told.add("slow"));
        opened.onFailure(cause -> told.add("failed " + cause.kind() + ": " + cause.getMessage()));
        return opened;
    }

    private static void await(SessionRecorder session) throws InterruptedException {
        CountDownLatch synced = new CountDownLatch(1);
        session.whenSynced(session.lastPosition(), synced::countDown);
        assertThat(synced.await(20, TimeUnit.SECONDS)).isTrue();
    }
}
