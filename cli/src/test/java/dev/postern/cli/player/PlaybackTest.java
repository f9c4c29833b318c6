package dev.postern.cli.player;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.cli.console.CliException;
import dev.postern.cli.player.PlayerState.Pace;

import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;

final class PlaybackTest {

    /// Statements that are 20 s apart.
    private static PlayerState slow(Pauses pauses) {
        Statement second = Played.statement(21, "b");
        Tape tape =
                Tape.of(Played.session(false), 2)
                        .withPage(0, List.of(Played.statement(1, "a"), second));
        return PlayerState.of(tape, pauses.pace(Played.NOW));
    }

    @ParameterizedTest(name = "--idle {0} at speed {1} waits {2} ms")
    @CsvSource({
        "1s,1,1000",
        "1s,4,250",
        "5s,1,5000",
        "none,1,250",
        "none,0.5,500",
        "real,1,20000",
        "real,16,1250"
    })
    void pause_isWhatWasAskedFor(String idle, double speed, long millis) throws CliException {
        PlayerState state = slow(Pauses.of(speed, idle));

        assertThat(Playback.dueAt(state)).isEqualTo(Played.NOW + millis);
        assertThat(Playback.tick(state, Played.NOW + millis - 1).current()).isEqualTo(1);
        assertThat(Playback.tick(state, Played.NOW + millis).current()).isEqualTo(2);
    }

    @Test
    void theEnd_stops() throws CliException {
        PlayerState end = Playback.tick(slow(Pauses.of(1, "1s")), Played.NOW + 60_000);

        assertThat(end.current()).isEqualTo(2);
        assertThat(end.pace().runs()).isFalse();
        assertThat(end.look().notice()).isEqualTo("the end");
        assertThat(Playback.dueAt(end)).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void aMachineThatSlept_isNotCaughtUpWith() {
        PlayerState state = Played.of(100);
        assertThat(Playback.tick(state, Played.NOW + 3_600_000).current()).isEqualTo(2);
        assertThat(Playback.tick(state, Played.NOW + 2_500).current()).isEqualTo(3);
    }

    @Test
    void whatDidNotComeYet_isWaitedFor() {
        PlayerState state = Played.begin(Tape.of(Played.session(false), 500));
        assertThat(Playback.tick(state, Played.NOW + 60_000)).isEqualTo(state);
    }

    @Test
    void pausedAndEmpty_stay() {
        PlayerState paused = Played.press(Played.of(5), " ");
        assertThat(Playback.tick(paused, Played.NOW + 60_000).current()).isEqualTo(1);
        PlayerState empty = Played.begin(Tape.of(Played.session(false), 0));
        assertThat(Playback.tick(empty, Played.NOW + 60_000)).isEqualTo(empty);
    }

    @Test
    void realTime_showsWhatCameTogetherTogether() {
        Statement[] burst = new Statement[50];
        for (int i = 0; i < burst.length; i++) {
            Statement each = Played.statement(i + 1, "select " + i);
            burst[i] =
                    new Statement(
                            i + 1,
                            1,
                            0.001,
                            each.sql(),
                            List.of(),
                            "completed",
                            "SELECT 1",
                            1,
                            1,
                            null,
                            1,
                            false,
                            "");
        }
        PlayerState state = Played.with(burst).with(new Pace(true, 1, Played.NOW, Pace.WHOLE, 0));
        assertThat(Playback.tick(state, Played.NOW).current()).isEqualTo(50);
    }

    @Test
    void speedsAndPauses_thatAreNone_areRefused() {
        for (double speed : new double[] {0, 0.4, 17, Double.NaN}) {
            Assertions.assertThatThrownBy(() -> Pauses.of(speed, "1s"))
                    .isInstanceOf(CliException.class);
        }
        Assertions.assertThatThrownBy(() -> Pauses.of(1, "soon")).isInstanceOf(CliException.class);
    }
}
