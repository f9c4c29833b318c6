package dev.postern.cli.player;

import dev.postern.cli.console.ExitCode;
import dev.postern.cli.player.PlayerState.Find;
import dev.postern.cli.player.PlayerState.Look;
import dev.postern.cli.player.PlayerState.Pace;
import dev.postern.cli.player.PlayerState.View;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Keys: `state + key -> state`.
final class Controls {

    private static final Map<String, Act> ACTS = new HashMap<>();
    private static final int MOST_TYPED = 500;
    private static final int SIDEWAYS = 16;

    static {
        for (Act act : Act.values()) {
            act.keys().forEach(key -> ACTS.put(key, act));
        }
    }

    private final String webAddress;
    private final int page;

    /// @param webAddress the broker's, without a slash at its end
    /// @param page       lines that a page down passes
    Controls(String webAddress, int page) {
        this.webAddress = webAddress;
        this.page = page;
    }

    /// What the state becomes by a key.
    ///
    /// @param key its name: the character, or `enter`, `esc`, `up`, `pgdn` and so on
    /// @param now milliseconds of the clock
    PlayerState press(PlayerState state, String key, long now) {
        if (key.equals("ctrl-c")) {
            return state.left(ExitCode.INTERRUPTED.number());
        }
        String typed = state.find().typed();
        if (typed != null) {
            return typing(state, typed, key);
        }
        if (key.equals("g") && !state.look().first()) {
            return state.with(state.look().begun());
        }
        boolean isSecond = state.look().first() && key.equals("g");
        Act act = ACTS.get(key.equals(" ") ? "space" : isSecond ? "gg" : key);
        return act == null ? state.saying("") : act(state.saying(""), act, key, now);
    }

    private PlayerState act(PlayerState state, Act act, String key, long now) {
        Outline places = state.tape().places();
        return switch (act) {
            case PLAY -> play(state, now);
            case NEXT -> isOpen(state) ? scroll(state, 1) : step(state, 1, now);
            case PREVIOUS -> isOpen(state) ? scroll(state, -1) : step(state, -1, now);
            case NEXT_ERROR -> jump(state, places.errors(), 1, "error", now);
            case PREVIOUS_ERROR -> jump(state, places.errors(), -1, "error", now);
            case NEXT_WRITE -> jump(state, places.writes(), 1, "write", now);
            case PREVIOUS_WRITE -> jump(state, places.writes(), -1, "write", now);
            case NEXT_CHAPTER -> jump(state, places.chapters(), 1, "chapter", now);
            case PREVIOUS_CHAPTER -> jump(state, places.chapters(), -1, "chapter", now);
            case TRANSACTION -> jump(state, places.transactions(), 1, "transaction", now);
            case NEXT_MATCH -> match(state, 1, now);
            case PREVIOUS_MATCH -> match(state, -1, now);
            case SEEK ->
                    state.showing(
                            state.tape()
                                    .at(
                                            (int)
                                                    ((long) state.tape().size()
                                                            * (key.charAt(0) - '0')
                                                            / 10)),
                            now);
            case FIRST -> state.showing(state.tape().firstShown(), now);
            case LAST -> state.showing(state.tape().lastShown(), now);
            case FASTER -> speed(state, 2);
            case SLOWER -> speed(state, 0.5);
            case IDLE -> idle(state, now);
            case NOISE ->
                    state.with(state.look().folding(!state.look().folds()))
                            .saying(
                                    state.look().folds()
                                            ? "what tools asked is shown"
                                            : "what tools asked is folded");
            case OPEN ->
                    state.with(state.look().at(isOpen(state) ? View.LIST : View.RESULT))
                            .with(state.pace().running(false, now));
            case PAGE_DOWN -> scroll(state, page);
            case PAGE_UP -> scroll(state, -page);
            case RIGHT -> sideways(state, SIDEWAYS);
            case LEFT -> sideways(state, -SIDEWAYS);
            case FIND -> state.with(state.find().typing(""));
            case COPY_SQL -> copySql(state);
            case COPY_LINK -> copyLink(state);
            case FOLLOW -> follow(state, now);
            case KEYS ->
                    state.with(
                            state.look()
                                    .at(state.look().view() == View.KEYS ? View.LIST : View.KEYS));
            case BACK ->
                    isOpen(state)
                            ? state.with(state.look().at(View.LIST))
                            : state.with(Find.NOTHING);
            case LEAVE -> isOpen(state) ? state.with(state.look().at(View.LIST)) : state.left(0);
            case INTERRUPT -> state.left(ExitCode.INTERRUPTED.number());
        };
    }

    private static boolean isOpen(PlayerState state) {
        return state.look().view() != View.LIST;
    }

    private static PlayerState scroll(PlayerState state, int lines) {
        return isOpen(state) ? state.with(state.look().scrolled(lines, 0)) : state;
    }

    private static PlayerState sideways(PlayerState state, int columns) {
        return isOpen(state) ? state.with(state.look().scrolled(0, columns)) : state;
    }

    private static PlayerState play(PlayerState state, long now) {
        Look list = isOpen(state) ? state.look().at(View.LIST) : state.look();
        boolean starts = !state.pace().runs();
        boolean isAtEnd =
                state.tape().beside(state.current(), 1, state.look().folds()) == state.current();
        PlayerState at =
                starts && isAtEnd && !state.follows()
                        ? state.showing(state.tape().firstShown(), now)
                        : state;
        return at.with(list).with(at.pace().running(starts, now));
    }

    private static PlayerState step(PlayerState state, int direction, long now) {
        int there = state.tape().beside(state.current(), direction, state.look().folds());
        PlayerState stopped = state.with(state.pace().running(false, now)).following(false);
        return there == state.current()
                ? stopped.saying(direction > 0 ? "the last statement" : "the first statement")
                : stopped.showing(there, now);
    }

    private static PlayerState jump(
            PlayerState state, List<Integer> places, int direction, String what, long now) {
        if (state.tape().outline() == null) {
            return state.saying("the outline of the session is being fetched");
        }
        int there = state.tape().jump(places, state.current(), direction);
        PlayerState stopped = state.following(false);
        return there == state.current()
                ? stopped.saying("no " + what + (direction > 0 ? " behind this" : " before this"))
                : stopped.showing(there, now);
    }

    private static PlayerState match(PlayerState state, int direction, long now) {
        if (state.find().filter().isEmpty()) {
            return state.saying("nothing is looked for: / finds");
        }
        if (state.find().matches() == null) {
            return state.saying("still looking");
        }
        int there = state.tape().jump(state.find().found(), state.current(), direction);
        return there == state.current()
                ? state.saying("no match" + (direction > 0 ? " behind this" : " before this"))
                : state.following(false).showing(there, now);
    }

    private static PlayerState speed(PlayerState state, double by) {
        double speed = Math.clamp(state.pace().speed() * by, 0.5, 16);
        return state.with(state.pace().withSpeed(speed));
    }

    private static PlayerState idle(PlayerState state, long now) {
        Pace other = state.pace().otherPauses().shownAt(now);
        return state.with(other)
                .saying(
                        other.isRealTime()
                                ? "real time: pauses are as long as they were"
                                : "pauses are folded");
    }

    private static PlayerState follow(PlayerState state, long now) {
        if (state.follows()) {
            return state.following(false).saying("no longer followed");
        }
        if (!state.tape().session().isLive()) {
            return state.saying("the session has ended, there is nothing to follow");
        }
        return state.following(true)
                .showing(state.tape().lastShown(), now)
                .with(state.pace().running(false, now));
    }

    private static PlayerState copySql(PlayerState state) {
        Statement statement = state.tape().statement(state.current());
        return statement == null
                ? state
                : state.with(
                        state.look()
                                .copying(
                                        statement.sql(),
                                        "the SQL went to the clipboard, if the terminal lets it"));
    }

    private PlayerState copyLink(PlayerState state) {
        String link = webAddress + "/s/" + state.tape().session().id() + "#q=" + state.current();
        return state.current() == 0 ? state : state.with(state.look().copying(link, link));
    }

    private static PlayerState typing(PlayerState state, String typed, String key) {
        return switch (key) {
            case "esc" -> state.with(state.find().typing(null));
            case "enter" ->
                    state.with(
                            typed.isBlank() ? Find.NOTHING : new Find(null, typed.strip(), null));
            case "backspace" ->
                    typed.isEmpty()
                            ? state.with(state.find().typing(null))
                            : state.with(
                                    state.find()
                                            .typing(
                                                    typed.substring(
                                                            0,
                                                            typed.offsetByCodePoints(
                                                                    typed.length(), -1))));
            default ->
                    key.codePointCount(0, key.length()) == 1 && typed.length() < MOST_TYPED
                            ? state.with(state.find().typing(typed + key))
                            : state;
        };
    }
}
