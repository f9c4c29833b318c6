package dev.postern.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.Map;

final class TerminalTest {

    @Test
    void sized_takesWhatTheLauncherTells_whereTheEnvironmentSaysNothing() {
        assertThat(Terminal.sized(Map.of("TERM", "xterm"), "40 130"))
                .containsOnly(
                        Map.entry("TERM", "xterm"),
                        Map.entry("LINES", "40"),
                        Map.entry("COLUMNS", "130"));
        assertThat(Terminal.sized(Map.of("COLUMNS", "60"), "40 130"))
                .containsOnly(Map.entry("LINES", "40"), Map.entry("COLUMNS", "60"));
    }

    @Test
    void sized_ofATerminalThatSaysNoSize_changesNothing() {
        Map<String, String> environment = Map.of("TERM", "dumb");
        assertThat(Terminal.sized(environment, "0 0")).isSameAs(environment);
        assertThat(Terminal.sized(environment, "")).isSameAs(environment);
        assertThat(Terminal.sized(environment, "stty: no")).isSameAs(environment);
    }
}
