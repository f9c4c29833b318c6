package dev.postern.broker.proxy.pg.warmup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.broker.base.Clock;
import dev.postern.broker.base.Randomness;
import dev.postern.broker.base.Ticker;
import dev.postern.broker.base.Ulids;
import dev.postern.broker.ca.Authorities;
import dev.postern.broker.ca.ServerCertificate;
import dev.postern.broker.keys.TestKeys;
import dev.postern.broker.proxy.pg.EdgeLimits;
import dev.postern.broker.proxy.pg.PostgresEdgeConfig;
import dev.postern.broker.proxy.pg.PostgresEdgeServices;
import dev.postern.broker.record.DiskSync;
import dev.postern.broker.record.JournalConfig;
import dev.postern.broker.record.JournaledRecorder;
import dev.postern.broker.record.RecordingStore;
import dev.postern.broker.session.Admission;
import dev.postern.broker.session.ConnectionAttempt;
import dev.postern.broker.target.Target;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

class WarmUpTest {

    private static final int MIB = 1024 * 1024;

    @TempDir Path folder;

    @Test
    void run_passesQueriesOfEachKindThroughAnEdgeOfItsOwn() throws Exception {
        ServerCertificate certificate =
                ServerCertificate.issue(
                        Authorities.open(
                                folder.resolve("authorities"),
                                TestKeys.KEYS,
                                Clock.system(),
                                Randomness.system()),
                        List.of(),
                        Clock.system(),
                        Randomness.system());
        PostgresEdgeConfig config =
                new PostgresEdgeConfig(
                        new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0),
                        certificate.chain(),
                        certificate.key(),
                        1,
                        EdgeLimits.DEFAULT);
        var sources =
                new PostgresEdgeServices.Sources(
                        Clock.system(), Ticker.system(), Randomness.system());

        Ulids ids = new Ulids(sources.clock(), sources.randomness());
        try (WarmUp warmUp = new WarmUp(config, sources, Duration.ofSeconds(60), () -> false);
                JournaledRecorder recorder =
                        JournaledRecorder.start(
                                new JournalConfig(folder, 1, MIB, 4),
                                new JournaledRecorder.Machine(
                                        Clock.system(),
                                        Ticker.system(),
                                        Randomness.system(),
                                        DiskSync.system()),
                                (session, file, progress) -> {})) {
            warmUp.run(attempt -> admit(attempt, warmUp, ids), recorder);
        }

        List<Path> recordings = new RecordingStore(folder).list();
        assertThat(recordings)
                .as("a client that is refused opens no further session")
                .hasSize(
                        WarmUp.CLIENTS * (WarmUp.ROUNDS + WarmUp.SHORT_SESSIONS)
                                + WarmUp.LONG_SESSIONS);
        assertThat(recordings).allSatisfy(file -> assertThat(file).isNotEmptyFile());
    }

    private static Admission admit(ConnectionAttempt attempt, WarmUp warmUp, Ulids ids) {
        Target target = warmUp.target();
        return new Admission.Allowed(
                ids.next(),
                target,
                target.logins().getFirst(),
                attempt.database(),
                attempt.user(),
                Instant.MAX,
                "",
                null,
                Map.of("purpose", "warm-up"));
    }
}
