package dev.postern.cli.system;

import static org.assertj.core.api.Assertions.assertThat;

import static java.util.Objects.requireNonNull;

import dev.postern.cli.api.Answer;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What the index says of statements is what the client received, what the server logged and what is in its table:
/// statement, values, rows, outcome, and whether it was committed.
///
/// `-Dpostern.sessions=N` generates more sessions, `-Dpostern.seed=N` the same again.
final class PairingIT {

    private static final int SESSIONS = Integer.getInteger("postern.sessions", 40);
    private static final long SEED = Long.getLong("postern.seed", System.nanoTime());
    private static final int LONGEST_WAIT_SECONDS = 120;
    private static final Pattern WRITTEN =
            Pattern.compile("insert into ledger (?:values \\(|select )(\\d+)");
    private static final String IN_FAILED_TRANSACTION = "25P02";

    @TempDir Path folder;

    @Test
    void index_saysWhatClientServerAndTableSay() throws Exception {
        System.out.printf("PairingIT: -Dpostern.seed=%d -Dpostern.sessions=%d%n", SEED, SESSIONS);
        Random seeds = new Random(SEED);
        AtomicInteger numbers = new AtomicInteger(1);
        Map<String, byte[]> received = new LinkedHashMap<>();
        try (EmbeddedPostgres postgres = logging();
                RunningDemo demo = RunningDemo.start(folder, "--target", target(postgres));
                TerminalApi api = new TerminalApi(demo)) {
            execute(postgres, "create table ledger (n integer primary key)");
            for (int i = 0; i < SESSIONS; i++) {
                String name = "pairing-" + i;
                received.put(
                        name, talk(demo, name, new TransactionTalk(seeds.nextLong(), numbers)));
            }
            Set<Integer> ledger = ledger(postgres);
            int committed = 0;
            for (Map.Entry<String, byte[]> one : received.entrySet()) {
                String hint = "seed %d, %s".formatted(SEED, one.getKey());
                List<Map<String, @Nullable Object>> told = statements(api, one.getKey());
                assertAsReceived(hint, told, one.getValue());
                assertAsLogged(
                        hint, told, ServerLog.of(folder.resolve("log/server.csv"), one.getKey()));
                committed += assertAsInTable(hint, told, ledger);
            }
            System.out.printf(
                    "PairingIT: %d numbers asked for, %d committed%n",
                    numbers.get() - 1, ledger.size());
            assertThat(committed).as("some were committed").isPositive();
        }
    }

    private EmbeddedPostgres logging() throws Exception {
        return EmbeddedPostgres.builder()
                .setPGStartupWait(java.time.Duration.ofMinutes(1))
                .setServerConfig("unix_socket_directories", "")
                .setServerConfig("logging_collector", "on")
                .setServerConfig("log_destination", "csvlog")
                .setServerConfig("log_directory", folder.resolve("log").toString())
                .setServerConfig("log_filename", "server.log")
                .setServerConfig("log_statement", "all")
                .start();
    }

    private static String target(EmbeddedPostgres postgres) {
        return "postgresql://postgres@127.0.0.1:"
                + postgres.getPort()
                + "/postgres?sslmode=disable";
    }

    private static void execute(EmbeddedPostgres postgres, String sql) throws Exception {
        try (Connection connection = postgres.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static Set<Integer> ledger(EmbeddedPostgres postgres) throws Exception {
        Set<Integer> numbers = new HashSet<>();
        try (Connection connection = postgres.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select n from ledger")) {
            while (rows.next()) {
                numbers.add(rows.getInt(1));
            }
        }
        return numbers;
    }

    /// Holds the conversation; returns what the client received behind its login.
    private static byte[] talk(RunningDemo demo, String name, TransactionTalk talk)
            throws Exception {
        Map<String, String> environment = demo.environment();
        int port = BrokerProcess.port(environment);
        Path credentials =
                requireNonNull(Path.of(environment.getOrDefault("PGSSLCERT", "")).getParent());
        try (WireClient client =
                WireClient.withCertificate(
                        port,
                        credentials,
                        Conversation.PROTOCOL_3_0,
                        Map.of(
                                "user", "postgres",
                                "database", "postgres",
                                "application_name", name))) {
            for (TransactionTalk.Step step : talk.steps()) {
                int before = client.received().length;
                client.send(step.bytes()).get(60, TimeUnit.SECONDS);
                switch (step.kind()) {
                    case READY -> client.readUntilReady(1);
                    case COPY_IN -> {
                        client.readUntil("GE", 1);
                        if (types(client.received(), before).contains("G")) {
                            client.send(step.data()).get(60, TimeUnit.SECONDS);
                        }
                        client.readUntilReady(1);
                    }
                    case CANCEL -> {
                        var answer = client.readLater();
                        while (!WireClient.isDone(answer, 100)) {
                            client.cancel(port);
                        }
                    }
                }
            }
            client.terminate();
            return client.received();
        }
    }

    private static String types(byte[] messages, int from) {
        StringBuilder types = new StringBuilder();
        ByteBuffer in = ByteBuffer.wrap(messages);
        for (int at = from; at < messages.length; at += 1 + in.getInt(at + 1)) {
            types.append((char) messages[at]);
        }
        return types.toString();
    }

    /// The statements of the session with that application_name, once it is sealed and all of it is in the index.
    private static List<Map<String, @Nullable Object>> statements(TerminalApi api, String name)
            throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(LONGEST_WAIT_SECONDS);
        CountDownLatch never = new CountDownLatch(1);
        while (true) {
            List<Map<String, @Nullable Object>> found =
                    Answer.objects(api.get("engineer", "/api/v1/sessions?f=app:" + name), "items");
            if (found.size() == 1 && Answer.text(found.getFirst(), "state").equals("ended")) {
                String session = Answer.text(found.getFirst(), "id");
                return Answer.objects(
                        api.get(
                                "engineer",
                                "/api/v1/sessions/" + session + "/statements?limit=500"),
                        "items");
            }
            assertThat(System.nanoTime()).as("%s is in the index: %s", name, found).isLessThan(end);
            never.await(100, TimeUnit.MILLISECONDS);
        }
    }

    /// Tags, rows and errors are those that the client received, in that order.
    private static void assertAsReceived(
            String hint, List<Map<String, @Nullable Object>> told, byte[] received) {
        List<String> client = new ArrayList<>();
        ByteBuffer in = ByteBuffer.wrap(received);
        int rows = 0;
        while (in.hasRemaining()) {
            int type = in.get();
            ByteBuffer body = in.slice(in.position() + 4, in.getInt(in.position()) - 4);
            in.position(in.position() + 4 + body.remaining());
            String text = StandardCharsets.UTF_8.decode(body.duplicate()).toString();
            switch (type) {
                case 'D' -> rows++;
                case 'Z' -> {
                    if (rows > 0) {
                        client.add("suspended with " + rows);
                    }
                    rows = 0;
                }
                case 'C' -> {
                    client.add(text.strip().replace("\0", "") + " with " + rows);
                    rows = 0;
                }
                case 'E' -> {
                    client.add("error " + text.replaceFirst("(?s).*\0C([^\0]*)\0.*", "$1"));
                    rows = 0;
                }
                default -> {}
            }
        }
        List<String> index = new ArrayList<>();
        for (Map<String, @Nullable Object> statement : told) {
            String tag = Answer.text(statement, "tag");
            switch (Answer.text(statement, "outcome")) {
                case "completed" -> {
                    boolean returns =
                            tag.startsWith("SELECT") || sql(statement).contains("returning");
                    index.add(tag + " with " + (returns ? statement.get("rows") : "0"));
                }
                case "suspended" -> index.add("suspended with " + statement.get("rows"));
                case "failed", "cancelled" -> index.add("error " + state(statement));
                default -> {}
            }
        }
        assertThat(index).as(hint + ": tags, rows and errors").isEqualTo(client);
    }

    /// Statements, values and errors are those that the server logged, in that order.
    private static void assertAsLogged(
            String hint, List<Map<String, @Nullable Object>> told, List<ServerLog.Line> log) {
        List<String> server = new ArrayList<>();
        for (ServerLog.Line line : log) {
            String message = line.message();
            if (line.severity().equals("ERROR")) {
                server.add("error " + line.sqlState());
            } else if (message.startsWith("statement: ")) {
                server.add(message.substring("statement: ".length()));
            } else if (message.startsWith("execute ") && !message.startsWith("execute fetch ")) {
                server.add(message.substring(message.indexOf(": ") + 2) + values(line.detail()));
            }
        }
        List<String> index = new ArrayList<>();
        StringBuilder query = new StringBuilder();
        List<String> errors = new ArrayList<>();
        for (int i = 0; i < told.size(); i++) {
            Map<String, @Nullable Object> statement = told.get(i);
            boolean failed = !state(statement).isEmpty();
            if (Answer.text(statement, "protocol").equals("simple")) {
                query.append(query.isEmpty() ? "" : "; ").append(sql(statement));
                if (failed) {
                    errors.add("error " + state(statement));
                }
                if (i + 1 == told.size() || !isSameMessage(statement, told.get(i + 1))) {
                    index.add(query.toString());
                    index.addAll(errors);
                    query.setLength(0);
                    errors.clear();
                }
            } else if (failed) {
                // In a failed transaction Parse is refused already.
                if (!state(statement).equals(IN_FAILED_TRANSACTION)) {
                    index.add(sql(statement) + values(statement));
                }
                index.add("error " + state(statement));
            } else if (!Answer.text(statement, "outcome").equals("skipped")) {
                index.add(sql(statement) + values(statement));
            }
        }
        assertThat(index).as(hint + ": the server's log").isEqualTo(server);
    }

    private static boolean isSameMessage(Map<String, ?> one, Map<String, ?> other) {
        return String.valueOf(one.get("message")).equals(String.valueOf(other.get("message")));
    }

    /// What is said to be committed is in the table and nothing else is; returns how much that is.
    private static int assertAsInTable(
            String hint, List<Map<String, @Nullable Object>> told, Set<Integer> ledger) {
        int committed = 0;
        for (Map<String, @Nullable Object> statement : told) {
            Matcher written = WRITTEN.matcher(sql(statement));
            List<Map<String, @Nullable Object>> values = Answer.objects(statement, "parameters");
            int number =
                    written.find()
                            ? Integer.parseInt(written.group(1))
                            : sql(statement).startsWith("insert") && !values.isEmpty()
                                    ? Integer.parseInt(Answer.text(values.getFirst(), "text"))
                                    : 0;
            if (number == 0) {
                continue;
            }
            boolean says =
                    List.of("completed", "suspended").contains(Answer.text(statement, "outcome"))
                            && Answer.text(statement, "transactionOutcome").equals("committed");
            assertThat(ledger.contains(number))
                    .as("%s: committed %d: %s", hint, number, statement)
                    .isEqualTo(says);
            committed += says ? 1 : 0;
        }
        return committed;
    }

    private static String sql(Map<String, @Nullable Object> statement) {
        return Answer.text(statement, "sql");
    }

    private static String state(Map<String, @Nullable Object> statement) {
        return statement.get("error") == null
                ? ""
                : Answer.text(Answer.object(statement, "error"), "sqlState");
    }

    private static String values(Map<String, @Nullable Object> statement) {
        List<String> values = new ArrayList<>();
        for (Map<String, @Nullable Object> value : Answer.objects(statement, "parameters")) {
            values.add(Answer.text(value, "text"));
        }
        return values.toString();
    }

    /// `Parameters: $1 = '5', $2 = '6'` as a list.
    private static String values(String detail) {
        List<String> values = new ArrayList<>();
        Matcher each = Pattern.compile("\\$\\d+ = '([^']*)'").matcher(detail);
        while (each.find()) {
            values.add(each.group(1));
        }
        return values.toString();
    }
}
