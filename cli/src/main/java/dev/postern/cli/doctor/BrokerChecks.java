package dev.postern.cli.doctor;

import dev.postern.json.Json;
import dev.postern.json.MalformedJsonException;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.HttpURLConnection;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import javax.net.ssl.SSLException;

/// What can be said about the broker from here: its name, its TLS, its clock, its recording store.
final class BrokerChecks {

    private static final int TIMEOUT_MILLIS = 5_000;
    private static final int LARGEST_ANSWER = 1 << 20;
    private static final long SLOW_SYNC_MICROS = 20_000;
    private static final Duration LARGEST_SKEW = Duration.ofSeconds(60);

    private final String proxy;
    private final String token;
    private final InstantSource clock;
    private final List<Finding> findings = new ArrayList<>();

    BrokerChecks(String proxy, String token, InstantSource clock) {
        this.proxy = proxy;
        this.token = token;
        this.clock = clock;
    }

    List<Finding> run() {
        try {
            ready();
            if (!token.isEmpty()) {
                store();
            }
        } catch (UnknownHostException e) {
            wrong(
                    "broker",
                    "the name in " + proxy + " does not resolve",
                    "Check --proxy or POSTERN_PROXY, and the DNS.");
        } catch (SSLException e) {
            wrong(
                    "broker",
                    "TLS with " + proxy + " failed: " + e.getMessage(),
                    "Its certificate must name this host and be signed by an authority Java trusts"
                            + " (POSTERN_JAVA_OPTIONS=-Djavax.net.ssl.trustStore=FILE).");
        } catch (ConnectException e) {
            wrong(
                    "broker",
                    proxy + " refuses connections",
                    "Start the broker, or open the firewall.");
        } catch (SocketTimeoutException e) {
            wrong(
                    "broker",
                    proxy + " did not answer within 5 s",
                    "Check the network and the firewall.");
        } catch (IOException | IllegalArgumentException e) {
            wrong(
                    "broker",
                    proxy + " cannot be asked: " + e.getMessage(),
                    "Check --proxy or POSTERN_PROXY.");
        }
        return findings;
    }

    private void ready() throws IOException {
        Instant before = clock.instant();
        HttpURLConnection connection = open("/ready");
        int status = connection.getResponseCode();
        findings.add(Finding.ok("broker", proxy + " answers"));
        skew(connection.getHeaderFieldDate("Date", 0), before);
        Map<String, @Nullable Object> answer = answer(connection);
        if (status == 200) {
            findings.add(Finding.ok("ready", "the broker takes sessions"));
        } else if (status == 503) {
            wrong(
                    "ready",
                    "the broker takes no sessions since "
                            + answer.get("since")
                            + ": "
                            + answer.get("reason"),
                    switch (String.valueOf(answer.get("state"))) {
                        case "full" ->
                                "An administrator must free space in the broker's data directory.";
                        case "unreadable" ->
                                "An administrator must look at the disk of the broker's data"
                                        + " directory; sessions begin again by themselves.";
                        case "slow" -> "Wait, and have the broker's disk looked at.";
                        default -> "An administrator must look at the disk and restart the broker.";
                    });
        } else {
            wrong(
                    "ready",
                    "HTTP " + status + " to /ready",
                    "Is this the address of a Postern broker?");
        }
    }

    /// HTTP dates have whole seconds.
    private void skew(long dateMillis, Instant here) {
        if (dateMillis == 0) {
            return;
        }
        Duration skew = Duration.between(here, Instant.ofEpochMilli(dateMillis)).abs();
        if (skew.compareTo(LARGEST_SKEW) > 0) {
            wrong(
                    "clock",
                    "this machine's clock and the broker's differ by " + skew.toSeconds() + " s",
                    "Set both by NTP: certificates are judged by the clock.");
        } else {
            findings.add(
                    Finding.ok(
                            "clock",
                            "differs from the broker's by " + skew.toSeconds() + " s at most"));
        }
    }

    private void store() throws IOException {
        HttpURLConnection connection = open("/api/v1/store");
        if (connection.getResponseCode() != 200) {
            findings.add(
                    Finding.warning(
                            "store",
                            "HTTP " + connection.getResponseCode() + " to /api/v1/store",
                            "Run: postern login"));
            return;
        }
        Map<String, @Nullable Object> store = answer(connection);
        String text =
                store.get("fileSystem")
                        + ", sync p50 "
                        + store.get("syncP50Micros")
                        + " us, p99 "
                        + store.get("syncP99Micros")
                        + " us";
        String warning = String.valueOf(store.get("warning"));
        if (!warning.isEmpty()) {
            findings.add(Finding.warning("store", warning, "See docs/durability.md of Postern."));
        } else if (store.get("syncP50Micros") instanceof Number micros
                && micros.longValue() > SLOW_SYNC_MICROS) {
            findings.add(
                    Finding.warning(
                            "store",
                            text + ": each statement of a strict target waits for one",
                            "Put `data` on a disk with a cache that survives power loss, or choose"
                                    + " `durability: write-through` where that will do."));
        } else {
            findings.add(Finding.ok("store", text));
        }
        if (!"none".equals(store.get("alarm"))) {
            findings.add(
                    Finding.warning(
                            "space",
                            store.get("freeBytes")
                                    + " of "
                                    + store.get("totalBytes")
                                    + " bytes are free",
                            "Free space before sessions are refused."));
        }
        if (store.get("quarantined") instanceof Number count && count.longValue() > 0) {
            wrong(
                    "quarantine",
                    count + " files of recordings cannot be read",
                    "Look at the .reason.txt files in quarantine/ of the broker's data directory.");
        }
        if (store.get("uploads") instanceof Map<?, ?> uploads) {
            uploads(uploads);
        }
        String recovery = String.valueOf(store.getOrDefault("recovery", ""));
        if (recovery.contains("could not be recovered")) {
            wrong(
                    "recovery",
                    recovery,
                    "Free space if the disk is full, or look at it (dmesg), then restart the"
                            + " broker: journal/ keeps what is left until it is recovered.");
        } else if (!recovery.isEmpty()) {
            findings.add(Finding.warning("recovery", recovery, "Ask again in a minute."));
        }
    }

    private void uploads(Map<?, ?> uploads) {
        String waiting = uploads.get("pending") + " recordings wait for the object store";
        switch (String.valueOf(uploads.get("state"))) {
            case "ok" -> findings.add(Finding.ok("uploads", waiting));
            case "unreachable" ->
                    wrong(
                            "uploads",
                            waiting + ", which fails since " + uploads.get("failingSince"),
                            "The broker's log and its audit trail (store.changed) say why: look at"
                                    + " the network, the credentials and the bucket.");
            default ->
                    wrong(
                            "uploads",
                            waiting + " and there is no room for more: sessions are refused",
                            "Make the object store answer, or raise `spool-limit`.");
        }
    }

    private HttpURLConnection open(String path) throws IOException {
        HttpURLConnection connection =
                (HttpURLConnection) URI.create(proxy + path).toURL().openConnection();
        connection.setConnectTimeout(TIMEOUT_MILLIS);
        connection.setReadTimeout(TIMEOUT_MILLIS);
        connection.setInstanceFollowRedirects(false);
        if (!token.isEmpty()) {
            connection.setRequestProperty("Authorization", "Bearer " + token);
        }
        return connection;
    }

    private static Map<String, @Nullable Object> answer(HttpURLConnection connection)
            throws IOException {
        InputStream body =
                connection.getResponseCode() < 400
                        ? connection.getInputStream()
                        : connection.getErrorStream();
        if (body == null) {
            return Map.of();
        }
        try (body) {
            return Json.readObject(body.readNBytes(LARGEST_ANSWER));
        } catch (MalformedJsonException e) {
            return Map.of();
        }
    }

    private void wrong(String subject, String text, String remedy) {
        findings.add(Finding.wrong(subject, text, remedy));
    }
}
