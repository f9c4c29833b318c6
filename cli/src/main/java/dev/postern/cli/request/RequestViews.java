package dev.postern.cli.request;

import dev.postern.cli.api.Answer;
import dev.postern.cli.command.CommandContext;
import dev.postern.cli.console.CliException;
import dev.postern.cli.console.HumanDuration;
import dev.postern.cli.output.ObjectOutput;

import org.jspecify.annotations.Nullable;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;

/// Access requests of the API in paths and words.
final class RequestViews {

    private RequestViews() {}

    /// The API's path of a request.
    ///
    /// @param id the whole id, the short one, or the first 4 characters or more of either
    static String path(String id) throws CliException {
        if (!id.matches("[0-9A-Za-z]{4,26}")) {
            throw CliException.usage(
                    "\"" + id + "\" is no request id",
                    "Give the id that postern request ls shows, or its first 4.");
        }
        return "/api/v1/requests/" + id.toUpperCase(Locale.ROOT);
    }

    /// Prints a request: as the API's object, as its id, or in a sentence.
    static void print(
            CommandContext context, ObjectOutput output, Map<String, @Nullable Object> request) {
        output.print(context, request, Answer.text(request, "shortId"), sentence(context, request));
    }

    /// `Request 7K2M9QXZ is pending: Ada, orders as app_write for 1h`.
    private static String sentence(CommandContext context, Map<String, @Nullable Object> request) {
        String left = left(context, request);
        return "Request "
                + Answer.text(request, "shortId")
                + " is "
                + Answer.text(request, "state")
                + ": "
                + person(Answer.object(request, "requester"))
                + ", "
                + Answer.text(request, "target")
                + " as "
                + Answer.text(request, "databaseRole")
                + (left.isEmpty() ? " for " + asked(request) : ", " + left);
    }

    /// The state, and what is missing.
    static String state(Map<String, @Nullable Object> request) {
        String state = Answer.text(request, "state");
        long needed = Answer.number(request, "approvalsNeeded");
        if (state.equals("pending") && needed > 1) {
            state += " " + Answer.objects(request, "approvals").size() + " of " + needed;
        }
        boolean glass = Boolean.TRUE.equals(request.get("breakGlass"));
        return !glass
                ? state
                : state
                        + (Boolean.TRUE.equals(request.get("reviewMissing"))
                                ? ", BREAK-GLASS, not reviewed"
                                : ", break-glass");
    }

    /// How long the access is wanted.
    static String asked(Map<String, @Nullable Object> request) {
        return HumanDuration.text(Duration.ofSeconds(Answer.number(request, "ttlSeconds")));
    }

    /// `58m 3s left` of an active grant, else empty.
    static String left(CommandContext context, Map<String, @Nullable Object> request) {
        if (!Answer.text(request, "state").equals("active")) {
            return "";
        }
        try {
            Instant end = Instant.parse(Answer.text(request, "grantEndsAt"));
            return HumanDuration.text(Duration.between(context.clock().instant(), end)) + " left";
        } catch (DateTimeException unknown) {
            return "";
        }
    }

    /// The person's name, or their e-mail.
    static String person(Map<String, @Nullable Object> person) {
        String name = Answer.text(person, "name");
        return name.isEmpty() ? Answer.text(person, "email") : name;
    }
}
