package dev.postern.cli.player;

import java.util.ArrayList;
import java.util.List;

/// The last line: how it plays, and where.
final class Status {

    private Status() {}

    static String of(PlayerState state) {
        List<String> words = new ArrayList<>();
        PlayerState.Pace pace = state.pace();
        words.add(
                state.follows()
                        ? "● following"
                        : (pace.runs() ? "▶ " : "⏸ ") + mode(pace) + " x" + speed(pace.speed()));
        words.add(state.current() + "/" + state.tape().total());
        Statement statement = state.tape().statement(state.current());
        if (statement != null) {
            words.add("+" + Text.duration(statement.at()));
        }
        if (!state.find().filter().isEmpty()) {
            words.add(
                    Text.line(state.find().filter())
                            + ": "
                            + (state.find().matches() == null
                                    ? "looking"
                                    : state.find().found().size() + " found"));
        }
        if (state.tape().only() != null) {
            words.add("only " + state.tape().size());
        }
        if (state.look().folds()) {
            words.add("tools folded");
        }
        words.add("? keys");
        return String.join(" · ", words);
    }

    private static String mode(PlayerState.Pace pace) {
        return pace.isRealTime() ? "real time" : pace.runs() ? "paced" : "step";
    }

    private static String speed(double speed) {
        return speed == Math.rint(speed) ? Long.toString((long) speed) : Double.toString(speed);
    }
}
