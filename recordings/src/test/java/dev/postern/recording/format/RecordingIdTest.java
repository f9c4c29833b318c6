package dev.postern.recording.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class RecordingIdTest {

    @Test
    void parse_thenToString_isTheSameText() {
        for (String text :
                new String[] {
                    "00000000000000000000000000",
                    "7ZZZZZZZZZZZZZZZZZZZZZZZZZ",
                    "01HF7YAT00M8BV3J5H4T2E9C6Q"
                }) {
            assertThat(RecordingId.parse(text)).hasToString(text);
        }
        assertThat(RecordingId.parse("01HF7YAT00M8BV3J5H4T2E9C6Q").epochMillis())
                .isEqualTo(1_700_000_000_000L);
    }

    @Test
    void parse_whatIsNoUlid_isRefused() {
        for (String text :
                new String[] {
                    "",
                    "8ZZZZZZZZZZZZZZZZZZZZZZZZZ",
                    "01HF7YAT00M8BV3J5H4T2E9C6U",
                    "../../../../../../../../.."
                }) {
            assertThat(RecordingId.isValid(text)).isFalse();
            assertThatThrownBy(() -> RecordingId.parse(text))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }
}
