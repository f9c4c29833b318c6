package dev.postern.broker.base;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.time.Instant;
import java.util.Random;

/// A clock that is set back lengthens no certificate, no grant, no sign-in and no lock.
@Tag("G19")
final class SteadyClockTest {

    private static final Instant START = Instant.parse("2026-11-21T14:00:00Z");

    private Instant wall = START;
    private long nanos = 77;
    private final SteadyClock clock = new SteadyClock(() -> wall, () -> nanos);

    private void pass(Duration time) {
        wall = wall.plus(time);
        nanos += time.toNanos();
    }

    @Test
    void now_isTheMachinesClock_asLongAsItGoesOn() {
        pass(Duration.ofMinutes(5));
        assertThat(clock.now()).isEqualTo(START.plusSeconds(300));
        pass(Duration.ofHours(9));
        assertThat(clock.now()).isEqualTo(wall);
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT-0.2S", "PT-1H", "P-3650D"})
    void now_setBack_goesOnByElapsedTime_untilTheMachineHasCaughtUp(String step) {
        pass(Duration.ofMinutes(1));
        Instant before = clock.now();
        wall = wall.plus(Duration.parse(step));

        assertThat(clock.now()).isEqualTo(before);
        pass(Duration.ofSeconds(30));
        assertThat(clock.now()).isEqualTo(before.plusSeconds(30));

        wall = before.plusSeconds(31);
        assertThat(clock.now()).isEqualTo(wall);
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT1H", "P3650D"})
    void now_setForward_followsAtOnce_andStaysThereWhenItIsSetBack(String step) {
        wall = wall.plus(Duration.parse(step));
        assertThat(clock.now()).isEqualTo(wall);

        Instant ahead = wall;
        wall = START;
        pass(Duration.ofSeconds(7));
        assertThat(clock.now()).isEqualTo(ahead.plusSeconds(7));
    }

    @Test
    void now_passesAtLeastAsElapsedTimeDoes_howeverTheMachineIsSet() {
        Random random = new Random(5);
        Instant last = clock.now();
        long lastNanos = nanos;
        for (int i = 0; i < 100_000; i++) {
            nanos += random.nextInt(1_000_000);
            wall = wall.plusNanos((long) (random.nextGaussian() * 4_000_000));
            Instant now = clock.now();
            assertThat(now).isAfterOrEqualTo(last.plusNanos(nanos - lastNanos));
            last = now;
            lastNanos = nanos;
        }
    }
}
