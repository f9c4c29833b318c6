package dev.postern.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

import java.nio.file.Path;
import java.time.Instant;

class RecordingDayTest {

    private static final Path ROOT = Path.of("recordings");

    @Test
    void folder_isTheDayInUtc() {
        assertThat(RecordingDay.folder(ROOT, millis("2026-03-09T23:59:59.999Z")))
                .isEqualTo(ROOT.resolve("2026/03/09"));
        assertThat(RecordingDay.folder(ROOT, millis("2026-03-10T00:00:00Z")))
                .isEqualTo(ROOT.resolve("2026/03/10"));
    }

    @Test
    void folder_ofTheFirstAndTheLastUlid_hasNoSignInItsYear() {
        assertThat(RecordingDay.folder(ROOT, "00000000000000000000000000"))
                .isEqualTo(ROOT.resolve("1970/01/01"));
        assertThat(RecordingDay.folder(ROOT, "7ZZZZZZZZZZZZZZZZZZZZZZZZZ"))
                .isEqualTo(ROOT.resolve("10889/08/02"));
    }

    @Test
    void folder_ofWhatIsNoUlid_isRefused() {
        assertThatThrownBy(() -> RecordingDay.folder(ROOT, "../../../etc/passwd"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("not a ULID");
    }

    private static long millis(String time) {
        return Instant.parse(time).toEpochMilli();
    }
}
