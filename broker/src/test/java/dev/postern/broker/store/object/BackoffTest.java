package dev.postern.broker.store.object;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.time.Duration;

final class BackoffTest {

    private static final Duration FIRST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofSeconds(60);

    @Test
    void wait_doublesUpToTheLimit() {
        Backoff backoff = new Backoff(FIRST, LONGEST, byte[]::new);

        assertThat(backoff.nanos(1)).isEqualTo(FIRST.toNanos());
        assertThat(backoff.nanos(4)).isEqualTo(FIRST.toNanos() * 8);
        assertThat(backoff.nanos(7)).isEqualTo(LONGEST.toNanos());
        assertThat(backoff.nanos(1000)).isEqualTo(LONGEST.toNanos());
    }

    @Test
    void wait_isShorterByAtMostAHalf() {
        Backoff backoff =
                new Backoff(
                        FIRST,
                        LONGEST,
                        count -> {
                            byte[] ones = new byte[count];
                            java.util.Arrays.fill(ones, (byte) -1);
                            return ones;
                        });

        assertThat(backoff.nanos(1)).isBetween(FIRST.toNanos() / 2, FIRST.toNanos() / 2 + 1);
    }
}
