package dev.postern.cli.player;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.cli.console.Times;
import dev.postern.cli.player.PlayerState.View;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;

final class ControlsTest {

    @ParameterizedTest(name = "{0} leads to {1}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    j         | 2
                    down down | 3
                    j k       | 1
                    k         | 1
                    j up      | 1
                    e         | 3
                    G E       | 3
                    w         | 5
                    G W       | 5
                    ]         | 3
                    ] ] ]     | 5
                    G [       | 5
                    t         | 4
                    5         | 6
                    9 0       | 1
                    G         | 10
                    end home  | 1
                    G g g     | 1
                    G g j     | 10
                    e e       | 3
                    """)
    void key_leadsToAStatement(String keys, int ordinal) {
        PlayerState at = Played.press(Played.of(10), keys.strip().split(" "));

        assertThat(at.current()).isEqualTo(ordinal);
        assertThat(at.hasLeft()).isFalse();
    }

    @Test
    void space_pausesAndGoesOn_andBeginsAgainAtTheEnd() {
        PlayerState paused = Played.press(Played.of(10), " ");
        assertThat(paused.pace().runs()).isFalse();
        assertThat(Played.press(paused, " ").pace().runs()).isTrue();
        PlayerState again = Played.press(paused, "G", " ");
        assertThat(again.pace().runs()).isTrue();
        assertThat(again.current()).isEqualTo(1);
    }

    @Test
    void stepping_stopsPlaying() {
        assertThat(Played.press(Played.of(10), "j").pace().runs()).isFalse();
        assertThat(Played.press(Played.of(1), "j").look().notice()).isEqualTo("the last statement");
    }

    @Test
    void speed_staysBetweenAHalfAndSixteen() {
        assertThat(Played.press(Played.of(2), ">", ">").pace().speed()).isEqualTo(4);
        assertThat(Played.press(Played.of(2), ">", ">", ">", ">", ">", ">").pace().speed())
                .isEqualTo(16);
        assertThat(Played.press(Played.of(2), "<", "<", "<").pace().speed()).isEqualTo(0.5);
    }

    @Test
    void pauses_areFoldedOrReal() {
        PlayerState real = Played.press(Played.of(2), "i");
        assertThat(real.pace().isRealTime()).isTrue();
        assertThat(Played.press(real, "i").pace().most()).isEqualTo(1_000);
    }

    @Test
    void noise_isFolded() {
        PlayerState state =
                Played.with(
                        Played.statement(1, "a"),
                        Played.noise(2),
                        Played.noise(3),
                        Played.statement(4, "b"));
        assertThat(Played.press(state, "j").current()).isEqualTo(2);
        PlayerState folded = Played.press(state, "z", "j");
        assertThat(folded.current()).isEqualTo(4);
        assertThat(Played.screen(folded, 80, 24))
                .anyMatch(line -> line.contains("2 statements of a tool, folded"));
        assertThat(Played.press(folded, "k").current()).isEqualTo(1);
    }

    @Test
    void enter_opensAndCloses_andArrowsScrollThere() {
        PlayerState open = Played.press(Played.of(3), "enter");
        assertThat(open.look().view()).isEqualTo(View.RESULT);
        PlayerState scrolled = Played.press(open, "pgdn", "down", "right", "right", "left");
        assertThat(scrolled.look().down()).isEqualTo(6);
        assertThat(scrolled.look().right()).isEqualTo(16);
        assertThat(scrolled.current()).isEqualTo(1);
        PlayerState up = Played.press(scrolled, "pgup", "pgup");
        assertThat(up.look().down()).isZero();
        assertThat(Screen.settled(scrolled, 80, 24).look().down()).isZero();
        assertThat(Played.press(open, "enter").look().view()).isEqualTo(View.LIST);
        assertThat(Played.press(open, "esc").look().view()).isEqualTo(View.LIST);
        PlayerState closed = Played.press(open, "q");
        assertThat(closed.look().view()).isEqualTo(View.LIST);
        assertThat(closed.hasLeft()).isFalse();
    }

    @Test
    void finding_takesWordsAndGoesFromMatchToMatch() {
        PlayerState typing = Played.press(Played.of(10), "/", "q", "ä", "x", "backspace");
        assertThat(typing.find().typed()).isEqualTo("qä");
        assertThat(Played.screen(typing, 40, 10).getLast()).startsWith("find: qä▏");
        assertThat(Played.press(typing, "esc").find().typed()).isNull();

        PlayerState asked = Played.press(typing, "enter");
        assertThat(Want.of(asked, 24)).contains(new Want.Matches("qä"));
        assertThat(Played.press(asked, "n").look().notice()).isEqualTo("still looking");

        PlayerState found = asked.with(new PlayerState.Find(null, "qä", List.of(4, 9)));
        assertThat(Played.press(found, "n").current()).isEqualTo(4);
        assertThat(Played.press(found, "n", "n", "N").current()).isEqualTo(4);
        assertThat(Played.press(found, "n", "n", "n").look().notice())
                .isEqualTo("no match behind this");
        assertThat(Played.press(found, "esc").find()).isEqualTo(PlayerState.Find.NOTHING);
        assertThat(Played.press(Played.of(2), "n").look().notice())
                .contains("nothing is looked for");
    }

    @Test
    void copying_takesTheSql_orTheLink() {
        assertThat(Played.press(Played.of(5), "y").look().copied()).isEqualTo("select 1");
        PlayerState link = Played.press(Played.of(5), "e", "Y");
        assertThat(link.look().notice())
                .isEqualTo("https://postern.example/s/01K9T2QWERTY00000000000000#q=3");
        assertThat(Played.press(link, "j").look().copied()).isEmpty();
    }

    @Test
    void following_isForSessionsThatRun() {
        assertThat(Played.press(Played.of(5), "l").look().notice()).contains("has ended");
        PlayerState live =
                Played.begin(
                        Tape.of(Played.session(true), 2)
                                .withPage(
                                        0,
                                        List.of(
                                                Played.statement(1, "a"),
                                                Played.statement(2, "b"))));
        PlayerState followed = Played.press(live, "l");
        assertThat(followed.follows()).isTrue();
        assertThat(followed.current()).isEqualTo(2);
        assertThat(Played.press(followed, "k").follows()).isFalse();
        assertThat(Played.press(followed, "l").follows()).isFalse();
    }

    @Test
    void jumps_waitForTheOutline() {
        PlayerState state = Played.begin(Tape.of(Played.session(false), 3));
        assertThat(Played.press(state, "e").look().notice()).contains("being fetched");
        assertThat(Want.of(state, 24)).containsExactly(new Want.Page(0), new Want.Places());
    }

    @Test
    void leaving_isZero_andControlCIsInterrupted() {
        assertThat(Played.press(Played.of(2), "q").exit()).isZero();
        assertThat(Played.press(Played.of(2), "ctrl-c").exit()).isEqualTo(130);
        assertThat(Played.press(Played.of(2), "/", "ctrl-c").exit()).isEqualTo(130);
    }

    @Test
    void keys_areShown_andUnknownOnesDoNothing() {
        PlayerState keys = Played.press(Played.of(2), "?");
        assertThat(Played.screen(keys, 100, 50))
                .anyMatch(line -> line.contains("begin of the next transaction"))
                .anyMatch(line -> line.contains("in the browser"));
        assertThat(Played.press(keys, "?").look().view()).isEqualTo(View.LIST);
        assertThat(Played.press(Played.of(2), "x")).isEqualTo(Played.of(2));
    }

    @Test
    void emptySession_takesEveryKey() {
        PlayerState empty = Played.begin(Tape.of(Played.session(false), 0));
        for (Act act : Act.values()) {
            for (String key : act.keys()) {
                PlayerState at = Played.press(empty, key.equals("gg") ? "g" : key);
                assertThat(at.current()).as(key).isZero();
                assertThat(Screen.lines(Screen.settled(at, 40, 10), 40, 10, Times.utc()))
                        .hasSize(10);
            }
        }
        assertThat(Played.screen(empty, 60, 10)).anyMatch(l -> l.contains("has no statements yet"));
    }
}
