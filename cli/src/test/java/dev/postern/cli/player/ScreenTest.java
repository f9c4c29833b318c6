package dev.postern.cli.player;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.export.DisplayWidth;
import dev.postern.json.Json;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;

final class ScreenTest {

    private static final String HOSTILE =
            "select '\u001b[2J\u001b]0;owned\u0007', '\u202egnp', '\u009b31m'\n"
                    + "\tfrom 表\u0301 -- \u0000";

    @ParameterizedTest(name = "{0} by {1}")
    @CsvSource({"120,36", "80,24", "40,10", "20,6", "7,2", "300,80"})
    void lines_fillTheScreenExactly_andHoldNothingThatATerminalInterprets(int columns, int lines) {
        PlayerState state = Played.with(Played.statement(1, HOSTILE), Played.failed(2, HOSTILE));
        Result result =
                Result.of(
                        2,
                        null,
                        object(
                                "{\"columns\":[{\"name\":\"\\u001b[31mid\",\"typeName\":\"int4\"}],\"rows\":[[\"\\u001b[2J表\"]],\"total\":1}"));
        for (PlayerState each :
                List.of(
                        state,
                        Played.press(state, "j"),
                        Played.press(state, "j", "enter"),
                        Played.press(state, "?"),
                        Played.press(state, "/", "\u202e", "表"),
                        Played.press(state, "j").with(state.tape().withResult(result)))) {
            List<String> shown = Played.screen(each, columns, lines);
            assertThat(shown).hasSize(Math.max(6, lines));
            for (String line : shown) {
                assertThat(DisplayWidth.of(line)).as(line).isEqualTo(Math.max(20, columns));
                assertThat(line.codePoints())
                        .as(line)
                        .noneMatch(c ->
                                Character.isISOControl(c)
                                        || Character.getType(c) == Character.FORMAT);
            }
        }
    }

    @Test
    void rows_sayWhatHappened() {
        List<String> shown = Played.screen(Played.press(Played.of(812), "e"), 100, 24);

        assertThat(shown.getFirst())
                .startsWith("Ada · shop/shop as app_read · 2026-11-21 01:20:03Z")
                .endsWith("COMPLETE · masked");
        assertThat(shown)
                .anyMatch(
                        l -> l.contains("  2    +2.0s   3.0ms select 2") && l.contains("1 ✔ done"))
                .anyMatch(l -> l.startsWith("▸  3 ") && l.contains("✖ ERROR 42703"))
                .anyMatch(l -> l.startsWith("ERROR:  column \"nme\" does not exist  [42703]"))
                .anyMatch(l -> l.startsWith("LINE 1: select nme from t"))
                .anyMatch(l -> l.startsWith("               ^"))
                .anyMatch(l -> l.startsWith("HINT:  Perhaps name."))
                .anyMatch(l -> l.startsWith("-- $1 = 'x'"))
                .anyMatch(l -> l.startsWith("-- $2 = NULL"))
                .anyMatch(l -> l.startsWith("-- rolled back with transaction 3"));
        assertThat(shown.getLast()).contains("3/812", "+3.0s", "x1", "? keys");
    }

    @Test
    void whatWasDoneToTheSession_standsAtItsPlace() {
        Outline outline =
                Outline.of(
                        object(
                                "{\"total\":3,\"acts\":[{\"kind\":\"held\",\"atSeconds\":1.5,\"ordinal\":1,\"by\":{\"name\":\"Ada\"},\"reason\":\"look\\u001b[31m\",\"text\":\"\"},{\"kind\":\"cancelled\",\"atSeconds\":3.5,\"ordinal\":3,\"by\":{\"name\":\"Ada\"},\"reason\":\"locks\",\"text\":\"\"},{\"kind\":\"later\",\"atSeconds\":4,\"ordinal\":3,\"text\":\"of"
                                    + " a newer broker\"}]}"));
        assertThat(outline.chapters()).containsExactly(2, 3);
        Statement held =
                new Statement(
                        2, 2, 0.1, "b", List.of(), "completed", "OK", 0, 0, null, 1, false, "", 5);
        PlayerState state = Played.with(Played.statement(1, "a"), held, Played.statement(3, "c"));
        PlayerState at = Played.press(state.with(state.tape().withOutline(outline)), "j", "j");

        List<String> shown =
                Played.screen(at, 100, 30).stream().map(String::stripTrailing).toList();
        assertThat(shown)
                .containsSubsequence(
                        "   ⏸ +1.5s held by Ada: look\\x1b[31m",
                        "-- ✖ +3.5s statement cancelled by Ada: locks",
                        "-- ■ +4.0s of a newer broker");
        assertThat(shown.indexOf("   ⏸ +1.5s held by Ada: look\\x1b[31m"))
                .isEqualTo(indexOf(shown, " 1 ") + 1)
                .isEqualTo(indexOf(shown, " 2 ") - 1);
        assertThat(Played.screen(Played.press(at, "k"), 100, 30))
                .anyMatch(line -> line.contains("took 100ms · held 5.0s before"));
    }

    private static int indexOf(List<String> lines, String begin) {
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).startsWith(begin)) {
                return i;
            }
        }
        return -1;
    }

    @Test
    void longPauses_areSaid() {
        Statement late =
                new Statement(
                        2, 800, 0.1, "b", List.of(), "no_answer", "", 0, 0, null, 1, false, "");
        List<String> shown =
                Played.screen(
                        Played.press(Played.with(Played.statement(1, "a"), late), "j"), 80, 24);
        assertThat(shown)
                .anyMatch(l -> l.contains("⫽ 13m18s of nothing"))
                .anyMatch(l -> l.contains("… no answer"));
    }

    @Test
    void statementsThatDidNotComeYet_haveARow() {
        PlayerState state = Played.begin(Tape.of(Played.session(false), 100_000));
        assertThat(Played.screen(Played.press(state, "9"), 80, 24))
                .anyMatch(l -> l.startsWith("▸ 90001 …"));
        assertThat(Want.of(Played.press(state, "9"), 24)).startsWith(new Want.Page(450));
    }

    @Test
    void result_isAsPsqlShowsIt() {
        Result result =
                Result.of(
                        1,
                        null,
                        object(
                                """
                                {"columns":[{"name":"id","typeName":"int4"},{"name":"email","typeName":"text"}],
                                 "rows":[["7","j***@e***.com"],["12",null],["3","a\\nb"],["4",{"hex":"00ff","bytes":9}]],
                                 "masks":[{"row":0,"column":1,"class":"personal"}],"total":9,"truncated":null}\
                                """));
        assertThat(String.join("\n", result.lines()))
                .isEqualTo(
                        """
                         id |     email
                        ----+---------------
                          7 | j***@e***.com
                         12 |
                          3 | a            +
                            | b
                          4 | \\x00ff…
                        -- 4 of 9 rows are shown here
                        -- some values are masked for you\
                        """);
        assertThat(result.isWhole()).isFalse();
        PlayerState open = Played.press(Played.with(Played.statement(1, "select")), "enter");
        assertThat(Want.of(open.with(open.tape().withResult(result)), 24))
                .containsExactly(new Want.ResultOf(1, 4));
    }

    @Test
    void aResultThatCannotBeHad_saysWhy() {
        PlayerState state = Played.with(Played.statement(1, "select 1"));
        assertThat(Played.screen(state, 80, 24)).anyMatch(l -> l.contains("is being fetched"));
        PlayerState failed =
                state.with(state.tape().withResult(Result.failed(1, "erased\u001b[2J")));
        assertThat(Played.screen(failed, 80, 24)).anyMatch(l -> l.startsWith("-- erased\\x1b[2J"));
    }

    @Test
    void onlySome_areShown() {
        PlayerState some = Played.begin(Played.of(10).tape().withOnly(List.of(3, 5, 8)));
        assertThat(some.current()).isEqualTo(3);
        assertThat(Played.press(some, "j", "j", "j").current()).isEqualTo(8);
        assertThat(Played.press(some, "5").current()).isEqualTo(5);
        assertThat(Played.press(some, "t").current()).isEqualTo(3);
        assertThat(Played.screen(some, 80, 24).getLast()).contains("only 3");
        PlayerState part = Played.begin(Played.of(10).tape().between(4, 6));
        assertThat(Played.press(part, "G").current()).isEqualTo(6);
        PlayerState none = Played.begin(Played.of(10).tape().withOnly(List.of()));
        assertThat(Played.screen(none, 80, 24)).anyMatch(l -> l.contains("is of that kind"));
    }

    private static java.util.Map<String, @org.jspecify.annotations.Nullable Object> object(
            String json) {
        try {
            return Json.readObject(json);
        } catch (dev.postern.json.MalformedJsonException e) {
            throw new AssertionError(e);
        }
    }
}
