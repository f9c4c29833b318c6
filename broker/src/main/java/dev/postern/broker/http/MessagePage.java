package dev.postern.broker.http;

import dev.postern.broker.mask.MaskedRecording;
import dev.postern.broker.store.sql.SessionRow;
import dev.postern.broker.store.sql.StatementSpan;
import dev.postern.export.MessageJson;
import dev.postern.recording.Entry;
import dev.postern.replay.MessageCutter;
import dev.postern.replay.MessageReplay;
import dev.postern.replay.WireMessage;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongFunction;

/// Some messages of a session with their fields, and the broker's facts among them.
final class MessagePage implements MessageReplay.Listener {

    private final MaskedRecording recording;
    private final SessionRow session;
    private final long after;
    private final int limit;
    private final List<Map<String, @Nullable Object>> items = new ArrayList<>();
    private final List<Long> micros = new ArrayList<>();
    private long last;
    private int messages;
    private boolean more;

    private MessagePage(MaskedRecording recording, SessionRow session, long after, int limit) {
        this.recording = recording;
        this.session = session;
        this.after = after;
        this.limit = limit;
    }

    /// The API's answer for the `limit` messages behind number `after`.
    ///
    /// @param statements the statements that had begun by a message, in their order
    static Map<String, @Nullable Object> read(
            MaskedRecording recording,
            SessionRow session,
            long after,
            int limit,
            LongFunction<List<StatementSpan>> statements)
            throws IOException {
        MessagePage page = new MessagePage(recording, session, after, limit);
        try (MessageReplay replay =
                MessageReplay.openBefore(
                        recording.messages(), MessageCutter.DEFAULT_RAW_LIMIT, after)) {
            boolean entries = true;
            while (entries && !page.more) {
                entries = replay.step(page);
            }
        }
        page.nameStatements(statements.apply(after + page.messages));
        Map<String, @Nullable Object> answer = new LinkedHashMap<>();
        answer.put("items", page.items);
        answer.put("nextAfter", page.more ? after + page.messages : null);
        return answer;
    }

    @Override
    public void message(WireMessage message) throws IOException {
        last = Math.max(last, message.number());
        if (last <= after && !(after == 0 && message.number() == 0)) {
            return;
        }
        if (message.number() > 0 && messages >= limit) {
            more = true;
        }
        if (!more) {
            messages += message.number() > 0 ? 1 : 0;
            items.add(placed(object(message), message.micros()));
        }
    }

    private Map<String, @Nullable Object> object(WireMessage message) throws IOException {
        return recording.showsBytes(message)
                ? MessageJson.object(message)
                : MessageJson.object(message, recording.fields(message));
    }

    @Override
    public void fact(Entry.Fact fact) {
        boolean inPage = last > after || (after == 0 && last == 0);
        if (inPage && !more) {
            items.add(placed(MessageJson.object(fact), fact.micros()));
        }
    }

    /// Says to which statement each message belongs. What the client sends belongs to the statement that began last;
    /// the server answers in order, so what it sends belongs to the first one whose answer was not complete yet.
    private void nameStatements(List<StatementSpan> statements) {
        for (int i = 0; i < items.size(); i++) {
            Map<String, @Nullable Object> item = items.get(i);
            item.put(
                    "ordinal",
                    item.get("number") instanceof Long number && number > 0
                            ? ordinal(
                                    statements,
                                    number,
                                    "server".equals(item.get("from")) ? micros.get(i) : null)
                            : null);
        }
    }

    private static @Nullable Long ordinal(
            List<StatementSpan> statements, long number, @Nullable Long answeredAt) {
        Long last = null;
        for (StatementSpan statement : statements) {
            if (statement.message() > number) {
                break;
            }
            last = statement.ordinal();
            Long end = statement.endMicros();
            if (answeredAt != null && (end == null || end >= answeredAt)) {
                break;
            }
        }
        return last;
    }

    private Map<String, @Nullable Object> placed(Map<String, @Nullable Object> object, long at) {
        micros.add(at);
        object.putIfAbsent("to", null);
        object.putIfAbsent("length", 0);
        object.putIfAbsent("fields", List.of());
        object.putIfAbsent("hex", "");
        object.putIfAbsent("truncated", false);
        object.put(
                "at",
                ApiJson.time(
                        Instant.EPOCH.plus(
                                session.lifetime().startedAt() + at, ChronoUnit.MICROS)));
        return object;
    }
}
