package dev.postern.broker.notify;

import static org.assertj.core.api.Assertions.assertThat;

import static java.util.Objects.requireNonNull;

import dev.postern.broker.access.AccessRequests;
import dev.postern.broker.audit.Actor;
import dev.postern.broker.audit.AuditCode;
import dev.postern.broker.audit.AuditEvent;
import dev.postern.broker.audit.AuditTrail;
import dev.postern.broker.audit.TestTrail;
import dev.postern.broker.base.Secret;
import dev.postern.broker.notify.NotifyConfig.Payload;
import dev.postern.broker.notify.NotifyConfig.Receiver;
import dev.postern.broker.notify.NotifyConfig.Webhook;
import dev.postern.broker.policy.Network;
import dev.postern.broker.store.sql.StateStore;
import dev.postern.json.Json;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicReference;

import javax.net.ssl.SSLSocketFactory;

/// From the audit trail through the outbox to a receiver that behaves badly.
final class TellingTest {

    private static final Instant START = Instant.parse("2026-11-21T14:00:00Z");
    private static final Secret SECRET = Secret.of("shared with the receiver");
    private static final List<Network> LOOPBACK = List.of(Network.parse("127.0.0.0/8"));

    @TempDir Path folder;

    private final AtomicReference<Instant> now = new AtomicReference<>(START);
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private @Nullable StateStore opened;
    private @Nullable AuditTrail trail;
    private @Nullable HostileReceiver hostile;

    @BeforeEach
    void start() throws IOException {
        opened = StateStore.open(folder.resolve("state/state.db"));
        trail = TestTrail.open(store(), folder, now::get);
        hostile = new HostileReceiver();
    }

    @AfterEach
    void stop() {
        receiver().close();
        audit().close();
        store().close();
        timer.shutdownNow();
    }

    @Test
    void whatWasDoneBefore_isNotTold_andWhatIsDoneThen_isToldOnce() {
        Told told = told(webhook(Payload.POSTERN), LOOPBACK);
        ask("old");
        told.look();
        ask("new");
        told.look();
        told.look();
        assertThat(receiver().requests()).hasSize(1);
        assertThat(receiver().requests().getFirst())
                .startsWith("POST /hook?a=b HTTP/1.1\r\n")
                .contains("Postern-Event: request.created\r\n")
                .contains("\"reason\":\"new\"")
                .contains("\"link\":\"https://postern.example.com/requests?id=R1\"");
    }

    @Test
    void signature_isTheHmacOfTimeAndBody() {
        Told told = told(webhook(Payload.POSTERN), LOOPBACK);
        told.look();
        ask("x");
        told.look();
        String request = receiver().requests().getFirst();
        String body = request.substring(request.indexOf("\r\n\r\n") + 4);
        assertThat(request)
                .contains(
                        "Postern-Signature: "
                                + WebhookSender.signature(
                                        SECRET,
                                        START.getEpochSecond(),
                                        body.getBytes(StandardCharsets.UTF_8))
                                + "\r\n");
        // Computed with OpenSSL: printf '1.a' | openssl dgst -sha256 -hmac 'shared with the
        // receiver'
        assertThat(WebhookSender.signature(SECRET, 1, new byte[] {'a'}))
                .isEqualTo(
                        "t=1,v1=882bfbdd56efac5807b5059e9146cf66a3b2fe92a68c673dcbb96af9ecf1947d");
    }

    @Test
    void failingReceiver_isTriedAgainWithGrowingPauses_thenHasItOnce() {
        Told told = told(webhook(Payload.POSTERN), LOOPBACK);
        told.look();
        receiver()
                .answers(
                        "HTTP/1.1 500 Broken\r\n\r\n",
                        "HTTP/1.1 302 Found\r\nLocation: http://169.254.169.254/\r\n\r\n",
                        "nonsense\r\n");
        ask("x");
        told.look();
        assertThat(receiver().requests()).hasSize(1);
        told.look();
        assertThat(receiver().requests()).as("not before the pause is over").hasSize(1);
        for (int seconds : List.of(5, 10, 20)) {
            now.set(now.get().plusSeconds(seconds));
            told.look();
        }
        assertThat(receiver().requests()).hasSize(4);
        assertThat(receiver().requests().stream().map(TellingTest::delivery).distinct()).hasSize(1);
        now.set(now.get().plus(Duration.ofHours(1)));
        told.look();
        assertThat(receiver().requests()).hasSize(4);
    }

    @Test
    void hangingReceiver_endsAtTheDeadline_andIsTriedAgain() {
        Told told = told(webhook(Payload.POSTERN), LOOPBACK);
        told.look();
        receiver().answers(HostileReceiver.HANG);
        ask("x");
        told.look();
        now.set(now.get().plusSeconds(5));
        told.look();
        assertThat(receiver().requests()).hasSize(2);
    }

    @Test
    void afterADay_itIsGivenUp_andTheTrailSaysSo() {
        Told told = told(webhook(Payload.POSTERN), LOOPBACK);
        told.look();
        receiver().answers("HTTP/1.1 404 Gone\r\n\r\n", "HTTP/1.1 404 Gone\r\n\r\n");
        ask("x");
        told.look();
        now.set(now.get().plus(Duration.ofHours(25)));
        told.look();
        now.set(now.get().plus(Duration.ofHours(1)));
        told.look();
        assertThat(receiver().requests()).hasSize(2);
        assertThat(audit().newest(Long.MAX_VALUE, 50))
                .filteredOn(event -> event.code().equals("notice.given_up"))
                .extracting(AuditEvent::text)
                .singleElement()
                .asString()
                .contains("ops")
                .contains("HTTP 404");
    }

    @Test
    void addressOfThisMachine_isNotDialled_unlessTheConfigurationSaysSo() {
        Told told = told(webhook(Payload.POSTERN), List.of());
        told.look();
        ask("x");
        told.look();
        assertThat(receiver().requests()).isEmpty();
    }

    @Test
    void brokerThatEndedInBetween_goesOnWhereItWas() {
        told(webhook(Payload.POSTERN), LOOPBACK).look();
        ask("while nobody looks");
        told(webhook(Payload.POSTERN), LOOPBACK).look();
        assertThat(receiver().requests()).hasSize(1);
    }

    @Test
    void receiverOfOtherNewsAndTargets_isNotTold() {
        Receiver other =
                new Receiver(
                        "ops",
                        EnumSet.of(News.LOCK_PLACED),
                        List.of("crm"),
                        webhook(Payload.POSTERN).way());
        Told told = told(other, LOOPBACK);
        told.look();
        ask("x");
        audit(AuditCode.LOCK_PLACED, "orders", Map.of());
        audit(AuditCode.LOCK_PLACED, "crm", Map.of());
        told.look();
        assertThat(receiver().requests()).hasSize(1);
        assertThat(receiver().requests().getFirst()).contains("lock.placed").contains("\"crm\"");
    }

    @Test
    void chat_getsTextThatCannotCallAnybody() throws Exception {
        Told told = told(webhook(Payload.SLACK), LOOPBACK);
        told.look();
        audit(
                AuditCode.REQUEST_BROKE_GLASS,
                "orders",
                Map.of("request", "R1", "reason", "<!channel> & <https://evil.example|click>"));
        told.look();
        String request = receiver().requests().getFirst();
        Map<String, ?> body =
                Json.readObject(
                        request.substring(request.indexOf("\r\n\r\n") + 4)
                                .getBytes(StandardCharsets.UTF_8));
        assertThat(String.valueOf(body.get("text"))).startsWith(":rotating_light: ");
        assertThat(String.valueOf(body.get("blocks")))
                .contains("&lt;!channel&gt; &amp; &lt;https://evil.example|click&gt;")
                .contains("<https://postern.example.com/requests?id=R1|Open in Postern>");
    }

    private static String delivery(String request) {
        return request.replaceFirst("(?s).*Postern-Delivery: (\\S+).*", "$1");
    }

    private Receiver webhook(Payload payload) {
        return new Receiver(
                "ops",
                EnumSet.allOf(News.class),
                List.of(),
                new Webhook(Secret.of(receiver().url()), SECRET, payload));
    }

    private void ask(String reason) {
        audit(AuditCode.REQUEST_CREATED, "orders", Map.of("request", "R1", "reason", reason));
    }

    /// Written, and in the table that the outbox follows.
    private void audit(AuditCode code, String target, Map<String, Object> detail) {
        audit().write(
                        code,
                        new Actor("i|erin", "Erin", "erin@example.com"),
                        "127.0.0.1",
                        target,
                        null,
                        detail,
                        "erin@example.com did something.");
        assertThat(audit().newest(Long.MAX_VALUE, 1)).hasSize(1);
    }

    private Told told(Receiver receiver, List<Network> networks) {
        NotifyConfig config =
                new NotifyConfig(
                        List.of(receiver),
                        Duration.ofMinutes(10),
                        Duration.ofHours(24),
                        networks,
                        null);
        Senders senders =
                new Senders(
                        config,
                        now::get,
                        Duration.ofMillis(500),
                        timer,
                        (SSLSocketFactory) SSLSocketFactory.getDefault());
        return new Told(
                new Outbox(
                        store(),
                        new AccessRequests(store(), audit(), now::get),
                        config,
                        now::get,
                        () -> "https://postern.example.com"),
                new Courier(store(), audit(), senders, config, now::get),
                receiver);
    }

    private StateStore store() {
        return requireNonNull(opened);
    }

    private AuditTrail audit() {
        return requireNonNull(trail);
    }

    private HostileReceiver receiver() {
        return requireNonNull(hostile);
    }

    private record Told(Outbox outbox, Courier courier, Receiver receiver) {
        void look() {
            outbox.fill();
            courier.bring(receiver);
        }
    }
}
