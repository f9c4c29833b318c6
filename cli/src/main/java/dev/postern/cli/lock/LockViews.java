package dev.postern.cli.lock;

import dev.postern.cli.api.Answer;
import dev.postern.cli.command.CommandContext;
import dev.postern.cli.console.Times;
import dev.postern.cli.output.ObjectOutput;

import org.jspecify.annotations.Nullable;

import java.util.Map;

/// Locks of the API in words.
final class LockViews {

    private static final int SHORT_ID_FROM = 18;

    private LockViews() {}

    /// The 8 characters that people type.
    static String shortId(Map<String, @Nullable Object> lock) {
        String id = Answer.text(lock, "id");
        return id.length() > SHORT_ID_FROM ? id.substring(SHORT_ID_FROM) : id;
    }

    /// What became of it.
    static String state(Map<String, @Nullable Object> lock, Times times) {
        if (lock.get("lifted") != null) {
            return "lifted";
        }
        String end = Answer.text(lock, "endsAt");
        return end.isEmpty() ? "holds" : "holds until " + times.saidExact(end);
    }

    /// Prints one lock.
    static void print(
            CommandContext context, ObjectOutput output, Map<String, @Nullable Object> lock) {
        output.print(
                context,
                lock,
                shortId(lock),
                "Lock "
                        + shortId(lock)
                        + " on "
                        + Answer.text(lock, "scope")
                        + " "
                        + Answer.text(lock, "subject")
                        + ": "
                        + state(lock, context.times()));
    }
}
