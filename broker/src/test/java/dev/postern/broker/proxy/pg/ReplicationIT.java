package dev.postern.broker.proxy.pg;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.broker.proxy.pg.RawClient.Message;
import dev.postern.broker.session.Admission;
import dev.postern.broker.session.SessionQuotas;
import dev.postern.broker.session.SessionTerms;
import dev.postern.broker.target.SessionLimits;
import dev.postern.recording.format.Origin;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Replication connections, of a role that gives them.
class ReplicationIT {

    @TempDir static Path directory;

    private static EmbeddedPostgres server;
    private static Gateway gateway;

    @BeforeAll
    static void start() throws Exception {
        server = EmbeddedPostgres.start();
        gateway = Gateway.start(TestCertificates.create(directory), Gateway.IMPATIENT);
        gateway.to(server.getPort());
    }

    @AfterAll
    static void stop() throws IOException {
        gateway.close();
        server.close();
    }

    @Test
    void physicalReplication_streamsBothWays_andIsRecorded() throws Exception {
        give(true);
        try (RawClient client = gateway.secureClient()) {
            client.login(Map.of("user", "postgres", "replication", "true"));
            client.send(RawClient.query("IDENTIFY_SYSTEM"));
            String start =
                    client.until('Z').stream()
                            .filter(message -> message.type() == 'D')
                            .map(ReplicationIT::position)
                            .findFirst()
                            .orElseThrow();
            client.send(RawClient.query("START_REPLICATION PHYSICAL " + start));
            Message first = client.read();
            assertThat(first.type()).as(first.text()).isEqualTo('W');
            Gateway.pause(Duration.ofMillis(900)); // longer than the statement limit
            assertThat(client.read().type()).isEqualTo('d');
            client.send(RawClient.message('c', new byte[0]));
            assertThat(client.until('Z')).extracting(Message::type).contains('c', 'C');
        }
        MemoryRecorder.Recording recording = gateway.recording();
        assertThat(recording.text(Origin.FRONTEND))
                .contains("IDENTIFY_SYSTEM", "START_REPLICATION PHYSICAL");
        assertThat(recording.text(Origin.BROKER_TO_BACKEND)).contains("replication\0true\0");
    }

    @Test
    void logicalReplication_runsStatementsOfItsDatabase() throws Exception {
        give(true);
        try (RawClient client = gateway.secureClient()) {
            client.login(
                    Map.of(
                            "user", "postgres",
                            "database", "postgres",
                            "replication", "database"));
            client.send(RawClient.query("SELECT current_database()"));
            assertThat(client.until('Z'))
                    .anySatisfy(message -> assertThat(message.text()).contains("postgres"));
        }
    }

    @Test
    void withoutTheRole_itIsRefused() throws Exception {
        give(false);
        try (RawClient client = gateway.secureClient()) {
            client.send(
                    RawClient.startup(0x30000, Map.of("user", "postgres", "replication", "true")));
            assertThat(client.toEnd())
                    .singleElement()
                    .satisfies(message -> {
                        assertThat(message.field('C')).isEqualTo("0A000");
                        assertThat(message.field('M'))
                                .isEqualTo(
                                        "postern: replication connections are refused by policy");
                    });
        }
        assertThat(gateway.isRefused("replication")).isTrue();
    }

    /// The third column of what IDENTIFY_SYSTEM answers: where the log ends.
    private static String position(Message row) {
        Matcher position = Pattern.compile("[0-9A-F]+/[0-9A-F]+").matcher(row.text());
        assertThat(position.find()).isTrue();
        return position.group();
    }

    private static void give(boolean replication) {
        var limits =
                new SessionLimits(0, 0, Duration.ofMillis(500), null, null, Duration.ofMillis(500));
        gateway.forget()
                .admitting(allowed ->
                        new Admission.Allowed(
                                allowed.session(),
                                allowed.target(),
                                allowed.login(),
                                allowed.database(),
                                allowed.databaseRole(),
                                allowed.endsAt(),
                                allowed.endReason(),
                                allowed.grant(),
                                allowed.facts(),
                                new SessionTerms(
                                        limits, "", replication, SessionQuotas.Lease.NONE)));
    }
}
