package dev.postern.broker.proxy.pg;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.broker.base.Ticker;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

/// An honest session beside hostile ones, before a target that answers at once, and how long its questions take.
final class Bystander implements AutoCloseable {

    private static final Duration LONGEST = Duration.ofSeconds(1);

    private final EvilServer honest;
    private final RawClient client;

    private Bystander(EvilServer honest, RawClient client) {
        this.honest = honest;
        this.client = client;
    }

    /// Logs in to a target of its own; `gateway` leads there until it is told otherwise.
    static Bystander at(Gateway gateway) throws Exception {
        EvilServer honest = honest();
        return new Bystander(honest, gateway.to(honest.port()).client());
    }

    /// A target that answers each Query with nothing, and reads whatever else comes.
    static EvilServer honest() throws IOException {
        return EvilServer.start(peer -> {
            peer.welcome();
            while (true) {
                char type = peer.read().type();
                if (type == 'Q') {
                    peer.send(RawClient.message('C', "SELECT 0\0"), EvilServer.READY);
                } else if (type == 'S') {
                    peer.send(EvilServer.READY);
                } else if (type == 'X') {
                    return;
                }
            }
        });
    }

    /// The port of its target.
    int target() {
        return honest.port();
    }

    /// Asks once and expects the answer within a second.
    void isServed() throws IOException {
        assertThat(Duration.ofNanos(ask())).isLessThan(LONGEST);
    }

    private long ask() throws IOException {
        long began = Ticker.system().nanos();
        client.send(RawClient.query("SELECT"));
        assertThat(client.until('Z')).hasSize(2);
        return Ticker.system().nanos() - began;
    }

    /// The 99th percentile of this many questions, one after the other.
    Duration p99(int questions) throws IOException {
        List<Long> nanos = new ArrayList<>();
        for (int i = 0; i < questions; i++) {
            nanos.add(ask());
        }
        return p99(nanos);
    }

    /// The 99th percentile of the questions that are asked while `work` is done.
    Duration p99During(HostileWork work) throws Exception {
        AtomicBoolean isDone = new AtomicBoolean();
        CompletableFuture<List<Long>> asked =
                CompletableFuture.supplyAsync(
                        () -> askUntil(isDone), task -> Thread.ofPlatform().start(task));
        try {
            work.run();
        } finally {
            isDone.set(true);
        }
        return p99(asked.get());
    }

    /// What hostile peers do meanwhile.
    interface HostileWork {
        void run() throws Exception;
    }

    private List<Long> askUntil(AtomicBoolean isDone) {
        List<Long> nanos = new ArrayList<>();
        try {
            while (!isDone.get()) {
                nanos.add(ask());
                Gateway.pause(Duration.ofMillis(2));
            }
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
        return nanos;
    }

    private static Duration p99(List<Long> nanos) {
        assertThat(nanos).as("questions asked").isNotEmpty();
        Collections.sort(nanos);
        return Duration.ofNanos(nanos.get((nanos.size() - 1) * 99 / 100));
    }

    /// Expects that the 99th percentile has at most doubled; below `floor` the machine's own noise is larger.
    static void assertAtMostDoubled(String what, Duration quiet, Duration during, Duration floor) {
        System.out.printf(
                "%s: p99 of a session beside it %.1f ms, before %.1f ms%n",
                what, during.toNanos() / 1e6, quiet.toNanos() / 1e6);
        Duration doubled = quiet.multipliedBy(2);
        assertThat(during)
                .as(what)
                .isLessThanOrEqualTo(doubled.compareTo(floor) > 0 ? doubled : floor);
    }

    @Override
    public void close() throws IOException {
        client.close();
        honest.close();
    }
}
