package dev.postern.cli.player;

import dev.postern.cli.console.Times;
import dev.postern.cli.player.PlayerState.Pace;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// Sessions to play, and what is pressed.
final class Played {

    static final long NOW = 1_000_000;

    private Played() {}

    static Session session(boolean isLive) {
        return new Session(
                "01K9T2QWERTY00000000000000",
                "Ada",
                "ada@example.com",
                "shop/shop as app_read",
                "shop",
                "2026-11-21T01:20:03.000000Z",
                isLive ? "LIVE" : "COMPLETE",
                isLive,
                false,
                true);
    }

    /// A statement that began `ordinal` seconds after the session.
    static Statement statement(int ordinal, String sql) {
        return new Statement(
                ordinal,
                ordinal,
                0.003,
                sql,
                List.of(),
                "completed",
                "SELECT 1",
                1,
                20,
                null,
                ordinal,
                false,
                "");
    }

    static Statement failed(int ordinal, String sql) {
        return new Statement(
                ordinal,
                ordinal,
                0.003,
                sql,
                List.of("'x'", "NULL"),
                "failed",
                "",
                0,
                0,
                new Statement.Failure(
                        "ERROR", "42703", "column \"nme\" does not exist", "", "Perhaps name.", 8),
                ordinal,
                true,
                "");
    }

    static Statement noise(int ordinal) {
        return new Statement(
                ordinal,
                ordinal,
                0.001,
                "select from pg_class",
                List.of(),
                "completed",
                "SELECT 0",
                0,
                0,
                null,
                ordinal,
                false,
                "psql");
    }

    /// A session of so many statements, all of which came: 3 failed, 5 wrote, 4 begins a transaction.
    static PlayerState of(int size) {
        Tape tape = Tape.of(session(false), size);
        for (int page = 0; page * Tape.PAGE < size; page++) {
            int first = page * Tape.PAGE + 1;
            tape =
                    tape.withPage(
                            page,
                            IntStream.rangeClosed(first, Math.min(size, first + Tape.PAGE - 1))
                                    .mapToObj(o ->
                                            o == 3
                                                    ? failed(o, "select nme from t")
                                                    : statement(o, "select " + o))
                                    .toList());
        }
        tape =
                tape.withOutline(
                        new Outline(
                                List.of(3), List.of(5), List.of(3, 4, 5), List.of(4), List.of()));
        return begin(tape);
    }

    static PlayerState with(Statement... statements) {
        Tape tape = Tape.of(session(false), statements.length).withPage(0, List.of(statements));
        return begin(tape.withOutline(Outline.NONE));
    }

    static PlayerState begin(Tape tape) {
        return PlayerState.of(tape, new Pace(true, 1, NOW, 1_000, 1_000));
    }

    static PlayerState press(PlayerState state, String... keys) {
        PlayerState at = state;
        for (String key : keys) {
            at = new Controls("https://postern.example", 5).press(at, key, NOW);
        }
        return at;
    }

    /// The screen's lines as text.
    static List<String> screen(PlayerState state, int columns, int lines) {
        List<String> text = new ArrayList<>();
        Screen.lines(state, columns, lines, Times.utc()).forEach(line -> text.add(line.text()));
        return text;
    }
}
