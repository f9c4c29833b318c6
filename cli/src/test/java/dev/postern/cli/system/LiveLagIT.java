package dev.postern.cli.system;

import static org.assertj.core.api.Assertions.assertThat;

import static java.util.Objects.requireNonNull;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// How long after a row has reached the client of a running session somebody who looks at that session can read it.
///
/// A looker asks again and again, as the replay page does, for what the page, `postern play` and `postern play --messages`
/// are made of. `-Dpostern.lag-rows=N` chooses how many rows are measured for each.
@Timeout(value = 5, unit = TimeUnit.MINUTES)
final class LiveLagIT {

    private static final int ROWS = Integer.getInteger("postern.lag-rows", 40);
    private static final Duration LONGEST = Duration.ofSeconds(1);
    private static final Duration GIVE_UP = Duration.ofSeconds(20);
    private static final int ASK_AGAIN_MILLIS = 20;
    private static final Pattern SESSION = Pattern.compile("[0-9A-HJKMNP-TV-Z]{26}");

    @TempDir Path folder;

    private int statements;

    @Test
    void rowThatTheClientHas_isReadWithinASecond() throws Exception {
        try (RunningDemo demo = RunningDemo.start(folder);
                TerminalApi api = new TerminalApi(demo);
                WireClient client = connect(demo)) {
            ask(client, "show postern.session");
            Matcher id =
                    SESSION.matcher(new String(client.received(), StandardCharsets.ISO_8859_1));
            assertThat(id.find()).isTrue();
            String session = "/api/v1/sessions/" + id.group();

            List<Duration> page = lags(demo, api, client, session + "/statements/%d/result");
            List<Duration> text = lags(demo, api, client, session + "/text?q=%d");
            List<Duration> messages = lags(demo, api, client, session + "/messages?after=%d");

            print("the page of a result", page);
            print("the text of postern play", text);
            print("the messages", messages);
            client.terminate();
            for (List<Duration> lags : List.of(page, text, messages)) {
                assertThat(lags.get(ROWS * 95 / 100)).isLessThan(LONGEST);
            }
        }
    }

    private List<Duration> lags(
            RunningDemo demo, TerminalApi api, WireClient client, String pathFormat)
            throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        List<Duration> lags = new ArrayList<>();
        for (int i = -5; i < ROWS; i++) {
            never.await(Math.floorMod(i * 37, 200), TimeUnit.MILLISECONDS);
            String word = "row" + statements;
            ask(client, "select upper('" + word + "')");
            long begin = System.nanoTime();
            // A statement has five messages at least: what is asked for begins before it.
            String path =
                    String.format(
                            Locale.ROOT,
                            pathFormat,
                            pathFormat.contains("messages")
                                    ? Math.max(0, 4 * statements - 20)
                                    : statements);
            while (!api.send("engineer", "GET", path, "")
                    .body()
                    .contains(word.toUpperCase(Locale.ROOT))) {
                assertThat(Duration.ofNanos(System.nanoTime() - begin))
                        .as("%s has %s; the demo says:%n%s", path, word, demo.printed())
                        .isLessThan(GIVE_UP);
                never.await(ASK_AGAIN_MILLIS, TimeUnit.MILLISECONDS);
            }
            if (i >= 0) {
                lags.add(Duration.ofNanos(System.nanoTime() - begin));
            }
        }
        lags.sort(null);
        return lags;
    }

    private static void print(String what, List<Duration> lags) {
        System.out.printf(
                "LiveLagIT: %s: a row is read p50 %d ms, p95 %d ms, at most %d ms after the client"
                        + " had it (%d rows)%n",
                what,
                lags.get(ROWS / 2).toMillis(),
                lags.get(ROWS * 95 / 100).toMillis(),
                lags.getLast().toMillis(),
                ROWS);
    }

    private void ask(WireClient client, String sql) throws Exception {
        statements++;
        client.send(Messages.start().query(sql).bytes()).get(10, TimeUnit.SECONDS);
        client.readUntilReady(1);
    }

    private static WireClient connect(RunningDemo demo) throws Exception {
        Map<String, String> environment = demo.environment();
        return WireClient.withCertificate(
                Integer.parseInt(environment.getOrDefault("PGPORT", "")),
                requireNonNull(Path.of(environment.getOrDefault("PGSSLCERT", "")).getParent()),
                Conversation.PROTOCOL_3_0,
                Map.of(
                        "user",
                        environment.getOrDefault("PGUSER", ""),
                        "database",
                        environment.getOrDefault("PGDATABASE", ""),
                        "application_name",
                        "lag"));
    }
}
