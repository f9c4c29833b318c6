package dev.postern.cli.sessions;

import dev.postern.cli.command.CommandContext;
import dev.postern.cli.console.CliException;
import dev.postern.cli.output.ObjectOutput;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/// A running session, what is asked of it, and why: the command lines of [SessionEndCommand], [SessionHoldCommand],
/// [SessionResumeCommand] and [SessionCancelCommand].
final class LiveOrder {

    @Parameters(paramLabel = "SID", description = "Session id, or its first 8 characters or more.")
    private String session = "";

    @Option(
            names = "--reason",
            paramLabel = "TEXT",
            required = true,
            description = "Why; the person whose session it is reads it, and it is kept.")
    private String reason = "";

    /// Has the broker do it and prints what became of the session.
    ///
    /// @param verb     the last part of the route
    /// @param sentence what people read behind `Session SID `
    void give(CommandContext context, ObjectOutput output, String verb, String sentence)
            throws CliException, IOException {
        String named = Moment.parse(session).session();
        Map<String, @Nullable Object> ordered =
                new LinkedHashMap<>(
                        context.api()
                                .post(
                                        "/api/v1/sessions/" + named + "/" + verb,
                                        Map.of("reason", reason)));
        ordered.putIfAbsent("session", named);
        String id = String.valueOf(ordered.get("session"));
        output.print(context, ordered, id, "Session " + id + " " + sentence);
    }
}
