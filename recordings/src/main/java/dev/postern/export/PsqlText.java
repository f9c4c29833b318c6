package dev.postern.export;

import dev.postern.event.SessionAct;
import dev.postern.event.SessionActs;
import dev.postern.event.SessionEvent;
import dev.postern.event.SessionEvent.BrokerFact;
import dev.postern.event.SessionEvent.ColumnsDescribed;
import dev.postern.event.SessionEvent.CopyData;
import dev.postern.event.SessionEvent.CopyStarted;
import dev.postern.event.SessionEvent.ErrorRaised;
import dev.postern.event.SessionEvent.NoticeRaised;
import dev.postern.event.SessionEvent.Notified;
import dev.postern.event.SessionEvent.Outcome;
import dev.postern.event.SessionEvent.ResultsReturned;
import dev.postern.event.SessionEvent.RowReturned;
import dev.postern.event.SessionEvent.SavepointRolledBack;
import dev.postern.event.SessionEvent.SessionEnded;
import dev.postern.event.SessionEvent.SessionStarted;
import dev.postern.event.SessionEvent.SettingChanged;
import dev.postern.event.SessionEvent.StatementFinished;
import dev.postern.event.SessionEvent.StatementStarted;
import dev.postern.event.SessionEvent.TransactionChanged;
import dev.postern.event.SessionEvent.TransactionFinished;
import dev.postern.event.SessionEvent.TransactionOutcome;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/// Writes a session as psql would have shown it: prompt and statement, aligned rows, command tags, errors with their
/// position, notices, COPY data.
///
/// Each statement is headed by a line with its ordinal, the time since the start and its link. Where psql would show
/// nothing, lines that begin with `-- ` say what happened. A pipeline's statements are written when their answers
/// come, so that each stands above its own result; a portal that was fetched in turns with another is headed again.
/// Control characters of recorded text are escaped ([Visible]).
public final class PsqlText {

    private final Appendable out;
    private final PsqlOptions options;
    private final PsqlPrompt prompt;
    private final Map<Integer, StatementHead> waiting = new LinkedHashMap<>();
    private final SessionActs acts = new SessionActs();
    private final Map<Integer, PsqlResult> results = new LinkedHashMap<>();
    private ClientEncoding encoding = ClientEncoding.UTF8;
    private int current;

    public PsqlText(Appendable out, PsqlOptions options) {
        this.out = out;
        this.options = options;
        this.prompt = new PsqlPrompt();
    }

    /// Takes the next event of the session.
    public void event(SessionEvent event) throws IOException {
        SessionAct act = acts.take(event);
        if (!isBeforeFirst(event)) {
            write(event, act);
        }
    }

    private boolean isBeforeFirst(SessionEvent event) {
        int ordinal =
                switch (event) {
                    case StatementStarted e -> e.ordinal();
                    case ColumnsDescribed e -> e.ordinal();
                    case RowReturned e -> e.ordinal();
                    case CopyStarted e -> e.ordinal();
                    case CopyData e -> e.ordinal();
                    case StatementFinished e -> e.ordinal();
                    case ErrorRaised e -> e.ordinal();
                    case NoticeRaised e -> e.ordinal();
                    case SessionStarted ignored -> 0;
                    case TransactionChanged ignored -> 0;
                    case TransactionFinished ignored -> 0;
                    case SavepointRolledBack ignored -> 0;
                    case SettingChanged ignored -> 0;
                    case Notified ignored -> 0;
                    case ResultsReturned e -> e.ordinal();
                    case BrokerFact ignored -> 0;
                    case SessionEnded ignored -> 0;
                };
        return ordinal > 0 && ordinal < options.first();
    }

    private void write(SessionEvent event, @Nullable SessionAct act) throws IOException {
        switch (event) {
            case SessionStarted started -> {
                started(started);
                note(act);
            }
            case StatementStarted started ->
                    waiting.put(started.ordinal(), StatementHead.of(started, encoding));
            case ColumnsDescribed columns ->
                    result(columns.ordinal(), columns.micros()).describe(columns.columns());
            case RowReturned row -> result(row.ordinal(), row.micros()).row(row.cells(), encoding);
            case CopyStarted copy -> result(copy.ordinal(), copy.micros()).copy(copy);
            case CopyData data ->
                    result(data.ordinal(), data.micros()).copyData(data.bytes(), encoding);
            case StatementFinished finished -> finished(finished);
            case ErrorRaised error -> {
                if (error.ordinal() == 0) {
                    leave();
                    out.append(ReportText.of(error.report(), "", false));
                }
            }
            case NoticeRaised notice -> {
                if (notice.ordinal() != 0) {
                    result(notice.ordinal(), notice.micros()).pause();
                } else {
                    leave();
                }
                out.append(ReportText.of(notice.report(), "", true));
            }
            case TransactionChanged changed -> prompt.status(changed.status());
            case TransactionFinished transaction -> {
                if (transaction.outcome() == TransactionOutcome.OPEN_AT_END) {
                    note(
                            "transaction "
                                    + transaction.transaction()
                                    + " was open when the session ended: rolled back");
                }
            }
            case SavepointRolledBack back ->
                    note(
                            back.from() == back.to()
                                    ? "statement " + back.from() + " was rolled back"
                                    : "statements %d to %d were rolled back"
                                            .formatted(back.from(), back.to()));
            case SettingChanged setting -> setting(setting);
            case Notified notified -> notified(notified);
            case ResultsReturned results -> throw results.unexpected();
            case BrokerFact fact -> {
                if (act == null) {
                    note("postern: " + Visible.line(fact.kind() + " " + FactText.of(fact.facts())));
                } else {
                    note(act);
                }
            }
            case SessionEnded ended -> ended(ended, act);
        }
    }

    /// Writes what is held back; the session may go on.
    public void flush() throws IOException {
        for (int ordinal : waiting.keySet().toArray(Integer[]::new)) {
            PsqlResult result = result(ordinal, 0);
            if (!result.hasOutput()) {
                out.append("-- no answer yet\n");
            }
        }
        leave();
    }

    private void started(SessionStarted event) throws IOException {
        prompt.database(FactText.string(event.facts(), "database"));
        out.append("-- session ").append(Visible.line(options.session())).append("  ");
        out.append(Visible.line(FactText.started(event.facts()))).append('\n');
    }

    private void setting(SettingChanged setting) {
        switch (setting.name()) {
            case "client_encoding" -> encoding = ClientEncoding.of(setting.value());
            case "is_superuser" -> prompt.superuser(setting.value().equals("on"));
            default -> {}
        }
    }

    private void notified(Notified event) throws IOException {
        leave();
        out.append("Asynchronous notification \"")
                .append(Visible.line(event.channel()))
                .append('"');
        if (!event.payload().isEmpty()) {
            out.append(" with payload \"").append(Visible.line(event.payload())).append('"');
        }
        out.append(" received from server process with PID ")
                .append(Integer.toString(event.processId()))
                .append(".\n");
    }

    private void finished(StatementFinished event) throws IOException {
        PsqlResult result = result(event.ordinal(), event.micros());
        result.end();
        SessionActs.Wait wait = acts.waitOf(event.ordinal());
        if (wait != null) {
            out.append("-- ").append(Visible.line(ActText.waited(wait))).append('\n');
        }
        switch (event.outcome()) {
            case COMPLETED -> result.tag(event.tag());
            case FAILED, CANCELLED -> {
                if (event.error() != null) {
                    out.append(ReportText.of(event.error(), result.sql(), false));
                }
            }
            case EMPTY -> out.append("-- empty statement\n");
            case SUSPENDED -> out.append("-- suspended: not fetched to its end\n");
            case SKIPPED -> out.append("-- skipped: an earlier statement of the pipeline failed\n");
            case NO_ANSWER -> out.append("-- no answer: the session ended first\n");
            case WITHDRAWN -> {
                if (event.error() != null) {
                    out.append(ReportText.of(event.error(), result.sql(), false));
                }
                out.append("-- withdrawn: held, and never sent to the server\n");
            }
        }
        if (event.outcome() != Outcome.SUSPENDED) {
            results.remove(event.ordinal());
            current = 0;
        }
    }

    private void ended(SessionEnded event, @Nullable SessionAct act) throws IOException {
        flush();
        note(act);
        note(
                "session ended "
                        + FactText.offset(event.micros())
                        + ": "
                        + Visible.line(event.reason())
                        + " "
                        + Visible.line(FactText.string(event.facts(), "text")));
    }

    private void note(@Nullable SessionAct act) throws IOException {
        if (act != null) {
            note(Visible.line(ActText.line(act)));
        }
    }

    private void note(String text) throws IOException {
        leave();
        out.append("-- ").append(text.stripTrailing()).append('\n');
    }

    /// The result of a statement, headed and ready to be written to.
    private PsqlResult result(int ordinal, long micros) throws IOException {
        PsqlResult open = results.get(ordinal);
        if (open != null && current == ordinal) {
            return open;
        }
        leave();
        current = ordinal;
        StatementHead head = waiting.remove(ordinal);
        if (open == null) {
            StatementHead known = head != null ? head : StatementHead.unknown(ordinal, micros);
            open = new PsqlResult(out, known.sql(), options.rows());
            results.put(ordinal, open);
            moment(known.ordinal(), known.micros(), "");
            if (known.mark() != null) {
                out.append("-- mark: ").append(Visible.line(known.mark())).append('\n');
            }
            prompt.write(out, known.sql());
            out.append(known.parameterLines());
        } else {
            moment(ordinal, micros, "  (continued)");
        }
        return open;
    }

    private void moment(int ordinal, long micros, String rest) throws IOException {
        out.append("\n-- #")
                .append(Integer.toString(ordinal))
                .append("  ")
                .append(FactText.offset(micros))
                .append("  ")
                .append(Visible.line(options.linkPrefix()))
                .append("#q=")
                .append(Integer.toString(ordinal))
                .append(rest)
                .append('\n');
    }

    private void leave() throws IOException {
        @Nullable PsqlResult open = results.get(current);
        if (open != null) {
            open.pause();
        }
        current = 0;
    }
}
