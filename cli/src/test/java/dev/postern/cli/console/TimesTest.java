package dev.postern.cli.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.cli.StubBroker;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Map;

/// In which zone times are told, by whom reads them.
final class TimesTest {

    private static final String REQUESTS = "GET /api/v1/requests?limit=500";
    private static final String SESSION =
            "{\"id\":\"01K9T2Q00000000000000000AA\",\"startedAt\":\"2026-11-21T01:20:03.5Z\",\"state\":\"ended\"}";

    @TempDir Path home;

    private StubBroker broker;

    @BeforeEach
    void startLoggedIn() throws IOException {
        broker =
                new StubBroker(home)
                        .login()
                        .with("TZ", "Europe/Berlin")
                        .with("COLUMNS", "200")
                        .on(
                                REQUESTS,
                                200,
                                "{\"items\":[{\"shortId\":\"7K2M\",\"createdAt\":\"2026-11-21T01:20:03.123456Z\",\"reason\":\"2026-11-21T01:20:03Z\"}]}")
                        .on(
                                "GET /api/v1/requests/7K2M",
                                200,
                                "{\"shortId\":\"7K2M\",\"createdAt\":\"2026-07-21T01:20:03.123456Z\",\"state\":\"pending\",\"decideBy\":\"2026-11-21T01:20:03Z\"}")
                        .on(
                                "GET /api/v1/sessions?limit=50&f=",
                                200,
                                "{\"items\":[" + SESSION + "]}")
                        .on(
                                "GET /api/v1/audit?limit=50",
                                200,
                                "{\"items\":[{\"id\":1,\"at\":\"2026-11-21T01:20:03.5Z\",\"code\":\"a.b\",\"text\":\"t\"}]}")
                        .on(
                                "GET /api/v1/sessions/01K9T2Q0/text?rows=all&q=1&messages=false&hex=false",
                                200,
                                "-- session 01K9T2Q0  Ada  orders/shop as app "
                                        + " 2026-11-21T01:20:03.5Z\n"
                                        + "-- #1 +0.1s\n"
                                        + "select 1  2026-11-21T01:20:03.5Z\n");
    }

    @AfterEach
    void stop() {
        broker.close();
    }

    @Test
    void aTableOnATerminal_isInItsZone_whichStandsBelowOnce() {
        assertThat(broker.runTyping("", "request", "ls")).isZero();
        assertThat(broker.out())
                .contains("  2026-11-21 02:20:03  ")
                .contains("2026-11-21T01:20:03Z")
                .endsWith("\nTimes are those of Europe/Berlin (+01:00).\n");
        assertThat(broker.runTyping("", "sessions", "ls")).isZero();
        assertThat(broker.out()).contains("  2026-11-21 02:20:03  ").endsWith("(+01:00).\n");
        assertThat(broker.runTyping("", "audit", "ls")).isZero();
        assertThat(broker.out())
                .contains("1      2026-11-21 02:20:03  a.b")
                .endsWith("(+01:00).\n");
    }

    @Test
    void factsOnATerminal_areInItsZone_inSummerAndWinter() {
        assertThat(broker.runTyping("", "request", "show", "7K2M")).isZero();
        assertThat(broker.out())
                .contains("2026-07-21 03:20:03, for")
                .contains("Decide by  2026-11-21 02:20:03\n")
                .endsWith("\nTimes are those of Europe/Berlin (+01:00 and +02:00).\n");
    }

    @Test
    void chosenFields_areInTheZone_butOnlyThoseThatAreTimes() {
        assertThat(broker.runTyping("", "request", "ls", "--fields", "createdAt,reason")).isZero();
        assertThat(broker.out())
                .isEqualTo(
                        """
                        createdAt            reason
                        2026-11-21 02:20:03  2026-11-21T01:20:03Z
                        Times are those of Europe/Berlin (+01:00).
                        """);
    }

    @Test
    void aSessionOnATerminal_hasALocalTimeInItsHeading_andNothingElseOfItChanges() {
        assertThat(broker.runTyping("", "play", "01K9T2Q0", "--format", "text", "--no-pager"))
                .isZero();
        assertThat(broker.out())
                .isEqualTo(
                        """
                        -- session 01K9T2Q0  Ada  orders/shop as app  2026-11-21 02:20:03 +01:00
                        -- #1 +0.1s
                        select 1  2026-11-21T01:20:03.5Z
                        """);
        assertThat(broker.run("play", "01K9T2Q0")).isZero();
        assertThat(broker.out()).contains("app  2026-11-21T01:20:03.5Z\n");
    }

    @Test
    void aPipe_isInUtc() {
        assertThat(broker.run("request", "ls")).isZero();
        assertThat(broker.out()).contains("  2026-11-21 01:20:03Z  ").doesNotContain("Times are");
        assertThat(broker.run("audit", "ls")).isZero();
        assertThat(broker.out()).contains("2026-11-21T01:20:03Z");
        assertThat(broker.run("request", "ls", "--fields", "createdAt")).isZero();
        assertThat(broker.out()).isEqualTo("createdAt\n2026-11-21T01:20:03.123456Z\n");
    }

    @Test
    void formsOfPrograms_areInUtcOnATerminalToo() {
        for (String form : new String[] {"json", "jsonl", "csv", "yaml"}) {
            assertThat(broker.runTyping("", "request", "ls", "-o", form)).isZero();
            assertThat(broker.out())
                    .contains("2026-11-21T01:20:03.123456Z")
                    .doesNotContain("Times are");
        }
        assertThat(broker.runTyping("", "request", "show", "7K2M", "-o", "json")).isZero();
        assertThat(broker.out()).contains("2026-07-21T01:20:03.123456Z").doesNotContain("Times");
    }

    @Test
    void utc_isTheSameOnATerminal() throws IOException {
        assertThat(broker.runTyping("", "request", "ls", "--utc")).isZero();
        assertThat(broker.out()).contains("  2026-11-21 01:20:03Z  ").doesNotContain("Times are");
        Files.writeString(home.resolve("config.toml"), "utc = true\n");
        assertThat(broker.runTyping("", "request", "ls")).isZero();
        assertThat(broker.out()).contains("  2026-11-21 01:20:03Z  ").doesNotContain("Times are");
        broker.with("POSTERN_UTC", "0");
        assertThat(broker.runTyping("", "request", "ls")).isZero();
        assertThat(broker.out()).contains("  2026-11-21 02:20:03  ");
    }

    @Test
    void anHourThatComesTwice_hasItsOffsets() {
        Times times = new Times(ZoneId.of("Europe/Berlin"));
        assertThat(times.column("2026-10-25T00:30:00Z")).isEqualTo("2026-10-25 02:30:00 +02:00");
        assertThat(times.column("2026-10-25T01:30:00.9Z")).isEqualTo("2026-10-25 02:30:00 +01:00");
        assertThat(times.column("2026-10-25T02:30:00Z")).isEqualTo("2026-10-25 03:30:00");
        assertThat(times.legend())
                .isEqualTo("Times are those of Europe/Berlin (+01:00 and +02:00).\n");
        assertThat(times.legend()).as("nothing since").isEmpty();
    }

    @Test
    void sentences_sayTheirOffset_andWhatIsNoTimeStays() {
        Times times = new Times(ZoneId.of("Asia/Kolkata"));
        assertThat(times.said("2026-11-21T01:20:03.1Z")).isEqualTo("2026-11-21 06:50:03 +05:30");
        assertThat(times.timeOfDay(Instant.parse("2026-11-21T01:20:03Z")))
                .isEqualTo("06:50:03 +05:30");
        assertThat(times.column("not recorded, or not known yet"))
                .startsWith("not recorded, or not known");
        assertThat(times.legend()).isEmpty();
        assertThat(Times.utc().said("2026-11-21T01:20:03.1Z")).isEqualTo("2026-11-21 01:20:03Z");
    }

    @Test
    void tz_isReadWithAColonToo() {
        assertThat(Times.zone(Map.of("TZ", ":Europe/Berlin")))
                .isEqualTo(ZoneId.of("Europe/Berlin"));
        assertThat(Times.zone(Map.of("TZ", "CET-1CEST"))).isEqualTo(ZoneId.systemDefault());
        assertThat(new Times(Times.zone(Map.of("TZ", "UTC"))).isLocal()).isFalse();
    }
}
