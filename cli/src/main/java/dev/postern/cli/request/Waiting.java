package dev.postern.cli.request;

import dev.postern.cli.api.Answer;
import dev.postern.cli.command.CommandContext;
import dev.postern.cli.console.CliException;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Waits until somebody has decided a request.
public final class Waiting {

    private static final long ASK_EVERY_MILLIS = 1_000;
    private static final Duration SAY_EVERY = Duration.ofSeconds(20);

    private final CommandContext context;

    public Waiting(CommandContext context) {
        this.context = context;
    }

    /// The request once its grant is active, it is denied, or the time is over; says every 20 s that it waits.
    public Map<String, @Nullable Object> on(String id, Duration longest)
            throws CliException, IOException {
        Instant end = context.clock().instant().plus(longest);
        Instant say = context.clock().instant();
        CountDownLatch never = new CountDownLatch(1);
        while (true) {
            Map<String, @Nullable Object> request = context.api().get(RequestViews.path(id));
            Instant now = context.clock().instant();
            if (!isOpen(request) || !now.isBefore(end)) {
                return request;
            }
            if (!now.isBefore(say)) {
                context.console()
                        .note(
                                "Request "
                                        + Answer.text(request, "shortId")
                                        + " is "
                                        + RequestViews.state(request)
                                        + "; waiting "
                                        + Duration.between(now, end).toSeconds()
                                        + " s more. Ctrl-C ends the wait, not the request.");
                say = now.plus(SAY_EVERY);
            }
            try {
                never.await(ASK_EVERY_MILLIS, TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return request;
            }
        }
    }

    /// Whether its grant can be used now.
    public static boolean isUsable(Map<String, @Nullable Object> request) {
        return Answer.text(request, "state").equals("active");
    }

    private static boolean isOpen(Map<String, @Nullable Object> request) {
        String state = Answer.text(request, "state");
        return state.equals("pending") || state.equals("approved");
    }
}
