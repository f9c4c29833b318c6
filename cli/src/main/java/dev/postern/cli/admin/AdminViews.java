package dev.postern.cli.admin;

import dev.postern.cli.api.Answer;
import dev.postern.cli.command.CommandContext;
import dev.postern.cli.console.CliException;
import dev.postern.cli.console.Table;
import dev.postern.cli.output.ListOutput;
import dev.postern.cli.output.ObjectOutput;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/// Holds and erasures of the API in paths and words.
final class AdminViews {

    private AdminViews() {}

    /// The API's path of a hold or an erasure.
    ///
    /// @param id the whole id or its last 8 characters
    static String path(String collection, String id) throws CliException {
        if (!id.matches("[0-9A-Za-z]{8,26}")) {
            throw CliException.usage(
                    "\"" + id + "\" is no id of a hold or an erasure",
                    "Give the id that ls shows, or its last 8 characters.");
        }
        return collection + "/" + id.toUpperCase(Locale.ROOT);
    }

    /// Prints a list of holds, erasures or rules.
    static void print(
            CommandContext context,
            ListOutput output,
            Map<String, @Nullable Object> answer,
            Function<List<Map<String, @Nullable Object>>, Table> table) {
        output.print(context, answer, table, item -> Answer.text(item, "id"));
    }

    /// Prints a hold.
    static void printHold(
            CommandContext context, ObjectOutput output, Map<String, @Nullable Object> hold) {
        output.print(context, hold, Answer.text(hold, "id"), hold(hold));
    }

    /// Prints an erasure.
    static void printErasure(
            CommandContext context, ObjectOutput output, Map<String, @Nullable Object> erasure) {
        output.print(context, erasure, Answer.text(erasure, "id"), erasure(erasure));
    }

    /// `Erasure 01J... of session 01J... (orders, Erin) is pending: GDPR Art. 17`.
    private static String erasure(Map<String, @Nullable Object> erasure) {
        return "Erasure "
                + Answer.text(erasure, "id")
                + " of session "
                + Answer.text(erasure, "session")
                + " ("
                + Answer.text(erasure, "target")
                + ", "
                + Answer.text(erasure, "person")
                + ") is "
                + Answer.text(erasure, "state")
                + ": "
                + Answer.text(erasure, "legalBasis");
    }

    /// `Hold 01J... on target orders holds: court order 7`.
    private static String hold(Map<String, @Nullable Object> hold) {
        return "Hold "
                + Answer.text(hold, "id")
                + " on "
                + Answer.text(hold, "scope")
                + " "
                + Answer.text(hold, "subject")
                + " "
                + state(hold)
                + ": "
                + Answer.text(Answer.object(hold, "placed"), "reason");
    }

    static String state(Map<String, @Nullable Object> hold) {
        return hold.get("lifted") == null ? "holds" : "is lifted";
    }

    /// Who did a deed.
    static String by(Map<String, @Nullable Object> object, String deed) {
        return Answer.text(Answer.object(Answer.object(object, deed), "by"), "name");
    }

    /// When a deed was done, to the second.
    static String at(CommandContext context, Map<String, @Nullable Object> object, String deed) {
        return context.times().column(Answer.text(Answer.object(object, deed), "at"));
    }
}
