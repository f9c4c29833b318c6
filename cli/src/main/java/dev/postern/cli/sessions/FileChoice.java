package dev.postern.cli.sessions;

import dev.postern.cli.console.CliException;
import dev.postern.cli.player.Choice;
import dev.postern.event.SessionEvent;
import dev.postern.event.SessionEvent.StatementFinished;
import dev.postern.event.SessionEvent.StatementStarted;
import dev.postern.recording.RecordingFile;
import dev.postern.replay.SessionReplay;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// The statements of a recording file that are chosen by `--from`, `--to` and `--only`, as far as a file tells them by
/// itself: what changed something is known by its command tag.
final class FileChoice {

    private static final int LARGE = 1_000;

    private final Set<Integer> ordinals = new HashSet<>();

    /// Reads the file once to find them.
    static FileChoice of(RecordingFile file, Choice choice) throws CliException, IOException {
        FileChoice chosen = new FileChoice();
        List<Choice.Kind> kinds = choice.kinds();
        Choice.Edge from = edge("--from", choice.from());
        Choice.Edge to = edge("--to", choice.to());
        Set<Integer> between = new HashSet<>();
        try (SessionReplay replay = SessionReplay.openInRuns(file)) {
            replay.all(event -> {
                if (event instanceof StatementStarted started
                        && isBehind(started, from)
                        && isBefore(started, to)) {
                    between.add(started.ordinal());
                    if (kinds.isEmpty()) {
                        chosen.ordinals.add(started.ordinal());
                    }
                } else if (event instanceof StatementFinished finished
                        && between.contains(finished.ordinal())
                        && kinds.stream().anyMatch(kind -> is(kind, finished))) {
                    chosen.ordinals.add(finished.ordinal());
                }
            });
        }
        return chosen;
    }

    private static Choice.@Nullable Edge edge(String option, @Nullable String text)
            throws CliException {
        if (text == null) {
            return null;
        }
        if (text.matches("[0-9]{4}-.*")) {
            throw CliException.usage(
                    option + " takes no time of the clock for a file",
                    "Give a statement's number, or +92.4s since the begin.");
        }
        return Choice.Edge.of(option, text, "");
    }

    private static boolean isBehind(StatementStarted started, Choice.@Nullable Edge from) {
        return from == null
                || (from.ordinal() > 0
                        ? started.ordinal() >= from.ordinal()
                        : started.micros() >= from.seconds() * 1e6);
    }

    private static boolean isBefore(StatementStarted started, Choice.@Nullable Edge to) {
        return to == null
                || (to.ordinal() > 0
                        ? started.ordinal() <= to.ordinal()
                        : started.micros() <= to.seconds() * 1e6);
    }

    private static boolean is(Choice.Kind kind, StatementFinished finished) {
        return switch (kind) {
            case ERRORS -> finished.error() != null;
            case WRITES -> finished.tag().matches("(INSERT|UPDATE|DELETE|MERGE|TRUNCATE)\\b.*");
            case DDL ->
                    finished.tag()
                            .matches("(CREATE|ALTER|DROP|COMMENT|REINDEX|SECURITY LABEL)\\b.*");
            case LARGE -> finished.rows() >= LARGE && finished.tag().startsWith("SELECT");
        };
    }

    /// Whether an event is of a chosen statement, or of the session as a whole.
    boolean holds(SessionEvent event) {
        return switch (event) {
            case StatementStarted e -> ordinals.contains(e.ordinal());
            case SessionEvent.ColumnsDescribed e -> ordinals.contains(e.ordinal());
            case SessionEvent.RowReturned e -> ordinals.contains(e.ordinal());
            case SessionEvent.ResultsReturned e -> ordinals.contains(e.ordinal());
            case SessionEvent.CopyStarted e -> ordinals.contains(e.ordinal());
            case SessionEvent.CopyData e -> ordinals.contains(e.ordinal());
            case StatementFinished e -> ordinals.contains(e.ordinal());
            case SessionEvent.ErrorRaised e -> ordinals.contains(e.ordinal());
            case SessionEvent.NoticeRaised e -> ordinals.contains(e.ordinal());
            case SessionEvent.SavepointRolledBack ignored -> false;
            case SessionEvent.TransactionFinished ignored -> false;
            case SessionEvent.Notified ignored -> false;
            case SessionEvent.SessionStarted ignored -> true;
            case SessionEvent.TransactionChanged ignored -> true;
            case SessionEvent.SettingChanged ignored -> true;
            case SessionEvent.BrokerFact ignored -> true;
            case SessionEvent.SessionEnded ignored -> true;
        };
    }
}
