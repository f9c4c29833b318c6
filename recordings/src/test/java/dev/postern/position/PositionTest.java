package dev.postern.position;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PositionTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    q=41                            | q=41              | statement 41
                    q=0041                          | q=41              | statement 41
                    m=1207                          | m=1207            | message 1207
                    t=+92.4s                        | t=+92.4s          | +92.4 s
                    t=92.40                         | t=+92.4s          | +92.4 s
                    t=0                             | t=+0s             | +0 s
                    t=100s                          | t=+100s           | +100 s
                    t=+0.0000019s                   | t=+0.000001s      | +0.000001 s
                    t=2026-11-21T01:20:03.123Z      | t=2026-11-21T01:20:03.123Z | 2026-11-21T01:20:03.123Z
                    sel=41-47                       | sel=41-47         | statements 41 to 47
                    sel=47-41                       | sel=41-47         | statements 41 to 47
                    sel=41-41                       | q=41              | statement 41
                    q=41&r=15                       | q=41&r=15         | statement 41, row 15
                    q=41&r=15&c=email               | q=41&r=15&c=email | statement 41, row 15, email
                    c=email&r=15&q=41               | q=41&r=15&c=email | statement 41, row 15, email
                    sel=41-47&r=15&c=a%20b%26%C3%A4 | q=41&r=15&c=a%20b%26%C3%A4 | statement 41, row 15, a b&ä
                    q=41&r=15&c=ä b+%2b             | q=41&r=15&c=%C3%A4%20b%2B%2B | statement 41, row 15, ä b++
                    q=41&m=1207&pane=bytes&off=32   | m=1207            | message 1207
                    q=41&t=+2s&sel=1-2              | q=41              | statement 41
                    sel=1-2&t=+2s                   | sel=1-2           | statements 1 to 2
                    q=41&pane=notes                 | q=41              | statement 41
                    q=41&cmp=01K9T2QWERTY           | q=41              | statement 41
                    """)
    void position_hasOneText_thatIsReadBackAsItself(String given, String text, String words)
            throws Exception {
        Position position = Position.parse(given);

        assertThat(position.text()).isEqualTo(text);
        assertThat(position.words()).isEqualTo(words);
        assertThat(Position.parse(text)).isEqualTo(position);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    ''             | 0 | something is missing here
                    q=41&          | 5 | something is missing here
                    41             | 0 | "41" is no part of a position
                    q=41&x=2       | 5 | "x" is no part of a position
                    q              | 1 | "q" has no value
                    q=41&r=        | 7 | "r" has no value
                    q=41&q=42      | 5 | "q" is there twice
                    q=0            | 2 | "0" is no number of a statement; they count from 1
                    q=-1           | 2 | "-1" is no number of a statement; they count from 1
                    q=1234567890123456 | 2 | "1234567890123456" is no number of a statement; they count from 1
                    m=abc          | 2 | "abc" is no number of a message; they count from 1
                    q=41&r=x       | 7 | "x" is no number of a row; they count from 1
                    t=-5s          | 2 | "-5s" is no time
                    t=2026-11-21   | 2 | "2026-11-21" is no time
                    sel=41         | 4 | "41" is no range of statements; they count from 1
                    sel=0-3        | 4 | "0-3" is no range of statements; they count from 1
                    r=15           | 0 | the row has no statement
                    q=41&c=email   | 5 | the column has no row
                    q=4&r=1&c=a%2  | 11 | what stands here is no character
                    q=4&r=1&c=a%zz | 11 | what stands here is no character
                    q=4&r=1&c=%ff  | 10 | what stands here is no character
                    pane=notes     | 0 | there is no position
                    """)
    void mistake_isNamedAtItsPlace(String given, int at, String message) {
        assertThatExceptionOfType(PositionException.class)
                .isThrownBy(() -> Position.parse(given))
                .satisfies(e -> {
                    assertThat(e.text()).isEqualTo(message);
                    assertThat(e.at()).isEqualTo(at);
                    assertThat(e.hint()).startsWith("Write ");
                });
    }

    @Test
    void longText_isRefused() {
        assertThatExceptionOfType(PositionException.class)
                .isThrownBy(() -> Position.parse("q=1&r=1&c=" + "x".repeat(2_000)))
                .satisfies(e -> assertThat(e.at()).isEqualTo(2_000));
    }
}
