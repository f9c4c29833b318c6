package dev.postern.cli.player;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

final class KeyDecoderTest {

    private static final String TYPED =
            "j\u001b[A\u001bOB\u001b[5~\u001b[6~\u001b[1;5C\u001b[D ä表\r"
                    + "\u007f\u0003\u001b[Hq\u0001";

    private static final List<String> KEYS =
            List.of(
                    "j",
                    "up",
                    "down",
                    "pgup",
                    "pgdn",
                    "left",
                    " ",
                    "ä",
                    "表",
                    "enter",
                    "backspace",
                    "ctrl-c",
                    "home",
                    "q");

    @Test
    void keys_comeAtOnceOrByteByByte() {
        byte[] bytes = TYPED.getBytes(StandardCharsets.UTF_8);
        assertThat(new KeyDecoder().feed(bytes, bytes.length)).isEqualTo(KEYS);

        KeyDecoder slow = new KeyDecoder();
        List<String> keys = new ArrayList<>();
        for (byte each : bytes) {
            keys.addAll(slow.feed(new byte[] {each}, 1));
        }
        assertThat(keys).isEqualTo(KEYS);
        assertThat(slow.isWaiting()).isFalse();
    }

    @Test
    void escape_isAKeyOnceNothingFollows() {
        KeyDecoder decoder = new KeyDecoder();
        assertThat(decoder.feed(new byte[] {0x1b}, 1)).isEmpty();
        assertThat(decoder.isWaiting()).isTrue();
        assertThat(decoder.rest()).containsExactly("esc");
        assertThat(decoder.feed(new byte[] {0x1b, 0x1b, '[', 'A'}, 4)).containsExactly("esc", "up");
    }

    @Test
    void garbage_isNoKey() {
        byte[] garbage = {(byte) 0xff, (byte) 0x80, 0x1b, '[', '9', '9', '9', 'z', 0};
        KeyDecoder decoder = new KeyDecoder();
        decoder.feed(garbage, garbage.length);
        decoder.rest();
        assertThat(decoder.feed(new byte[] {'q'}, 1)).containsExactly("q");
    }
}
