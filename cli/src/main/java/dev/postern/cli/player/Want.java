package dev.postern.cli.player;

import java.util.ArrayList;
import java.util.List;

/// What the screen lacks and the broker knows.
sealed interface Want {

    /// A page of statements, from 0.
    record Page(int number) implements Want {}

    /// A page of the result of a statement.
    record ResultOf(int ordinal, int offset) implements Want {}

    /// The statements that match a filter.
    record Matches(String filter) implements Want {}

    /// The places to jump to.
    record Places() implements Want {}

    /// What came since, of a session that runs.
    record News() implements Want {}

    /// Statements above the current one that may stand on the screen.
    int ABOVE = 100;

    /// What a state lacks, the most urgent first.
    ///
    /// @param height lines of the screen
    static List<Want> of(PlayerState state, int height) {
        List<Want> wants = new ArrayList<>();
        Tape tape = state.tape();
        int current = state.current();
        if (current > 0) {
            addPage(tape, current, wants);
            addPage(tape, tape.beside(current, 1, false), wants);
            addPage(tape, Math.max(tape.first(), current - ABOVE), wants);
            if (current + ABOVE <= tape.last()) {
                addPage(tape, current + ABOVE, wants);
            }
            addResult(state, height, wants);
        }
        if (tape.outline() == null) {
            wants.add(new Places());
        }
        if (!state.find().filter().isEmpty() && state.find().matches() == null) {
            wants.add(new Matches(state.find().filter()));
        }
        return wants;
    }

    private static void addPage(Tape tape, int ordinal, List<Want> wants) {
        Want page = new Page(Tape.page(ordinal));
        if (!tape.pages().containsKey(Tape.page(ordinal)) && !wants.contains(page)) {
            wants.add(page);
        }
    }

    private static void addResult(PlayerState state, int height, List<Want> wants) {
        Statement statement = state.tape().statement(state.current());
        if (statement == null || !statement.hasResult()) {
            return;
        }
        Result result = state.tape().result();
        if (result == null || result.ordinal() != statement.ordinal()) {
            wants.add(new ResultOf(statement.ordinal(), 0));
        } else if (!result.isWhole() && Screen.isNearEnd(state, height)) {
            wants.add(new ResultOf(statement.ordinal(), result.rows().size()));
        }
    }
}
