package dev.postern.cli.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import static java.util.Objects.requireNonNull;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/// Byte for byte, a client gets through the broker what it gets directly, and the target gets what the client sent.
///
/// Not compared: the login, and the process id inside notifications, which names the server process of the session.
final class TransparencyIT {

    private static final Map<String, String> PARAMETERS =
            Map.of(
                    "user",
                    "postgres",
                    "database",
                    "corpus",
                    "application_name",
                    "corpus",
                    "timezone",
                    "UTC");

    @TempDir private static Path folder = Path.of("");

    private static @Nullable Lane lane;

    @BeforeAll
    static void start() throws Exception {
        lane = Lane.start(folder);
    }

    @AfterAll
    static void stop() throws Exception {
        if (lane != null) {
            lane.close();
        }
    }

    static List<Conversation> conversations() {
        return Conversations.all();
    }

    @Test
    void corpus_hasAtLeast200Conversations() {
        assertThat(conversations()).hasSizeGreaterThanOrEqualTo(200);
        assertThat(conversations()).extracting(Conversation::name).doesNotHaveDuplicates();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("conversations")
    void conversation_isTheSameThroughTheBroker(Conversation conversation) throws Exception {
        Exchange direct = requireNonNull(lane).talk(conversation, false);
        Exchange brokered = requireNonNull(lane).talk(conversation, true);

        assertSame("received by the client", direct.received(), brokered.received());
        assertSame("received by the target", direct.reachedTarget(), brokered.reachedTarget());
    }

    private static void assertSame(String what, byte[] direct, byte[] brokered) {
        int at = Arrays.mismatch(direct, brokered);
        if (at >= 0) {
            fail(
                    "%s differs at byte %d of %d directly and %d through the broker: %s against %s"
                            .formatted(
                                    what,
                                    at,
                                    direct.length,
                                    brokered.length,
                                    around(direct, at),
                                    around(brokered, at)));
        }
    }

    private static String around(byte[] bytes, int at) {
        return HexFormat.ofDelimiter(" ")
                .formatHex(
                        bytes, Math.max(0, at - 8), Math.min(bytes.length, Math.max(0, at) + 24));
    }

    /// What both ends of a conversation received after the login.
    private record Exchange(byte[] received, byte[] reachedTarget) {}

    /// The received messages with the process id of each NotificationResponse set to zero.
    private static byte[] withoutProcessIds(byte[] received) {
        ByteBuffer bytes = ByteBuffer.wrap(received.clone());
        int at = 0;
        while (at + 5 <= bytes.limit()) {
            if (bytes.get(at) == 'A') {
                bytes.putInt(at + 5, 0);
            }
            at += 1 + bytes.getInt(at + 1);
        }
        return bytes.array();
    }

    /// A PostgreSQL without TLS, a tap before it, and a demo that puts the broker before that.
    private record Lane(EmbeddedPostgres postgres, Tap tap, RunningDemo demo) {

        static Lane start(Path folder) throws Exception {
            EmbeddedPostgres postgres = TestDatabase.start();
            execute(postgres, "postgres", "create database corpus");
            execute(postgres, "corpus", Conversations.SCHEMA);
            Tap tap = Tap.before(postgres.getPort());
            String target =
                    "postgresql://postgres@127.0.0.1:" + tap.port() + "/corpus?sslmode=disable";
            return new Lane(postgres, tap, RunningDemo.start(folder, "--target", target));
        }

        private static void execute(EmbeddedPostgres postgres, String database, String sql)
                throws SQLException {
            try (Connection connection =
                            postgres.getDatabase("postgres", database).getConnection();
                    Statement statement = connection.createStatement()) {
                statement.execute(sql);
            }
        }

        Exchange talk(Conversation conversation, boolean throughBroker) throws Exception {
            int before = tap.connections().size();
            try (WireClient client =
                    throughBroker
                            ? brokered(conversation.version())
                            : WireClient.plain(tap.port(), conversation.version(), PARAMETERS)) {
                for (Conversation.Step step : conversation.steps()) {
                    CompletableFuture<Void> sent = client.send(step.bytes());
                    client.readUntil(step.until(), step.count());
                    sent.get(60, TimeUnit.SECONDS);
                }
                client.terminate();
                return new Exchange(
                        withoutProcessIds(client.received()),
                        tap.connections().get(before).fromClientAfterStartup());
            }
        }

        private WireClient brokered(int version) throws IOException, GeneralSecurityException {
            Map<String, String> environment = demo.environment();
            Path certificate = Path.of(environment.getOrDefault("PGSSLCERT", ""));
            int port = Integer.parseInt(environment.getOrDefault("PGPORT", ""));
            return WireClient.withCertificate(
                    port, requireNonNull(certificate.getParent()), version, PARAMETERS);
        }

        void close() throws Exception {
            demo.close();
            tap.close();
            postgres.close();
        }
    }
}
