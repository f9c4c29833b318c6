package dev.postern.broker.index;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.Map;

final class SealedVerdictTest {

    private static final Map<String, Object> FRONTEND = Map.of("messages", 3L, "bytes", 30L);
    private static final Map<String, Object> BACKEND = Map.of("messages", 4L, "bytes", 400L);

    @Test
    void text_saysWhatTheFooterSays() {
        assertThat(text(true, "known", 0, 0, 0)).isEqualTo("complete: 7 messages, no gaps");
        assertThat(text(true, "known", 0, 2, 0))
                .isEqualTo("complete: 7 messages, no gaps, 2 with secrets left out");
        assertThat(text(false, "known", 5, 0, 0))
                .isEqualTo("incomplete: 15 messages could not be recorded, in 5 gaps");
        assertThat(text(false, "known", 1, 0, 0))
                .isEqualTo("incomplete: 3 messages could not be recorded, in one gap");
        assertThat(text(false, "known", 0, 0, 12))
                .isEqualTo("incomplete: 12 bytes of the end could not be read");
        assertThat(text(false, "recovered", 0, 0, 12))
                .isEqualTo(
                        "recovered after the broker stopped: 7 messages; the end of the session is"
                                + " unknown");
        assertThat(new SealedVerdict(Map.of()).text()).isEqualTo("sealed without a verdict");
    }

    private static String text(boolean complete, String ended, long gaps, long masked, long torn) {
        return new SealedVerdict(
                        Map.of(
                                "complete", complete,
                                "frontend", FRONTEND,
                                "backend", BACKEND,
                                "gaps", Map.of("count", gaps, "messages", 3 * gaps),
                                "masked", Map.of("count", masked),
                                "truncatedBytes", torn,
                                "ended", ended))
                .text();
    }
}
