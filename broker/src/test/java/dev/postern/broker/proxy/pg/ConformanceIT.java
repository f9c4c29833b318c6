package dev.postern.broker.proxy.pg;

import static dev.postern.broker.proxy.pg.RawClient.SYNC;
import static dev.postern.broker.proxy.pg.RawClient.extended;
import static dev.postern.broker.proxy.pg.RawClient.join;
import static dev.postern.broker.proxy.pg.RawClient.message;
import static dev.postern.broker.proxy.pg.RawClient.packet;
import static dev.postern.broker.proxy.pg.RawClient.query;
import static dev.postern.broker.proxy.pg.RawClient.startup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.broker.proxy.pg.RawClient.Message;
import dev.postern.recording.FactKind;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// What a client may rely on, tried on a real server with TLS and on the broker before it, and compared.
///
/// Bulk, certificates of the broker's authority, drivers and hostile targets have suites of their own.
class ConformanceIT {

    private static final int V30 = 0x0003_0000;
    private static final Map<String, String> SUPERUSER =
            Map.of("user", "postgres", "database", "postgres");

    @TempDir static Path directory;

    private static EmbeddedPostgres server;
    private static TestCertificates certificates;
    private static Gateway gateway;

    @BeforeAll
    static void start() throws Exception {
        certificates = TestCertificates.create(directory);
        server = EmbeddedPostgres.start();
        sql(
                "CREATE ROLE ada LOGIN PASSWORD '" + Gateway.PASSWORD + "'",
                "CREATE ROLE bob LOGIN PASSWORD 'another'",
                "CREATE TABLE t (v text)",
                "ALTER SYSTEM SET ssl_cert_file = '" + certificates.file("server.crt") + "'",
                "ALTER SYSTEM SET ssl_key_file = '" + certificates.file("server.key") + "'",
                "ALTER SYSTEM SET ssl = on");
        try (var connection = server.getPostgresDatabase().getConnection();
                var statement = connection.createStatement();
                var rows = statement.executeQuery("SHOW hba_file")) {
            assertThat(rows.next()).isTrue();
            Files.writeString(
                    Path.of(rows.getString(1)),
                    """
                    host all ada all scram-sha-256
                    host all bob all scram-sha-256
                    host all all all trust
                    """);
        }
        sql("SELECT pg_reload_conf()");
        gateway = Gateway.start(certificates, Gateway.IMPATIENT);
    }

    @AfterAll
    static void stop() throws IOException {
        gateway.close();
        server.close();
    }

    @BeforeEach
    void leadToTheServer() {
        gateway.forget().to(server.getPort());
    }

    private static void sql(String... statements) throws Exception {
        try (var connection = server.getPostgresDatabase().getConnection();
                var statement = connection.createStatement()) {
            for (String text : statements) {
                statement.execute(text);
            }
        }
    }

    /// The server itself and the broker, in this order.
    private static List<Integer> both() {
        return List.of(server.getPort(), gateway.port());
    }

    private static RawClient secure(int port) throws IOException, GeneralSecurityException {
        return RawClient.connect(port).secure(gateway.tls());
    }

    private static RawClient login(int port) throws IOException, GeneralSecurityException {
        return secure(port).login(SUPERUSER);
    }

    /// Does the same on both and compares what is said about it.
    private static String same(Attempt attempt) throws Exception {
        List<String> seen = new ArrayList<>();
        for (int port : both()) {
            try (RawClient client = attempt.connect(port)) {
                seen.add(attempt.observe(client));
            }
        }
        assertThat(seen.get(1)).as("through the broker").isEqualTo(seen.get(0));
        return seen.get(0);
    }

    private interface Attempt {
        String observe(RawClient client) throws Exception;

        default RawClient connect(int port) throws Exception {
            return login(port);
        }
    }

    /// An attempt behind TLS, before the start-up packet.
    private interface StartAttempt extends Attempt {
        @Override
        default RawClient connect(int port) throws Exception {
            return secure(port);
        }
    }

    /// An attempt on a fresh TCP connection.
    private interface PlainAttempt extends Attempt {
        @Override
        default RawClient connect(int port) throws Exception {
            return RawClient.connect(port);
        }
    }

    /// Types in order, errors with SQLSTATE and text; the broker's prefix and the server's newest version left out.
    private static String said(List<Message> messages) {
        return messages.stream()
                .filter(m -> m.type() != 'S' && m.type() != 'K')
                .map(m ->
                        m.type() == 'E' || m.type() == 'N'
                                ? m.type()
                                        + "("
                                        + m.field('S')
                                        + " "
                                        + m.field('C')
                                        + " "
                                        + m.field('M')
                                                .replaceFirst("^postern: ", "")
                                                .replaceFirst("3\\.0 to 3\\.[02]", "3.0 to 3.x")
                                        + ")"
                                : "" + m.type())
                .collect(Collectors.joining(" "));
    }

    /// Everything that was received, with every byte.
    private static String bytes(List<Message> messages) {
        return messages.stream()
                .map(m -> m.type() + ":" + m.text())
                .collect(Collectors.joining("\n"));
    }

    private static byte[] body(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static byte[] user(String more) {
        return body("user\0postgres\0database\0postgres\0" + more);
    }

    @Test
    void check01_startupErrors_areTheServers() throws Exception {
        Map<String, byte[]> packets = new LinkedHashMap<>();
        packets.put("no terminator", packet(V30, body("user\0postgres\0")));
        packets.put("no terminator in a value", packet(V30, body("user\0postgres")));
        packets.put("bytes behind it", packet(V30, user("\0x")));
        packets.put("no user", packet(V30, body("database\0postgres\0\0")));
        packets.put("nothing", packet(V30, body("\0")));
        packets.put("empty user", packet(V30, body("user\0\0\0")));
        packets.put("version 4.0", packet(0x0004_0000, user("\0")));
        packets.put("replication=maybe", packet(V30, user("replication\0maybe\0\0")));
        for (Map.Entry<String, byte[]> one : packets.entrySet()) {
            StartAttempt attempt = client -> said(client.send(one.getValue()).toEnd());
            assertThat(same(attempt)).as(one.getKey()).startsWith("E(FATAL ");
        }
        for (String more :
                List.of(
                        "foo\0bar\0\0",
                        "work_mem\0abc\0\0",
                        "options\0-Z\0\0",
                        "database\0nope\0\0",
                        "user\0nope\0\0")) {
            StartAttempt attempt =
                    client -> said(List.of(client.send(packet(V30, user(more))).toEnd().getLast()));
            assertThat(same(attempt)).as(more).startsWith("E(FATAL ");
        }
        for (byte[] silent :
                List.of(new byte[] {0, 0, 0, 7, 0, 3, 0}, body("GET / HTTP/1.1\r\n\r\n"))) {
            StartAttempt attempt = client -> said(client.send(silent).toEnd());
            assertThat(same(attempt)).isEmpty();
        }
        for (int old : List.of(0x0001_0000, 0x0002_0000)) {
            StartAttempt attempt =
                    client -> {
                        client.send(packet(old, user("\0")));
                        return new String(client.restOfBytes(), StandardCharsets.UTF_8)
                                .replaceFirst("3\\.0 to 3\\.[02]", "3.0 to 3.x");
                    };
            assertThat(same(attempt)).startsWith("EFATAL:  unsupported frontend protocol");
        }
    }

    @Test
    void check02_startupOf10004Bytes_isTaken_10005Not_andAStallIsClosed() throws Exception {
        int fixed = packet(V30, user("application_name\0\0\0")).length;
        for (int length : List.of(10_004, 10_005)) {
            StartAttempt attempt =
                    client -> {
                        String name = "a".repeat(length - fixed);
                        client.send(packet(V30, user("application_name\0" + name + "\0\0")));
                        return said(client.until('Z')).replaceAll("N\\([^)]*\\) ", "");
                    };
            assertThat(same(attempt)).isEqualTo(length == 10_004 ? "R Z" : "");
        }
        try (RawClient client = secure(gateway.port())) {
            assertThat(client.send(new byte[] {0, 0, 0, 60, 0, 3}).toEnd()).isEmpty();
        }
        assertThat(gateway.isRefused("login-timeout")).isTrue();
    }

    @Test
    void check03_encryptionRequests_inAnyOrderButOnce() throws Exception {
        PlainAttempt stuffed =
                client -> {
                    client.send(RawClient.SSL_REQUEST, startup(V30, SUPERUSER));
                    return new String(client.restOfBytes(), StandardCharsets.ISO_8859_1)
                                    .contains("server_version")
                            ? "a session"
                            : "no session";
                };
        assertThat(same(stuffed)).isEqualTo("no session");
        PlainAttempt gssThenSsl =
                client -> {
                    client.send(RawClient.GSSENC_REQUEST);
                    int answer = client.readByte();
                    return (char) answer
                            + said(
                                    client.secure(gateway.tls())
                                            .login(SUPERUSER)
                                            .send(query(""))
                                            .until('Z'));
                };
        assertThat(same(gssThenSsl)).isEqualTo("NI Z");
        StartAttempt sslTwice = client -> said(client.send(RawClient.SSL_REQUEST).toEnd());
        assertThat(same(sslTwice)).contains("0A000 unsupported frontend protocol 1234.5679");
        StartAttempt gssInTls = client -> said(client.send(RawClient.GSSENC_REQUEST).toEnd());
        assertThat(same(gssInTls)).contains("0A000 unsupported frontend protocol 1234.5680");
        PlainAttempt gssTwice =
                client -> {
                    client.send(RawClient.GSSENC_REQUEST);
                    assertThat(client.readByte()).isEqualTo('N');
                    return said(client.send(RawClient.GSSENC_REQUEST).toEnd());
                };
        assertThat(same(gssTwice)).contains("0A000 unsupported frontend protocol 1234.5680");
    }

    @Test
    void check04_alpn() throws Exception {
        record Offer(boolean isDirect, String... protocols) {}
        for (Offer offer :
                List.of(
                        new Offer(true, "postgresql"),
                        new Offer(true, "http/1.1"),
                        new Offer(true),
                        new Offer(false, "postgresql"),
                        new Offer(false, "http/1.1"),
                        new Offer(false))) {
            PlainAttempt attempt =
                    client -> {
                        try {
                            if (offer.isDirect()) {
                                client.handshake(gateway.tls(), offer.protocols());
                            } else {
                                client.secure(gateway.tls(), offer.protocols());
                            }
                            return said(client.send(startup(V30, SUPERUSER)).until('Z'));
                        } catch (IOException e) {
                            return "";
                        }
                    };
            boolean isTaken = String.join("", offer.protocols()).equals("postgresql");
            assertThat(same(attempt))
                    .isEqualTo(
                            isTaken || (!offer.isDirect() && offer.protocols().length == 0)
                                    ? "R Z"
                                    : "");
        }
    }

    @Test
    void check05_versionsAndOptions_areNegotiatedOnlyWhenDue_andCancelWorksWithEach()
            throws Exception {
        assertNegotiated(V30, "", null, 4);
        assertNegotiated(0x0003_0001, "", null, 4);
        assertNegotiated(0x0003_0002, "", null, 32);
        assertNegotiated(0x0003_270f, "", "\0\3\0\2\0\0\0\0", 32);
        assertNegotiated(V30, "_pq_.x\0001\0", "\0\3\0\0\0\0\0\1_pq_.x\0", 4);
        assertNegotiated(
                0x0003_270f, "_pq_.a\0001\0_pq_.b\0002\0", "\0\3\0\2\0\0\0\2_pq_.a\0_pq_.b\0", 32);
    }

    private static void assertNegotiated(
            int version,
            String options,
            @org.jspecify.annotations.Nullable String answer,
            int keyBytes)
            throws Exception {
        try (RawClient client = secure(gateway.port())) {
            client.send(packet(version, user(options + "\0")));
            List<Message> login = client.until('Z');
            assertThat(login.stream().filter(m -> m.type() == 'v').map(Message::text).toList())
                    .isEqualTo(answer == null ? List.of() : List.of(answer));
            Message key = key(login);
            assertThat(key.body()).hasSize(4 + keyBytes);
            client.send(query("SELECT pg_sleep(30)"));
            Gateway.await("it runs", () -> running("pg_sleep(30)") == 1);
            cancel(key.body(), version == V30);
            assertThat(said(client.until('Z'))).contains("57014");
        }
    }

    private static Message key(List<Message> login) {
        return login.stream().filter(m -> m.type() == 'K').findFirst().orElseThrow();
    }

    private static void cancel(byte[] key, boolean isSecure) throws Exception {
        try (RawClient cancel =
                isSecure ? secure(gateway.port()) : RawClient.connect(gateway.port())) {
            cancel.send(packet(80_877_102, key));
            assertThat(cancel.toEnd()).as("answers to a cancel request").isEmpty();
        }
    }

    @Test
    void check06_noCertificate_isAFatalMessage_notATlsAlert() throws Exception {
        javax.net.ssl.SSLContext without = javax.net.ssl.SSLContext.getInstance("TLS");
        without.init(null, gateway.trust(), null);
        try (RawClient client = RawClient.connect(gateway.port()).secure(without)) {
            assertThat(said(client.send(startup(V30, SUPERUSER)).toEnd()))
                    .isEqualTo("E(FATAL 28000 no client certificate was shown)");
        }
    }

    @Test
    void check07_pipelines_areAnsweredInTheServersOrder() throws Exception {
        same(client -> {
            client.send(message('P', "\0SELECT 1\0\0\0")).expectSilence(300);
            client.send(query("SELECT 'later'"));
            return bytes(client.until('Z'));
        });
        for (byte[] flight :
                List.of(
                        join(
                                extended("SELECT 1"),
                                extended("SELECT 1/0"),
                                extended("SELECT 2"),
                                SYNC,
                                SYNC),
                        join(
                                extended("SELECT nope"),
                                query("SELECT 'skipped'"),
                                SYNC,
                                query("SELECT 3"),
                                SYNC),
                        join(
                                message('B', "\0none\0\0\0\0\0\0\0"),
                                message('H', ""),
                                SYNC,
                                extended("BEGIN"),
                                SYNC,
                                SYNC),
                        join(
                                message('P', "\0SELECT"),
                                SYNC,
                                query("SELECT 1; SELECT nope; SELECT 2"),
                                SYNC,
                                SYNC),
                        join(message('?', "x")))) {
            same(client ->
                    bytes(client.send(flight, RawClient.TERMINATE).toEnd())
                            .replaceAll("(?s)F[a-z]+\\.c\0L\\d+\0", ""));
        }
    }

    @Test
    void check08_copy_failsAsDirectly_andEndsWithItsClient() throws Exception {
        same(client ->
                bytes(
                                client.send(
                                                query("COPY t FROM STDIN"),
                                                message('d', "a\n"),
                                                message('f', "why not\0"),
                                                message('d', "stray\n"),
                                                query("SELECT count(*) FROM t"))
                                        .until('Z'))
                        + bytes(client.until('Z')));
        same(client -> said(client.send(query("COPY t FROM STDIN"), query("SELECT 1")).toEnd()));
        same(client ->
                bytes(
                        client.send(query("COPY (SELECT generate_series(1, 9)) TO STDOUT"))
                                .until('Z')));
        RawClient client = login(gateway.port());
        client.send(query("COPY t FROM STDIN"), message('d', "b\n"));
        Gateway.await("it copies", () -> running("COPY t FROM STDIN") == 1);
        client.close();
        Gateway.await("it is gone", () -> running("COPY t FROM STDIN") == 0);
    }

    @Test
    void check09_lengthWords_aboveTheLimitClose() throws Exception {
        for (byte[] header :
                List.of(
                        new byte[] {'Q', 0x3f, -1, -1, -1},
                        new byte[] {'S', 0, 0, 0x27, 0x11},
                        new byte[] {'Q', 0, 0, 0, 3},
                        new byte[] {'d', -1, -1, -1, -1})) {
            same(client -> {
                List<Message> answers = client.send(query("SELECT 1")).until('Z');
                client.send(header);
                return said(answers) + client.toEnd().stream().noneMatch(m -> m.type() == 'Z');
            });
        }
    }

    @Test
    void check10_cancel_stopsOnlyItsOwnQuery_andIsRecorded() throws Exception {
        try (RawClient one = secure(gateway.port());
                RawClient other = login(gateway.port())) {
            one.send(startup(V30, SUPERUSER));
            Message key = key(one.until('Z'));
            gateway.recording();
            one.send(query("SELECT pg_sleep(20), 'cancelled'"));
            other.send(query("SELECT pg_sleep(3), 'untouched'"));
            Gateway.await("both run", () -> running("pg_sleep") == 2);

            cancel(key.body(), false);

            assertThat(said(one.until('Z'))).contains("57014");
            assertThat(said(other.until('Z'))).isEqualTo("T D C Z");
        }
    }

    @Test
    void check11_wrongKeys_haveNoEffect_areAudited_andLimited() throws Exception {
        try (Gateway strict = Gateway.start(certificates, Gateway.IMPATIENT).to(server.getPort());
                RawClient client = secure(strict.port())) {
            client.send(startup(V30, SUPERUSER));
            byte[] key = key(client.until('Z')).body();
            client.send(query("SELECT pg_sleep(4), 'wrong key'"));
            Gateway.await("it runs", () -> running("'wrong key'") == 1);
            byte[] wrong = key.clone();
            wrong[7] ^= 1;
            for (int i = 0; i < 20; i++) {
                attempt(strict.port(), wrong);
            }
            assertThat(strict.isRefused("cancel-wrong-key")).isTrue();

            attempt(strict.port(), key);

            assertThat(said(client.until('Z')))
                    .as("too many attempts came before")
                    .isEqualTo("T D C Z");
            assertThat(strict.recording().facts()).doesNotContain(FactKind.CANCEL_REQUESTED);
        }
    }

    private static void attempt(int port, byte[] key) throws IOException {
        try (RawClient cancel = RawClient.connect(port)) {
            assertThat(cancel.send(packet(80_877_102, key)).toEnd()).isEmpty();
        }
    }

    @Test
    void check11_theTargetsSecret_neverReachesTheClient() throws Exception {
        try (EvilServer target = EvilServer.start(peer -> peer.welcome().hold())) {
            gateway.to(target.port());
            try (RawClient client = secure(gateway.port())) {
                client.send(startup(V30, SUPERUSER));
                ByteBuffer key = ByteBuffer.wrap(key(client.until('Z')).body());
                assertThat(key.getInt()).as("the server's process number").isEqualTo(77);
                assertThat(key.getInt()).as("its secret").isNotEqualTo(0x0102_0304);
            }
        }
    }

    @Test
    void check12_messagesWithoutAQuestion_arriveWhileIdle() throws Exception {
        for (int port : both()) {
            try (RawClient client = login(port)) {
                client.send(query("LISTEN news; SELECT pg_backend_pid()")).until('Z');
                client.expectSilence(1_000);
                sql("NOTIFY news, 'hello'");
                assertThat(client.read().text()).endsWith("news\0hello\0");
                sql("ALTER SYSTEM SET IntervalStyle = 'sql_standard'", "SELECT pg_reload_conf()");
                assertThat(reportAfterReload(client)).isEqualTo("IntervalStyle\0sql_standard\0");
                sql("ALTER SYSTEM RESET IntervalStyle", "SELECT pg_reload_conf()");
                sql(
                        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE"
                                + " 'SELECT 1'");
                assertThat(said(client.toEnd()))
                        .isEqualTo(
                                "E(FATAL 57P01 terminating connection due to administrator"
                                        + " command)");
            }
        }
    }

    /// Asks until the server, which reloads on its own time, reports a changed setting.
    private static String reportAfterReload(RawClient client) throws IOException {
        long end = System.nanoTime() + 20_000_000_000L;
        while (System.nanoTime() - end < 0) {
            client.send(query("SELECT 1"));
            for (Message message : client.until('Z')) {
                if (message.type() == 'S') {
                    return message.text();
                }
            }
        }
        return "no report";
    }

    @Test
    void check13_halfCloseAndTerminate_stillGetTheRows() throws Exception {
        same(client -> {
            client.send(query("SELECT 'half', pg_sleep(2)")).shutdownOutput();
            // The broker repeats a report to learn whether somebody still reads.
            return bytes(client.toEnd().stream().filter(m -> m.type() != 'S').toList());
        });
        same(client -> bytes(client.send(query("SELECT 'x'"), RawClient.TERMINATE).toEnd()));
    }

    @Test
    void check14_answers_areEqualByteForByte() throws Exception {
        for (String sql :
                List.of(
                        "SELECT 1, NULL, 'ä', '\\x00ff'::bytea, now() > '2000-01-01'",
                        "BEGIN; DECLARE c CURSOR FOR SELECT generate_series(1, 5); FETCH 3 FROM c;"
                                + " COMMIT",
                        "SET DateStyle = 'German'; SELECT '2026-02-01'::date; RESET DateStyle",
                        "DO $$ BEGIN RAISE NOTICE 'n'; RAISE WARNING 'w'; END $$",
                        "SELECT 1/0",
                        "SELECT lo_create(4711) > 0; SELECT lo_unlink(4711)",
                        ";;",
                        "SELECT * FROM nope")) {
            same(client -> bytes(client.send(query(sql)).until('Z')));
            same(client ->
                    bytes(
                                    client.send(
                                                    message('P', "s\0" + sql + "\0\0\0"),
                                                    message('D', "Ss\0"),
                                                    message('B', "\0s\0\0\0\0\0\0\1\0\1"),
                                                    message('E', "\0\0\0\0\2"),
                                                    SYNC)
                                            .until('Z'))
                            .replaceAll("(?s)\0P\\d+\0", "\0"));
        }
    }

    @Test
    void check15_psqlAndPgbench_runUnchanged() throws Exception {
        Path script = Files.writeString(directory.resolve("bench.sql"), "SELECT 1;\n");
        for (String mode : List.of("simple", "extended", "prepared")) {
            assertThat(
                            run(
                                    "pgbench",
                                    "-n",
                                    "-M",
                                    mode,
                                    "-t",
                                    "20",
                                    "-f",
                                    script.toString(),
                                    gateway.conninfo("")))
                    .contains("number of transactions actually processed: 20/20");
        }
        assertThat(run("psql", "-XAt", gateway.conninfo(""), "-c", "SELECT 1 AS a \\gdesc"))
                .doesNotContain("FATAL");
        assertThat(run("psql", "-XAt", gateway.conninfo(""), "-c", "\\copy (SELECT 5) TO STDOUT"))
                .isEqualTo("5\n");
    }

    private static String run(String... command) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return output;
    }

    @Test
    void check16_scram_isSpokenToTheTarget_andItsRefusalReachesTheClient() throws Exception {
        try (RawClient client = secure(gateway.port())) {
            client.login(Map.of("user", "ada", "database", "postgres"));
        }
        assertThat(gateway.recording().methods()).containsExactly("scram-sha-256");
        try (RawClient client = secure(gateway.port())) {
            client.send(startup(V30, Map.of("user", "bob", "database", "postgres")));
            assertThat(said(client.toEnd()))
                    .isEqualTo("E(FATAL 28P01 password authentication failed for user \"bob\")");
        }
        try (Gateway verifying =
                        Gateway.start(certificates, Gateway.IMPATIENT)
                                .verifyingTargets()
                                .to(server.getPort());
                RawClient client = verifying.secureClient()) {
            client.login(Map.of("user", "ada", "database", "postgres"));
            assertThat(verifying.recording().methods()).containsExactly("scram-sha-256-plus");
        }
    }

    @Test
    void check17_replication_isRefusedWithThePolicysName() throws Exception {
        for (String value : List.of("database", "true", "1", "on")) {
            try (RawClient client = secure(gateway.port())) {
                client.send(packet(V30, user("replication\0" + value + "\0\0")));
                assertThat(said(client.toEnd()))
                        .isEqualTo("E(FATAL 0A000 replication connections are refused by policy)");
            }
        }
    }

    @Test
    void check18_targetWithoutTls_orStuffingTheHandshake_isRefused() throws Exception {
        try (Gateway verifying =
                Gateway.start(certificates, Gateway.IMPATIENT).verifyingTargets()) {
            for (String answer : List.of("N", "S\0\0\0\0", "E\0\0\0\10text", "X", "SS")) {
                try (EvilServer target =
                                EvilServer.start(
                                        peer -> peer.readPacket().send(body(answer)).hold());
                        RawClient client = verifying.to(target.port()).secureClient()) {
                    List<Message> answers = client.send(startup(V30, SUPERUSER)).toEnd();

                    assertThat(answers)
                            .as(answer)
                            .singleElement()
                            .satisfies(m -> assertThat(m.field('C')).isEqualTo("08001"));
                    assertThat(answers.getFirst().text()).doesNotContain("text");
                }
            }
        }
    }

    /// How many other sessions of the server run a statement with this text now.
    private static int running(String text) {
        try (var connection = server.getPostgresDatabase().getConnection();
                var statement =
                        connection.prepareStatement(
                                "SELECT count(*) FROM pg_stat_activity WHERE state = 'active' AND"
                                    + " pid <> pg_backend_pid() AND position(? in query) > 0")) {
            statement.setString(1, text);
            try (var rows = statement.executeQuery()) {
                return rows.next() ? rows.getInt(1) : -1;
            }
        } catch (java.sql.SQLException e) {
            throw new AssertionError(e);
        }
    }
}
