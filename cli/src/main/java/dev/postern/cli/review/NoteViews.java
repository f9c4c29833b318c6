package dev.postern.cli.review;

import dev.postern.cli.api.Answer;
import dev.postern.cli.command.CommandContext;
import dev.postern.cli.console.CliException;
import dev.postern.cli.console.Table;
import dev.postern.cli.output.ListOutput;
import dev.postern.cli.output.ObjectOutput;
import dev.postern.cli.sessions.Moment;
import dev.postern.cli.sessions.SessionViews;
import dev.postern.position.Position;

import org.jspecify.annotations.Nullable;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/// Notes and reviews of the API in words and columns.
final class NoteViews {

    private static final int SHORT_ID_FROM = 18;
    private static final int OTHER_COLUMNS = 100;

    private NoteViews() {}

    /// The 8 characters that people type.
    static String shortId(Map<String, @Nullable Object> note) {
        String id = Answer.text(note, "id");
        return id.length() > SHORT_ID_FROM ? id.substring(SHORT_ID_FROM) : id;
    }

    /// `SID`, or `SID#POSITION` of a note at a place in it.
    static String moment(Map<String, @Nullable Object> note) {
        String anchor = Answer.text(note, "anchor");
        return Answer.text(note, "session") + (anchor.isEmpty() ? "" : "#" + anchor);
    }

    /// Which notes stand at a moment: those of a statement wherever in it, others at that place alone.
    static Predicate<Map<String, @Nullable Object>> isAt(Moment moment) throws CliException {
        Position position = moment.position();
        return switch (position) {
            case null -> note -> true;
            case Position.Statement(long ordinal) ->
                    note -> Answer.number(note, "statement") == ordinal;
            case Position.Clock _ ->
                    throw CliException.usage(
                            "notes are found by seconds since the session began",
                            "Give " + moment.session() + "#t=+SECONDSs.");
            default -> note -> Answer.text(note, "anchor").equals(position.text());
        };
    }

    /// Prints some notes of one session.
    static void printAll(
            CommandContext context,
            ListOutput output,
            String session,
            List<Map<String, @Nullable Object>> notes) {
        Map<String, @Nullable Object> answer = new LinkedHashMap<>();
        answer.put("session", session);
        answer.put("items", notes);
        output.print(context, answer, items -> table(context, items), NoteViews::shortId);
    }

    private static Table table(CommandContext context, List<Map<String, @Nullable Object>> notes) {
        Table table = new Table("NOTE", "MOMENT", "AT", "BY", "KIND", "TEXT");
        int width = SessionViews.columns(context);
        for (Map<String, @Nullable Object> note : notes) {
            table.row(
                    shortId(note),
                    moment(note),
                    context.times().column(Answer.text(note, "at")),
                    SessionViews.fit(author(note), 24),
                    Answer.text(note, "kind"),
                    SessionViews.fit(
                            text(context, note),
                            width == Integer.MAX_VALUE ? 200 : width - OTHER_COLUMNS));
        }
        return table;
    }

    private static String text(CommandContext context, Map<String, @Nullable Object> note) {
        Map<String, @Nullable Object> removed = Answer.object(note, "removed");
        return removed.isEmpty()
                ? Answer.text(note, "text")
                : "(removed by "
                        + author(removed)
                        + " on "
                        + context.times().said(Answer.text(removed, "at"))
                        + ")";
    }

    /// The name of who wrote or removed it, or their e-mail.
    private static String author(Map<String, @Nullable Object> signed) {
        Map<String, @Nullable Object> by = Answer.object(signed, "by");
        String name = Answer.text(by, "name");
        return name.isEmpty() ? Answer.text(by, "email") : name;
    }

    /// Prints one note that was written or removed.
    static void print(
            CommandContext context,
            ListOutput output,
            Map<String, @Nullable Object> note,
            String did) {
        output.printOne(
                context,
                note,
                shortId(note),
                did
                        + " "
                        + Answer.text(note, "kind")
                        + " "
                        + shortId(note)
                        + " at "
                        + moment(note));
    }

    /// Prints a review that was made or taken back.
    static void printReview(
            CommandContext context,
            ObjectOutput output,
            Map<String, @Nullable Object> review,
            String sentence) {
        output.print(context, review, Answer.text(review, "session"), sentence);
    }
}
