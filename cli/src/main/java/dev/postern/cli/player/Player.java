package dev.postern.cli.player;

import dev.postern.cli.command.CommandContext;
import dev.postern.cli.console.CliException;
import dev.postern.cli.console.ExitCode;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/// Runs the player: keys, time and answers come in, lines and questions go out.
public final class Player {

    private static final long FRAME_MILLIS = 33;
    private static final long ESCAPE_MILLIS = 60;
    private static final long NEWS_MILLIS = 1_000;
    private static final long AGAIN_MILLIS = 2_000;
    private static final long LONGEST_MILLIS = 60_000;

    private final CommandContext context;
    private final Feed feed;
    private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
    private final KeyDecoder decoder = new KeyDecoder();
    private final Set<Want> asked = new HashSet<>();
    private final Map<Want, Long> later = new HashMap<>();
    private ScreenTerminal.Size size = new ScreenTerminal.Size(80, 24);
    private PlayerState state;
    private long newsAt;

    /// What happens.
    private sealed interface Event {}

    private record Typed(byte[] bytes) implements Event {}

    private record Closed() implements Event {}

    private record Resized() implements Event {}

    private record Came(Want want, UnaryOperator<PlayerState> change) implements Event {}

    private record Refused(Want want, CliException why) implements Event {}

    private Player(CommandContext context, Feed feed, PlayerState state) {
        this.context = context;
        this.feed = feed;
        this.state = state;
    }

    /// Whether the player can run here.
    public static boolean isPossible(CommandContext context) {
        return context.console().interactive() && ScreenTerminal.isThere();
    }

    /// Plays until the person leaves.
    ///
    /// @throws CliException if there is no terminal to play on, or what was chosen cannot be found
    public static ExitCode play(CommandContext context, Feed feed, Choice choice, Pauses pauses)
            throws CliException, IOException {
        PlayerState begin = choice.begin(feed, pauses, context.clock().millis());
        try (ScreenTerminal terminal = ScreenTerminal.open(context)) {
            if (terminal == null) {
                throw CliException.usage(
                        "there is no terminal that stty knows, to play on", "Give --format text.");
            }
            int code = new Player(context, feed, begin).run(terminal);
            return code == 0 ? ExitCode.SUCCESS : ExitCode.INTERRUPTED;
        }
    }

    private int run(ScreenTerminal terminal) throws IOException {
        ScreenTerminal.onResize(() -> events.add(new Resized()));
        Thread.ofPlatform().daemon().name("keys").start(this::readKeys);
        size = terminal.size();
        while (!state.hasLeft()) {
            terminal.show(Screen.lines(state, size.columns(), size.lines(), context.times()));
            askForMore();
            Event event = next();
            PlayerState before = state;
            if (event instanceof Resized) {
                size = terminal.size();
                terminal.clear();
            } else if (event != null) {
                take(event);
            } else if (decoder.isWaiting()) {
                decoder.rest().forEach(this::press);
            }
            state = Playback.tick(state, now());
            String copied = state.look().copied();
            if (!copied.isEmpty() && !copied.equals(before.look().copied())) {
                terminal.copy(copied);
            }
        }
        return state.exit();
    }

    private long now() {
        return context.clock().millis();
    }

    private void readKeys() {
        byte[] bytes = new byte[1024];
        try (InputStream in = context.console().in()) {
            for (int n = in.read(bytes); n > 0; n = in.read(bytes)) {
                events.add(new Typed(Arrays.copyOf(bytes, n)));
            }
        } catch (IOException gone) {
            // A terminal that is gone has ended, and is told so below.
        }
        events.add(new Closed());
    }

    /// What happens next, or null if it is time to look again.
    private @Nullable Event next() {
        long now = now();
        long wait = LONGEST_MILLIS;
        long due = Playback.dueAt(state);
        if (due != Long.MAX_VALUE) {
            wait = Math.clamp(due - now, FRAME_MILLIS, wait);
        }
        if (decoder.isWaiting()) {
            wait = Math.min(wait, ESCAPE_MILLIS);
        }
        if (state.follows()) {
            wait = Math.min(wait, Math.max(FRAME_MILLIS, newsAt - now));
        }
        if (!later.isEmpty()) {
            wait = Math.min(wait, AGAIN_MILLIS);
        }
        try {
            return events.poll(wait, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Closed();
        }
    }

    private void take(Event event) {
        switch (event) {
            case Typed(byte[] bytes) -> decoder.feed(bytes, bytes.length).forEach(this::press);
            case Closed() -> state = state.left(0);
            case Resized() -> {}
            case Came(Want want, UnaryOperator<PlayerState> change) -> {
                asked.remove(want);
                state = change.apply(state);
            }
            case Refused(Want want, CliException why) -> refused(want, why);
        }
    }

    private void press(String key) {
        if (!state.hasLeft()) {
            state =
                    new Controls(feed.webAddress(), Screen.page(size.lines()))
                            .press(state, key, now());
            state = Screen.settled(state, size.columns(), size.lines());
        }
    }

    private void refused(Want want, CliException why) {
        asked.remove(want);
        boolean mayPass = why.exitCode() == ExitCode.UNREACHABLE || why.code().startsWith("http_5");
        if (want instanceof Want.ResultOf(int ordinal, int offset) && !mayPass && offset == 0) {
            state = state.with(state.tape().withResult(Result.failed(ordinal, why.text())));
        } else if (want instanceof Want.Matches && !mayPass) {
            state = state.with(PlayerState.Find.NOTHING);
        } else if (want instanceof Want.Places && !mayPass) {
            state = state.with(state.tape().withOutline(Outline.NONE));
        } else {
            later.put(want, now() + AGAIN_MILLIS);
        }
        state = state.saying(why.text() + (why.hint().isEmpty() ? "" : " " + why.hint()));
    }

    private void askForMore() {
        long now = now();
        later.values().removeIf(at -> at <= now);
        List<Want> wants = Want.of(state, size.lines());
        for (Want want : wants) {
            if (asked.size() < 3 && !later.containsKey(want)) {
                ask(want);
            }
        }
        if (state.follows() && now >= newsAt && asked.add(new Want.News())) {
            newsAt = now + NEWS_MILLIS;
            int total = state.tape().total();
            start(new Want.News(), () -> feed.news(total));
        }
    }

    private void ask(Want want) {
        if (asked.add(want)) {
            start(want, () -> feed.ask(want));
        }
    }

    /// A question to the broker.
    @FunctionalInterface
    private interface Question {
        UnaryOperator<PlayerState> ask() throws CliException;
    }

    private void start(Want want, Question question) {
        Thread.ofVirtual()
                .start(() -> {
                    try {
                        events.add(new Came(want, question.ask()));
                    } catch (CliException e) {
                        events.add(new Refused(want, e));
                    }
                });
    }
}
