package dev.postern.broker.proxy.pg;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.broker.record.Durability;
import dev.postern.recording.format.Origin;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/// Large and odd traffic works as it does directly, in every durability mode.
class LargeTrafficIT {

    private static final int MIB = 1024 * 1024;

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
        gateway.forget().with(Durability.STRICT);
    }

    @ParameterizedTest
    @EnumSource(Durability.class)
    void pipelinedQueriesWithLargeAnswersReadLate_areAllAnswered(Durability mode) throws Exception {
        gateway.with(mode);
        ByteArrayOutputStream flight = new ByteArrayOutputStream();
        for (int i = 0; i < 1_500; i++) {
            flight.writeBytes(RawClient.extended("SELECT repeat('" + i % 10 + "', 10000)"));
            flight.writeBytes(RawClient.SYNC);
        }
        try (RawClient client = gateway.client()) {
            CompletableFuture<Void> sent = client.sendMeanwhile(flight.toByteArray());
            Gateway.pause(Duration.ofSeconds(2));

            for (int i = 0; i < 1_500; i++) {
                String digit = "" + i % 10;
                assertThat(client.until('Z'))
                        .filteredOn(m -> m.type() == 'D')
                        .singleElement()
                        .satisfies(m -> {
                            assertThat(m.body()).hasSize(10_006);
                            assertThat(m.text()).endsWith(digit);
                        });
            }
            sent.get(10, TimeUnit.SECONDS);
        }
    }

    @Test
    void fiveThousandSyncsInOneFlight_areEachAnswered() throws Exception {
        try (RawClient client = gateway.client()) {
            byte[] flight = new byte[5_000 * RawClient.SYNC.length];
            for (int i = 0; i < flight.length; i++) {
                flight[i] = RawClient.SYNC[i % RawClient.SYNC.length];
            }
            CompletableFuture<Void> sent = client.sendMeanwhile(flight);

            for (int i = 0; i < 5_000; i++) {
                assertThat(client.read().type()).isEqualTo('Z');
            }
            sent.get(10, TimeUnit.SECONDS);
            client.send(RawClient.query("SELECT 1"));
            assertThat(client.until('Z')).hasSize(4);
        }
    }

    @ParameterizedTest
    @EnumSource(Durability.class)
    void rowOf32MiB_arrivesWholeAndIsRecorded(Durability mode) throws Exception {
        gateway.with(mode);
        try (RawClient client = gateway.client()) {
            client.send(RawClient.query("SELECT repeat('r', " + 32 * MIB + ")"));

            assertThat(client.until('Z'))
                    .filteredOn(m -> m.type() == 'D')
                    .singleElement()
                    .satisfies(m -> assertThat(m.body()).hasSize(32 * MIB + 6));
        }
        assertThat(gateway.recording().bytes(Origin.BACKEND)).hasSizeGreaterThan(32 * MIB);
    }

    @ParameterizedTest
    @EnumSource(Durability.class)
    void statementOf16MiB_runsAndIsRecorded(Durability mode) throws Exception {
        gateway.with(mode);
        try (RawClient client = gateway.client()) {
            CompletableFuture<Void> sent =
                    client.sendMeanwhile(
                            RawClient.query("SELECT length('" + "s".repeat(16 * MIB) + "')"));

            assertThat(client.until('Z').get(1).text()).contains("" + 16 * MIB);
            sent.get(10, TimeUnit.SECONDS);
        }
        assertThat(gateway.recording().bytes(Origin.FRONTEND)).hasSizeGreaterThan(16 * MIB);
    }
}
