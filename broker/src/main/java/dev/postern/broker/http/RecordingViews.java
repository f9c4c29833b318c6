package dev.postern.broker.http;

import dev.postern.broker.index.SealedVerdict;
import dev.postern.broker.mask.SessionMask;
import dev.postern.broker.store.sql.GapRow;
import dev.postern.broker.store.sql.SessionDigest;
import dev.postern.broker.store.sql.SessionRisk;
import dev.postern.broker.store.sql.SessionRow;
import dev.postern.broker.store.sql.SessionSpark;
import dev.postern.broker.store.sql.StatementRow;
import dev.postern.broker.store.sql.StatementTrait;
import dev.postern.json.Json;
import dev.postern.json.MalformedJsonException;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Sessions, statements and snippets as the API's objects.
final class RecordingViews {

    private static final double MICROS = 1e6;
    private static final int SNIPPET_BEFORE = 40;
    private static final int SNIPPET_CHARS = 200;

    private RecordingViews() {}

    /// SESSION without its counts.
    static Map<String, @Nullable Object> sessionBrief(SessionRow row, Instant now) {
        Map<String, @Nullable Object> view = new LinkedHashMap<>();
        view.put("id", row.id());
        view.put("person", person(row));
        view.put("groups", row.who().groups());
        view.put("target", row.where().target());
        view.put("database", row.where().database());
        view.put("databaseRole", row.where().role());
        view.put("application", row.where().application());
        view.put("clientAddress", row.where().clientAddress());
        SessionRow.Lifetime lifetime = row.lifetime();
        Long ended = lifetime.endedAt();
        long until = ended == null ? ChronoUnit.MICROS.between(Instant.EPOCH, now) : ended;
        view.put("startedAt", time(lifetime.startedAt()));
        view.put("endedAt", ended == null ? null : time(ended));
        view.put("durationSeconds", Math.max(0, until - lifetime.startedAt()) / MICROS);
        view.put("state", lifetime.state());
        view.put("endReason", lifetime.endReason());
        view.put("endText", lifetime.endText());
        view.put("grant", row.who().grant());
        view.put("ticket", row.who().ticket().isEmpty() ? null : row.who().ticket());
        return view;
    }

    static Map<String, Object> person(SessionRow row) {
        Map<String, Object> person = new LinkedHashMap<>();
        person.put("id", row.who().personId());
        person.put("name", row.who().name());
        person.put("email", row.who().email());
        return person;
    }

    /// SESSION.
    static Map<String, @Nullable Object> session(SessionRow row, Instant now) {
        Map<String, @Nullable Object> view = sessionBrief(row, now);
        SessionRow.Counts counts = row.counts();
        view.put("statements", counts.statements());
        view.put("errors", counts.errors());
        view.put("writes", counts.writes());
        view.put("rowsReturned", counts.rowsReturned());
        view.put("frontendBytes", counts.frontendBytes());
        view.put("backendBytes", counts.backendBytes());
        view.put("messages", counts.messages());
        view.put("complete", row.verdict().complete());
        SealedVerdict sealed = SealedVerdict.of(row.verdict());
        view.put("verdict", sealed == null ? row.verdict().text() : sealed.text());
        view.put("seal", sealed == null ? "not-yet-sealed" : "sealed");
        view.put("sealedVerdict", sealed == null ? null : sealed.members());
        view.put("gaps", row.verdict().gaps().stream().map(gap -> gap(row, gap)).toList());
        view.put("review", null);
        SessionDigest digest = row.digest();
        view.put("spark", digest == null ? null : spark(digest.spark()));
        view.put("risk", risk(SessionRisk.of(row.who().breakGlass(), digest)));
        return view;
    }

    private static @Nullable Map<String, Object> risk(SessionRisk.@Nullable Found risk) {
        if (risk == null) {
            return null;
        }
        Map<String, Object> view = new LinkedHashMap<>();
        view.put("level", risk.risk().word());
        view.put("reasons", risk.reasons());
        return view;
    }

    private static Map<String, Object> spark(SessionSpark spark) {
        Map<String, Object> view = new LinkedHashMap<>();
        view.put("seconds", spark.micros() / MICROS);
        view.put("bars", spark.bars());
        view.put("errors", List.copyOf(spark.errors()));
        view.put("writes", List.copyOf(spark.writes()));
        return view;
    }

    private static Map<String, @Nullable Object> gap(SessionRow session, GapRow gap) {
        long start = session.lifetime().startedAt();
        Long until = gap.toMicros();
        Map<String, @Nullable Object> view = new LinkedHashMap<>();
        view.put("after", gap.after());
        view.put("before", gap.isAtEnd() ? null : gap.after() + 1);
        view.put("cause", gap.cause());
        view.put("from", time(start + gap.fromMicros()));
        view.put("to", until == null ? null : time(start + until));
        view.put("messages", gap.messages());
        view.put("bytes", gap.bytes());
        return view;
    }

    /// STATEMENT.
    ///
    /// @param mask what is shown of its session
    static Map<String, @Nullable Object> statement(SessionMask mask, StatementRow whole) {
        StatementRow row = mask.statement(whole);
        Map<String, @Nullable Object> view = new LinkedHashMap<>();
        view.put("session", row.session());
        view.put("ordinal", row.ordinal());
        StatementRow.Timing timing = row.timing();
        view.put("message", timing.message());
        view.put("atSeconds", timing.atMicros() / MICROS);
        view.put("startedAt", time(timing.startedAt()));
        Long duration = timing.durationMicros();
        view.put("durationSeconds", duration == null ? null : duration / MICROS);
        Long held = timing.heldMicros();
        view.put("heldSeconds", held == null ? null : held / MICROS);
        view.put("protocol", row.text().protocol());
        view.put("sql", row.text().sql());
        view.put("sqlTruncated", row.text().sqlTruncated());
        view.put("parameters", parameters(row.text().parameters()));
        view.put("outcome", row.result().outcome());
        view.put("tag", row.result().tag());
        view.put("rows", row.result().rows());
        view.put("bytes", row.result().bytes());
        view.put("sensitive", row.result().sensitive());
        view.put("error", error(row.result().error()));
        StatementRow.Transaction transaction = row.transaction();
        view.put("transaction", transaction == null ? null : transaction.number());
        view.put("transactionOutcome", transaction == null ? null : transaction.outcome());
        view.put("verb", row.text().verb());
        view.put("fingerprint", whole.fingerprint());
        view.put("tables", whole.tables());
        StatementRow.Traits traits = row.text().traits();
        view.put("noise", traits.noise().isEmpty() ? null : traits.noise());
        view.put("mark", row.mark());
        view.put("traits", traits(traits, false));
        view.put("new", traits(traits, true));
        return view;
    }

    private static List<String> traits(StatementRow.Traits traits, boolean news) {
        return traits.all().stream()
                .filter(trait -> trait != StatementTrait.NOISE && trait.isNovelty() == news)
                .sorted()
                .map(StatementTrait::word)
                .toList();
    }

    private static @Nullable Object parameters(String json) {
        try {
            return Json.read(json);
        } catch (MalformedJsonException e) {
            throw new IllegalStateException("the index holds parameters that are no JSON", e);
        }
    }

    private static @Nullable Map<String, @Nullable Object> error(
            StatementRow.@Nullable Failure error) {
        if (error == null) {
            return null;
        }
        Map<String, @Nullable Object> view = new LinkedHashMap<>();
        view.put("severity", error.severity());
        view.put("sqlState", error.sqlState());
        view.put("message", error.message());
        view.put("detail", error.detail());
        view.put("hint", error.hint());
        view.put("position", error.position());
        return view;
    }

    /// The stretch of the SQL, or else of the error, around the first of `words` in it; the words are marked.
    ///
    /// @param mask what is shown of its session
    static List<Map<String, Object>> snippet(
            SessionMask mask, StatementRow whole, List<String> words) {
        StatementRow row = mask.statement(whole);
        StatementRow.Failure error = row.result().error();
        String text = row.text().sql();
        int first = firstHit(text, words);
        if (first < 0 && error != null && firstHit(error.message(), words) >= 0) {
            text = error.message();
            first = firstHit(text, words);
        }
        int from = Math.max(0, first - SNIPPET_BEFORE);
        String shown = text.substring(from, Math.min(text.length(), from + SNIPPET_CHARS));
        List<Map<String, Object>> parts = new ArrayList<>();
        int at = 0;
        while (at < shown.length()) {
            int hit = firstHit(shown.substring(at), words);
            if (hit < 0) {
                parts.add(part(shown.substring(at), false));
                break;
            }
            if (hit > 0) {
                parts.add(part(shown.substring(at, at + hit), false));
            }
            int end = at + hit + lengthAt(shown, at + hit, words);
            parts.add(part(shown.substring(at + hit, end), true));
            at = end;
        }
        return parts;
    }

    private static Map<String, Object> part(String text, boolean hit) {
        Map<String, Object> part = new LinkedHashMap<>();
        part.put("text", text);
        part.put("hit", hit);
        return part;
    }

    private static int firstHit(String text, List<String> words) {
        String lower = text.toLowerCase(Locale.ROOT);
        int first = -1;
        for (String word : words) {
            int at = lower.indexOf(word.toLowerCase(Locale.ROOT));
            first = at >= 0 && at < text.length() && (first < 0 || at < first) ? at : first;
        }
        return first;
    }

    private static int lengthAt(String text, int at, List<String> words) {
        for (String word : words) {
            if (text.regionMatches(true, at, word, 0, word.length())) {
                return word.length();
            }
        }
        return 1;
    }

    static String time(long micros) {
        return ApiJson.time(Instant.EPOCH.plus(micros, ChronoUnit.MICROS));
    }
}
