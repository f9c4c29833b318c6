package dev.postern.broker.index;

import dev.postern.broker.mask.MaskRules;
import dev.postern.broker.store.sql.ActRow;
import dev.postern.broker.store.sql.SessionBatch;
import dev.postern.broker.store.sql.SessionDigest;
import dev.postern.broker.store.sql.SessionRow;
import dev.postern.broker.store.sql.StatementRow;
import dev.postern.broker.store.sql.StatementTrait;
import dev.postern.broker.store.value.ValueTokenizer;
import dev.postern.event.SessionAct;
import dev.postern.event.SessionActs;
import dev.postern.event.SessionEvent;
import dev.postern.event.SessionEvent.BrokerFact;
import dev.postern.event.SessionEvent.Outcome;
import dev.postern.event.SessionEvent.SessionEnded;
import dev.postern.event.SessionEvent.SessionStarted;
import dev.postern.event.SessionEvent.SettingChanged;
import dev.postern.event.SessionEvent.StatementFinished;
import dev.postern.event.SessionEvent.StatementStarted;
import dev.postern.event.SessionEvent.TransactionFinished;
import dev.postern.export.ClientEncoding;
import dev.postern.export.ResultJson;
import dev.postern.json.Json;
import dev.postern.sql.AccessScope;
import dev.postern.sql.grammar.Reading;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// Derives the index rows of one session from its events.
///
/// Statements that were started and not answered are in [#take] too, without a duration, until they are.
/// Not thread-safe.
final class SessionIndexer {

    private static final int MAX_SQL_CHARS = 1 << 20;
    private static final int MAX_PARAMETERS = 200;
    private static final int MAX_PARAMETER_BYTES = 1_000;
    private static final String NO_PARAMETERS = "[]";

    private final SessionFacts facts;
    private final Map<Integer, StatementStarted> running = new LinkedHashMap<>();
    private final Map<Integer, String> parameters = new LinkedHashMap<>();
    private final List<StatementRow> finished = new ArrayList<>();
    private final SessionActs upon = new SessionActs();
    private final List<ActRow> acts = new ArrayList<>();
    private final Set<Integer> cancelled = new HashSet<>();
    private final Set<Integer> unscoped = new HashSet<>();
    private final TransactionEnds transactions = new TransactionEnds();
    private final Digesting digest = new Digesting();
    private final ValueCollector values;
    private final MaskRules rules;
    private SensitiveValues sensitive;
    private @Nullable ScopeWatch watch;
    private ClientEncoding encoding = ClientEncoding.UTF8;
    private long statements;
    private long errors;
    private long writes;
    private long rows;
    private long acted;

    /// @param rules which columns are classed
    SessionIndexer(String session, ValueTokenizer tokenizer, MaskRules rules) {
        this.facts = new SessionFacts(session);
        this.rules = rules;
        this.sensitive = new SensitiveValues(rules, "");
        this.values = new ValueCollector(tokenizer);
    }

    /// @param message the number of the last message that was read whole
    void event(SessionEvent event, long message) {
        facts.messages(event.message());
        SessionAct act = upon.take(event);
        if (act != null) {
            act(act);
        }
        values.event(event);
        digest.event(event);
        switch (event) {
            case SessionStarted e -> {
                facts.started(e.facts());
                sensitive = new SensitiveValues(rules, facts.target());
                AccessScope scope = facts.scope();
                watch = scope == null ? null : new ScopeWatch(scope);
            }
            case SettingChanged e -> {
                if (watch != null) {
                    watch.setting(e.name(), e.value());
                }
                if (e.name().equals("client_encoding")) {
                    encoding = ClientEncoding.of(e.value());
                }
            }
            case StatementStarted e -> started(e);
            case SessionEvent.RowReturned e -> {
                rows++;
                sensitive.row(e);
            }
            case SessionEvent.ResultsReturned e -> {
                rows += e.copy() ? 0 : e.count();
                sensitive.results(e);
            }
            case StatementFinished e -> finished(e);
            case TransactionFinished e -> transactions.ended(e.transaction(), lower(e.outcome()));
            case SessionEvent.SavepointRolledBack e ->
                    transactions.undone(e.transaction(), e.from(), e.to());
            case BrokerFact e -> facts.fact(e.kind(), e.micros(), e.facts(), message);
            case SessionEnded e -> facts.ended(e);
            case SessionEvent.ColumnsDescribed e -> sensitive.described(sql(e.ordinal()), e);
            case SessionEvent.CopyStarted e -> sensitive.copyStarted(sql(e.ordinal()), e, encoding);
            case SessionEvent.CopyData e -> sensitive.copyData(e);
            case SessionEvent.ErrorRaised ignored -> {}
            case SessionEvent.NoticeRaised ignored -> {}
            case SessionEvent.TransactionChanged ignored -> {}
            case SessionEvent.Notified ignored -> {}
        }
    }

    /// The SQL of a statement that runs.
    private String sql(int ordinal) {
        StatementStarted start = running.get(ordinal);
        return start == null ? "" : start.sql();
    }

    private void act(SessionAct act) {
        SessionAct.By by = act.by();
        acted++;
        digest.act(act);
        acts.add(
                new ActRow(
                        acted,
                        act.kind().word(),
                        act.micros(),
                        upon.lastOrdinal(),
                        by == null
                                ? null
                                : new ActRow.By(
                                        clean(by.id()), clean(by.name()), clean(by.email())),
                        clean(act.reason()),
                        clean(act.text())));
        if (act.kind() == SessionAct.Kind.CANCELLED) {
            cancelled.addAll(running.keySet());
        }
    }

    private void started(StatementStarted event) {
        statements++;
        transactions.started(event.transaction(), event.ordinal());
        watchScope(event);
        if (!event.parameters().isEmpty()) {
            parameters.put(event.ordinal(), bound(event.parameters()));
        }
        // The values are views that end with the event: only their text is kept.
        running.put(
                event.ordinal(),
                new StatementStarted(
                        event.message(),
                        event.micros(),
                        event.ordinal(),
                        event.protocol(),
                        event.sql(),
                        event.statementName(),
                        List.of(),
                        event.transaction()));
    }

    private String bound(List<SessionEvent.Parameter> all) {
        int count = Math.min(MAX_PARAMETERS, all.size());
        return Json.write(
                ResultJson.parameters(all.subList(0, count), encoding, MAX_PARAMETER_BYTES));
    }

    private void watchScope(StatementStarted event) {
        if (watch != null) {
            String sql = clean(event.sql());
            if (watch.isBeyond(sql, Verbs.read(sql))) {
                unscoped.add(event.ordinal());
            }
        }
    }

    private void finished(StatementFinished event) {
        StatementStarted start = running.remove(event.ordinal());
        long classed = sensitive.take(event.ordinal());
        if (start == null) {
            return;
        }
        StatementRow row = row(start, event, classed);
        parameters.remove(event.ordinal());
        cancelled.remove(event.ordinal());
        unscoped.remove(event.ordinal());
        finished.add(row);
        digest.finished(row);
        if (event.outcome() == Outcome.FAILED || event.outcome() == Outcome.CANCELLED) {
            errors++;
        }
        if (row.result().wrote()) {
            writes++;
        }
    }

    /// @param classed how many values it returned in classed columns
    private StatementRow row(
            StatementStarted start, @Nullable StatementFinished end, long classed) {
        String sql = clean(start.sql());
        boolean cut = sql.length() > MAX_SQL_CHARS;
        String tag = end == null ? "" : clean(end.tag());
        Reading reading = Verbs.read(sql);
        String verb = Verbs.of(tag, reading);
        String values = parameters.getOrDefault(start.ordinal(), NO_PARAMETERS);
        StatementRow.Result result =
                end == null
                        ? new StatementRow.Result("no_answer", null, 0, 0, false, null)
                        : result(
                                end,
                                tag,
                                end.outcome() == Outcome.COMPLETED
                                        && Verbs.wrote(tag, reading, sql),
                                classed);
        SessionActs.Wait wait = upon.waitOf(start.ordinal());
        Long held = wait == null ? null : wait.micros();
        return new StatementRow(
                facts.session(),
                start.ordinal(),
                new StatementRow.Timing(
                        start.message(),
                        facts.startedAt() + start.micros(),
                        start.micros(),
                        end == null || end.outcome() == Outcome.NO_ANSWER
                                ? null
                                : end.micros() - start.micros() - (held == null ? 0 : held),
                        held),
                new StatementRow.Text(
                        lower(start.protocol()),
                        verb,
                        cut ? sql.substring(0, MAX_SQL_CHARS) : sql,
                        cut,
                        values,
                        traits(
                                start.ordinal(),
                                TraitReader.of(sql, verb, reading, values, result),
                                unscoped.contains(start.ordinal())
                                        && !ScopeWatch.isMistake(reading, result.error()))),
                result,
                new StatementRow.Transaction(
                        start.transaction(), StatementRow.Transaction.RUNNING));
    }

    /// `own`, what was done to the statement, and whether it goes beyond what the session is for.
    private StatementRow.Traits traits(int ordinal, StatementRow.Traits own, boolean isUnscoped) {
        boolean waited = upon.waitOf(ordinal) != null;
        boolean wasCancelled = cancelled.contains(ordinal);
        if (!waited && !wasCancelled && !isUnscoped) {
            return own;
        }
        Set<StatementTrait> all = EnumSet.noneOf(StatementTrait.class);
        all.addAll(own.all());
        if (waited) {
            all.add(StatementTrait.HOLD);
        }
        if (wasCancelled) {
            all.add(StatementTrait.CANCEL);
        }
        if (isUnscoped) {
            all.add(StatementTrait.UNSCOPED);
        }
        return new StatementRow.Traits(own.noise(), all);
    }

    private static StatementRow.Result result(
            StatementFinished end, String tag, boolean wrote, long classed) {
        SessionEvent.ServerReport error = end.error();
        StatementRow.Failure failure = null;
        if (error != null) {
            String position = error.fields().get('P');
            failure =
                    new StatementRow.Failure(
                            clean(error.severity()),
                            clean(error.sqlState()),
                            clean(error.text()),
                            cleanOrNull(error.fields().get('D')),
                            cleanOrNull(error.fields().get('H')),
                            position != null && position.matches("[0-9]{1,9}")
                                    ? Integer.valueOf(position)
                                    : null);
        }
        return new StatementRow.Result(
                lower(end.outcome()),
                tag.isEmpty() ? null : tag,
                end.rows(),
                end.bytes(),
                wrote,
                failure,
                classed);
    }

    /// The rows that are new or changed since the last call: finished statements, those still running, and what became
    /// of transactions.
    ///
    /// @param sealed    the verdict in the recording's footer; null if it is not sealed yet
    /// @param fromStart whether what is stored of the session is to be replaced
    SessionBatch take(
            long frontendBytes,
            long backendBytes,
            @Nullable Map<String, @Nullable Object> sealed,
            boolean fromStart) {
        List<StatementRow> ended = new ArrayList<>(finished.size());
        finished.forEach(row -> ended.add(transactions.resolve(row)));
        finished.clear();
        List<StatementRow> unanswered = new ArrayList<>(running.size());
        running.values()
                .forEach(start -> unanswered.add(transactions.resolve(row(start, null, 0))));
        List<ActRow> news = List.copyOf(acts);
        acts.clear();
        return new SessionBatch(
                session(frontendBytes, backendBytes, digest.take(unanswered), sealed),
                ended,
                unanswered,
                transactions.take(),
                values.take(statements, facts.isEnded()),
                news,
                facts.approvedAt(),
                fromStart);
    }

    /// How many statements wait for [#take].
    int pending() {
        return finished.size();
    }

    boolean isKnown() {
        return facts.isKnown();
    }

    boolean isEnded() {
        return facts.isEnded();
    }

    private SessionRow session(
            long frontendBytes,
            long backendBytes,
            SessionDigest come,
            @Nullable Map<String, @Nullable Object> sealed) {
        return facts.row(
                new SessionRow.Counts(
                        statements,
                        errors,
                        writes,
                        rows,
                        frontendBytes,
                        backendBytes,
                        facts.messages()),
                come,
                sealed);
    }

    private static String lower(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    private static @Nullable String cleanOrNull(@Nullable String text) {
        return text == null ? null : clean(text);
    }

    /// A byte that was no text is a lone surrogate in an event: no database takes it.
    private static String clean(String text) {
        if (isClean(text)) {
            return text;
        }
        return text.codePoints()
                .map(c -> c == 0 || Character.getType(c) == Character.SURROGATE ? 0xFFFD : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    private static boolean isClean(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == 0 || Character.isSurrogate(c)) {
                return c != 0
                        && text.codePoints()
                                .noneMatch(each ->
                                        each == 0
                                                || Character.getType(each) == Character.SURROGATE);
            }
        }
        return true;
    }
}
