package dev.postern.broker.base;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

import java.time.Instant;

class UlidsTest {

    private static final byte[] ONES = {1, 1, 1, 1, 1, 1, 1, 1, 1, 1};

    @Test
    void anIdentifierTellsWhenItWasMadeToTheMillisecond() {
        Instant made = Instant.parse("2026-11-21T01:20:03.123456Z");

        assertThat(Ulids.time(Ulids.of(made, ONES)))
                .isEqualTo(Instant.parse("2026-11-21T01:20:03.123Z"));
        assertThat(Ulids.time(Ulids.of(Instant.EPOCH, ONES))).isEqualTo(Instant.EPOCH);
    }

    @Test
    void anythingElseIsNoIdentifier() {
        assertThatThrownBy(() -> Ulids.time("01KAJ")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Ulids.time("01KAJUX7Q8M3V5T9W1Y4B6D8F0"))
                .hasMessage("no ULID: 01KAJUX7Q8M3V5T9W1Y4B6D8F0");
    }
}
