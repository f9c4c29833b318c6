package dev.postern.cli.system;

import static org.assertj.core.api.Assertions.assertThat;

import static java.util.Objects.requireNonNull;

import dev.postern.event.SessionEvent;
import dev.postern.event.SessionEvent.CopyDirection;
import dev.postern.event.SessionEvent.Outcome;
import dev.postern.recording.Entry;
import dev.postern.recording.RecordingFile;
import dev.postern.recording.RecordingReader;
import dev.postern.recording.format.Origin;
import dev.postern.replay.SessionReplay;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/// Replay of a recording tells what the real client and the real target saw, for generated sessions against a real
/// PostgreSQL: the bytes of both sides, and statements, parameters, rows, tags, errors, notices, COPY data and cancels.
///
/// `-Dpostern.sessions=N` generates more, `-Dpostern.seed=N` the same again.
final class ReplayPropertyIT {

    private static final int SESSIONS = Integer.getInteger("postern.sessions", 40);
    private static final long SEED = Long.getLong("postern.seed", System.nanoTime());

    @TempDir Path folder;

    @Test
    void replay_tellsWhatClientAndTargetSaw() throws Exception {
        System.out.printf(
                "ReplayPropertyIT: -Dpostern.seed=%d -Dpostern.sessions=%d%n", SEED, SESSIONS);
        Random seeds = new Random(SEED);
        Map<String, Heard> heard = new LinkedHashMap<>();
        try (EmbeddedPostgres postgres = TestDatabase.start();
                Tap tap = Tap.before(postgres.getPort())) {
            makeTables(postgres);
            Map<String, String> environment = BrokerProcess.prepare(folder, tap);
            try (BrokerProcess broker = BrokerProcess.start(folder, environment)) {
                for (int i = 0; i < SESSIONS; i++) {
                    String name = "talk-" + i;
                    heard.put(name, talk(environment, tap, name, seeds.nextLong()));
                }
                broker.terminate(30);
            }
        }
        Map<String, RecordingFile> recordings =
                BrokerProcess.recordings(folder, folder.resolve("data/broker"));
        for (Map.Entry<String, Heard> one : heard.entrySet()) {
            RecordingFile file = recordings.get(one.getKey());
            assertThat(file).as(one.getKey()).isNotNull();
            assertSame("seed %d, %s".formatted(SEED, one.getKey()), one.getValue(), file);
        }
    }

    /// What a session was, seen from outside the broker.
    ///
    /// @param asked    by the generator's model
    /// @param received by the client, behind the login
    /// @param reached  the target, behind the login
    private record Heard(List<String> asked, byte[] received, byte[] reached, boolean cancels) {}

    private static void makeTables(EmbeddedPostgres postgres) throws Exception {
        try (Connection connection = postgres.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(
                    "create table pair (k integer primary key, v integer not null);"
                            + " create table sink (line text)");
        }
    }

    private static Heard talk(Map<String, String> environment, Tap tap, String name, long seed)
            throws Exception {
        GeneratedTalk talk = new GeneratedTalk(seed);
        int before = tap.connections().size();
        Path credentials =
                requireNonNull(Path.of(environment.getOrDefault("PGSSLCERT", "")).getParent());
        boolean cancels = false;
        try (WireClient client =
                WireClient.withCertificate(
                        BrokerProcess.port(environment),
                        credentials,
                        Conversation.PROTOCOL_3_0,
                        Map.of(
                                "user", "postgres",
                                "database", "postgres",
                                "application_name", name))) {
            Tap.Connection target = tap.connections().get(before);
            for (GeneratedTalk.Step step : talk.steps()) {
                client.send(step.bytes()).get(60, TimeUnit.SECONDS);
                switch (step.kind()) {
                    case READY -> client.readUntilReady(1);
                    case COPY_IN -> {
                        client.readUntil("G", 1);
                        client.send(step.data()).get(60, TimeUnit.SECONDS);
                        client.readUntilReady(1);
                    }
                    case CANCEL -> {
                        cancels = true;
                        cancel(client, BrokerProcess.port(environment), target, step.data());
                    }
                }
            }
            client.terminate();
            return new Heard(
                    talk.asked(), client.received(), target.fromClientAfterStartup(), cancels);
        }
    }

    /// Asks to cancel once the statement is at the target, and again until it ends: a server that has not begun passes a
    /// cancel over.
    private static void cancel(WireClient client, int port, Tap.Connection target, byte[] sql)
            throws Exception {
        String text = new String(sql, StandardCharsets.ISO_8859_1);
        while (!new String(target.fromClient(), StandardCharsets.ISO_8859_1).contains(text)) {
            Thread.onSpinWait();
        }
        var answer = client.readLater();
        do {
            client.cancel(port);
        } while (!WireClient.isDone(answer, 500));
    }

    private static void assertSame(String hint, Heard heard, RecordingFile file)
            throws IOException {
        byte[] toClient = bytes(file, Origin.BACKEND, Origin.BROKER_TO_FRONTEND);
        byte[] received = heard.received();
        int login = toClient.length - received.length;
        assertThat(login).as(hint + ": bytes to the client").isGreaterThan(0);
        assertThat(Arrays.mismatch(received, Arrays.copyOfRange(toClient, login, toClient.length)))
                .as(hint + ": bytes to the client differ at")
                .isEqualTo(-1);
        byte[] fromClient = bytes(file, Origin.FRONTEND);
        int startup = ByteBuffer.wrap(fromClient).getInt();
        assertThat(
                        Arrays.mismatch(
                                heard.reached(),
                                Arrays.copyOfRange(fromClient, startup, fromClient.length)))
                .as(hint + ": bytes to the target differ at")
                .isEqualTo(-1);
        Told told = Told.by(file);
        assertThat(told.asked()).as(hint + ": statements").isEqualTo(heard.asked());
        assertThat(told.answered()).as(hint + ": answers").isEqualTo(answers(received));
        assertThat(told.facts().contains("CANCEL_REQUESTED"))
                .as(hint + ": a cancel")
                .isEqualTo(heard.cancels());
    }

    private static byte[] bytes(RecordingFile file, Origin... origins) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        try (RecordingReader reader = file.open()) {
            for (Entry entry = reader.next(); entry != null; entry = reader.next()) {
                if (entry instanceof Entry.Bytes part && List.of(origins).contains(part.origin())) {
                    all.writeBytes(copy(part.bytes()));
                }
            }
        }
        return all.toByteArray();
    }

    private static byte[] copy(ByteBuffer bytes) {
        byte[] copy = new byte[bytes.remaining()];
        bytes.duplicate().get(copy);
        return copy;
    }

    private static String utf8(ByteBuffer bytes) {
        return StandardCharsets.UTF_8.decode(bytes.duplicate()).toString();
    }

    /// What the client received, read by the test's own eyes.
    private static List<String> answers(byte[] received) {
        List<String> answers = new ArrayList<>();
        ByteBuffer in = ByteBuffer.wrap(received);
        while (in.hasRemaining()) {
            int type = in.get();
            ByteBuffer body = in.slice(in.position() + 4, in.getInt(in.position()) - 4);
            in.position(in.position() + 4 + body.remaining());
            switch (type) {
                case 'D' -> answers.add("ROW " + cells(body));
                case 'C' -> answers.add("TAG " + utf8(body.slice(0, body.limit() - 1)));
                case 'd' -> answers.add("OUT " + utf8(body));
                case 'E' -> answers.add("ERROR " + field(body, 'C'));
                case 'N' -> answers.add("NOTICE " + field(body, 'M'));
                default -> {}
            }
        }
        return answers;
    }

    private static List<String> cells(ByteBuffer body) {
        List<String> cells = new ArrayList<>();
        int count = body.getShort();
        for (int i = 0; i < count; i++) {
            int length = body.getInt();
            cells.add(length < 0 ? "null" : utf8(body.slice(body.position(), length)));
            body.position(body.position() + Math.max(0, length));
        }
        return cells;
    }

    private static String field(ByteBuffer body, char wanted) {
        for (String field : utf8(body).split("\0")) {
            if (!field.isEmpty() && field.charAt(0) == wanted) {
                return field.substring(1);
            }
        }
        return "";
    }

    /// What the replay tells.
    private record Told(List<String> asked, List<String> answered, List<String> facts) {

        static Told by(RecordingFile file) throws IOException {
            Map<String, String> asked = new LinkedHashMap<>();
            Told told = new Told(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
            try (SessionReplay replay = SessionReplay.open(file)) {
                replay.all(event -> told.add(event, asked));
            }
            told.asked.addAll(asked.values());
            return told;
        }

        private void add(SessionEvent event, Map<String, String> asked) {
            switch (event) {
                case SessionEvent.StatementStarted e -> asked.put("" + e.ordinal(), statement(e));
                case SessionEvent.CopyData e when e.direction() == CopyDirection.IN ->
                        asked.merge(e.ordinal() + " copy", "COPY " + utf8(e.bytes()), Told::joined);
                case SessionEvent.CopyData e -> answered.add("OUT " + utf8(e.bytes()));
                case SessionEvent.RowReturned e -> answered.add("ROW " + row(e));
                case SessionEvent.StatementFinished e -> {
                    if (e.outcome() == Outcome.SKIPPED) {
                        asked.remove("" + e.ordinal());
                    } else if (e.outcome() == Outcome.COMPLETED) {
                        answered.add("TAG " + e.tag());
                    }
                }
                case SessionEvent.ErrorRaised e -> answered.add("ERROR " + e.report().sqlState());
                case SessionEvent.NoticeRaised e -> answered.add("NOTICE " + e.report().text());
                case SessionEvent.BrokerFact e -> facts.add(e.kind());
                default -> {}
            }
        }

        private static String joined(String before, String more) {
            return before + more.substring("COPY ".length());
        }

        private static String statement(SessionEvent.StatementStarted event) {
            List<String> values = new ArrayList<>();
            for (SessionEvent.Parameter parameter : event.parameters()) {
                ByteBuffer value = parameter.value();
                values.add(value == null ? "null" : utf8(value));
            }
            return "STATEMENT " + event.sql().strip() + " " + values;
        }

        private static List<String> row(SessionEvent.RowReturned event) {
            List<String> cells = new ArrayList<>();
            for (ByteBuffer cell : event.cells()) {
                cells.add(cell == null ? "null" : utf8(cell));
            }
            return cells;
        }
    }
}
