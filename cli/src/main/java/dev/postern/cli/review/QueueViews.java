package dev.postern.cli.review;

import dev.postern.cli.api.Answer;
import dev.postern.cli.command.CommandContext;
import dev.postern.cli.console.CliException;

import org.jspecify.annotations.Nullable;

import java.util.Map;

/// What the queue of reviews says about a session.
final class QueueViews {

    private QueueViews() {}

    /// Until when it is to be reviewed, as a column; `-` without a due time.
    static String due(CommandContext context, Map<String, @Nullable Object> due) {
        String at = Answer.text(due, "at");
        if (at.isEmpty()) {
            return "-";
        }
        return context.times().column(at) + (Answer.flag(due, "overdue") ? " late" : "");
    }

    /// The rule that took it, or what holds without one.
    static String rule(Map<String, @Nullable Object> due) {
        String rule = Answer.text(due, "rule");
        return !rule.isEmpty() ? rule : Answer.flag(due, "breakGlass") ? "break-glass" : "-";
    }

    /// Who is to review it.
    static String reviewer(Map<String, @Nullable Object> due) {
        String email = Answer.text(Answer.object(due, "assignee"), "email");
        return email.isEmpty() ? "-" : email;
    }

    /// In words, each with a comma in front; empty if there is nothing to say.
    static String words(CommandContext context, Map<String, @Nullable Object> due) {
        StringBuilder words = new StringBuilder();
        if (Answer.flag(due, "breakGlass")) {
            words.append(", break-glass");
        }
        String at = Answer.text(due, "at");
        if (!at.isEmpty()) {
            words.append(", due ").append(context.times().said(at));
            words.append(Answer.flag(due, "overdue") ? " (late)" : "");
        }
        String rule = Answer.text(due, "rule");
        if (!rule.isEmpty()) {
            words.append(", rule ").append(rule);
        }
        String reviewer = reviewer(due);
        if (!reviewer.equals("-")) {
            words.append(", for ").append(reviewer);
        }
        return words.toString();
    }

    /// The part of a query that narrows the queue by who is to review.
    static String assignee(boolean mine, boolean unassigned) throws CliException {
        if (mine && unassigned) {
            throw CliException.usage(
                    "--mine and --unassigned exclude each other", "Give one of them.");
        }
        return mine ? "&assignee=me" : unassigned ? "&assignee=nobody" : "";
    }
}
