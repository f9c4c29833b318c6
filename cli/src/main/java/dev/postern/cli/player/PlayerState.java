package dev.postern.cli.player;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// What the player shows and does: immutable.
///
/// @param current ordinal of the statement that is shown, 0 if there is none
/// @param follows whether the end of a running session is shown as it comes
/// @param exit    the exit code to leave with, or -1 while it goes on
record PlayerState(
        Tape tape, int current, Pace pace, Look look, Find find, boolean follows, int exit) {

    /// How it plays.
    ///
    /// @param speed 0.5 to 16
    /// @param since milliseconds of the clock at which the current statement was shown
    /// @param most  the longest pause between statements, in milliseconds before `speed`; [#WHOLE] for whole pauses
    /// @param folded what `most` is when pauses are folded
    record Pace(boolean runs, double speed, long since, long most, long folded) {

        /// Pauses are kept as they were.
        static final long WHOLE = Long.MAX_VALUE;

        boolean isRealTime() {
            return most == WHOLE;
        }

        Pace running(boolean now, long millis) {
            return new Pace(now, speed, millis, most, folded);
        }

        Pace shownAt(long millis) {
            return new Pace(runs, speed, millis, most, folded);
        }

        Pace withSpeed(double faster) {
            return new Pace(runs, faster, since, most, folded);
        }

        Pace otherPauses() {
            return new Pace(runs, speed, since, isRealTime() ? folded : WHOLE, folded);
        }
    }

    /// What fills the screen.
    enum View {
        LIST,
        RESULT,
        KEYS
    }

    /// How it looks.
    ///
    /// @param down   lines that are scrolled past in the result or the keys
    /// @param right  columns that are scrolled past in the result
    /// @param folds  whether noise is folded
    /// @param first  whether `g` was pressed
    /// @param notice what the last key did, or empty
    /// @param copied what goes to the clipboard, or empty
    record Look(
            View view,
            int down,
            int right,
            boolean folds,
            boolean first,
            String notice,
            String copied) {

        Look at(View other) {
            return new Look(other, 0, 0, folds, false, "", "");
        }

        Look scrolled(int lines, int columns) {
            return new Look(
                    view,
                    Math.max(0, down + lines),
                    Math.max(0, right + columns),
                    folds,
                    false,
                    "",
                    "");
        }

        Look saying(String words) {
            return new Look(view, down, right, folds, false, words, "");
        }

        Look copying(String text, String words) {
            return new Look(view, down, right, folds, false, words, text);
        }

        Look folding(boolean whether) {
            return new Look(view, down, right, whether, false, "", "");
        }

        Look begun() {
            return new Look(view, down, right, folds, true, "", "");
        }
    }

    /// What is looked for.
    ///
    /// @param typed   the filter that is being typed, or null
    /// @param filter  the filter that was asked for, or empty
    /// @param matches ordinals, ascending; null until they came
    record Find(@Nullable String typed, String filter, @Nullable List<Integer> matches) {

        static final Find NOTHING = new Find(null, "", null);

        Find typing(@Nullable String text) {
            return new Find(text, filter, matches);
        }

        List<Integer> found() {
            return matches == null ? List.of() : matches;
        }
    }

    static PlayerState of(Tape tape, Pace pace) {
        return new PlayerState(
                tape,
                tape.firstShown(),
                pace,
                new Look(View.LIST, 0, 0, false, false, "", ""),
                Find.NOTHING,
                false,
                -1);
    }

    boolean hasLeft() {
        return exit >= 0;
    }

    PlayerState with(Tape other) {
        return new PlayerState(other, current, pace, look, find, follows, exit);
    }

    PlayerState with(Pace other) {
        return new PlayerState(tape, current, other, look, find, follows, exit);
    }

    PlayerState with(Look other) {
        return new PlayerState(tape, current, pace, other, find, follows, exit);
    }

    PlayerState with(Find other) {
        return new PlayerState(tape, current, pace, look, other, follows, exit);
    }

    PlayerState following(boolean whether) {
        return new PlayerState(tape, current, pace, look, find, whether, exit);
    }

    PlayerState left(int code) {
        return new PlayerState(tape, current, pace, look, find, follows, code);
    }

    PlayerState saying(String words) {
        return with(look.saying(words));
    }

    /// Another statement is the current one, scrolled to its beginning.
    PlayerState showing(int ordinal, long millis) {
        Look atBegin = new Look(look.view(), 0, 0, look.folds(), false, look.notice(), "");
        return new PlayerState(
                tape,
                ordinal,
                pace.shownAt(millis),
                ordinal == current ? look : atBegin,
                find,
                follows,
                exit);
    }
}
