package dev.postern.cli.player;

/// Time: `state + now -> state`.
final class Playback {

    /// Between two statements lies at least so much, unless pauses are kept whole: four a second.
    private static final long LEAST_MILLIS = 250;

    /// What is later than this, by a machine that slept, is not caught up with.
    private static final long LATEST_MILLIS = 2_000;

    private static final int MOST_AT_ONCE = 5_000;

    private Playback() {}

    /// Shows what is due.
    ///
    /// @param now milliseconds of the clock
    static PlayerState tick(PlayerState state, long now) {
        PlayerState at = state;
        for (int i = 0; i < MOST_AT_ONCE; i++) {
            long due = dueAt(at);
            if (due > now) {
                return at;
            }
            int next = at.tape().beside(at.current(), 1, at.look().folds());
            at = at.showing(next, now - due > LATEST_MILLIS ? now : due);
            if (at.tape().beside(next, 1, at.look().folds()) == next && !at.follows()) {
                at = at.with(at.pace().running(false, now)).saying("the end");
            }
        }
        return at;
    }

    /// Milliseconds of the clock at which the next statement is shown; [Long#MAX_VALUE] if none is.
    static long dueAt(PlayerState state) {
        if (!state.pace().runs() || state.current() == 0) {
            return Long.MAX_VALUE;
        }
        int next = state.tape().beside(state.current(), 1, state.look().folds());
        Statement from = state.tape().statement(state.current());
        Statement to = state.tape().statement(next);
        if (next == state.current() || from == null || to == null) {
            return Long.MAX_VALUE;
        }
        PlayerState.Pace pace = state.pace();
        long gap = Math.max(0, Math.round((to.at() - from.at()) * 1_000));
        long wait = pace.isRealTime() ? gap : Math.max(LEAST_MILLIS, Math.min(gap, pace.most()));
        return pace.since() + Math.round(wait / pace.speed());
    }
}
