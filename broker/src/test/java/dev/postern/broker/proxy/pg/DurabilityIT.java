package dev.postern.broker.proxy.pg;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.broker.record.Durability;
import dev.postern.recording.format.Origin;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;

/// What waits for the disk in each durability mode, with a disk that can be stopped.
@Tag("G3")
class DurabilityIT {

    private static final int SILENCE_MILLIS = 700;

    @TempDir static Path directory;

    private static TestServer server;
    private static Gateway gateway;

    @BeforeAll
    static void start() throws Exception {
        server = TestServer.start();
        gateway =
                Gateway.start(TestCertificates.create(directory), EdgeLimits.DEFAULT)
                        .to(server.port());
    }

    @AfterAll
    static void stop() throws IOException {
        gateway.close();
        server.close();
    }

    @BeforeEach
    void forget() {
        gateway.forget();
    }

    @Test
    void strict_statementWaitsForTheDisk_answersDoNot() throws Exception {
        gateway.with(Durability.STRICT);
        try (RawClient client = gateway.client()) {
            MemoryRecorder.Recording recording = gateway.recording();
            client.send(RawClient.query("SELECT 1 FROM pg_sleep(1.5)"));
            Gateway.await("the target has it", () -> server.running("pg_sleep(1.5)") > 0);
            recording.holdDisk();
            assertThat(client.until('Z')).as("an answer during the stop").hasSize(4);

            client.send(RawClient.query("SELECT 'stopped'")).expectSilence(SILENCE_MILLIS);
            assertThat(recording.text(Origin.FRONTEND)).contains("'stopped'");

            recording.releaseDisk();
            assertThat(client.until('Z')).hasSize(4);
        }
    }

    @Test
    void strictFull_readyWaitsForTheDisk_rowsBeforeItMayNot() throws Exception {
        gateway.with(Durability.STRICT_FULL);
        try (RawClient client = gateway.client()) {
            MemoryRecorder.Recording recording = gateway.recording();
            client.send(RawClient.query("SELECT 2 FROM pg_sleep(1.5)"));
            Gateway.await("the target has it", () -> server.running("pg_sleep(1.5)") > 0);
            recording.holdDisk();
            Gateway.await(
                    "it is recorded",
                    () ->
                            recording.text(Origin.BACKEND).endsWith("Z\0\0\0\5I")
                                    && recording.text(Origin.BACKEND).contains("SELECT 1\0"));

            client.expectSilence(SILENCE_MILLIS);

            recording.releaseDisk();
            assertThat(client.until('Z')).hasSize(4);
        }
    }

    @Test
    void strictFull_endWhileAnAnswerIsHeld_saysNothingInsideIt() throws Exception {
        gateway.with(Durability.STRICT_FULL);
        try (RawClient client = gateway.client()) {
            MemoryRecorder.Recording recording = gateway.recording();
            client.send(RawClient.query("SELECT 3 FROM pg_sleep(1.5)"));
            Gateway.await("the target has it", () -> server.running("pg_sleep(1.5)") > 0);
            recording.holdDisk();
            Gateway.await(
                    "it is recorded", () -> recording.text(Origin.BACKEND).contains("SELECT 1\0"));

            gateway.lockAll();

            assertThat(client.toEnd()).as("messages behind what was held").isEmpty();
            assertThat(recording.awaitEnd()).containsEntry("reason", "locked");
        }
    }

    @Test
    void strict_endWhileAStatementIsHeld_neverSendsItNorAnythingInsideIt() throws Exception {
        gateway.with(Durability.STRICT);
        try (RawClient client = gateway.client()) {
            MemoryRecorder.Recording recording = gateway.recording();
            recording.holdDisk();
            client.send(RawClient.query("CREATE TABLE never_made (i int)"));
            Gateway.await(
                    "it is recorded", () -> recording.text(Origin.FRONTEND).contains("never_made"));

            gateway.lockAll();

            assertThat(client.toEnd().getLast().field('M')).isEqualTo("postern: access locked");
            assertThat(recording.text(Origin.BROKER_TO_BACKEND))
                    .as("a Terminate in the middle of the stream")
                    .doesNotContain("X\0\0\0\4");
            recording.releaseDisk();
        }
        assertThat(server.hasTable("never_made")).isFalse();
    }

    @Test
    void writeThrough_nothingWaitsForTheDisk() throws Exception {
        gateway.with(Durability.WRITE_THROUGH);
        try (RawClient client = gateway.client()) {
            gateway.recording().holdDisk();

            client.send(RawClient.query("SELECT 4"));

            assertThat(client.until('Z')).hasSize(4);
        }
    }
}
