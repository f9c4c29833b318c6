package dev.postern.broker.http;

import dev.postern.broker.store.sql.SessionRow;
import dev.postern.export.MessageJson;
import dev.postern.recording.Entry;
import dev.postern.recording.RecordingFile;
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

/// Some messages of a session with their fields, and the broker's facts among them.
final class MessagePage implements MessageReplay.Listener {

    private final SessionRow session;
    private final long after;
    private final int limit;
    private final List<Object> items = new ArrayList<>();
    private long last;
    private int messages;
    private boolean more;

    private MessagePage(SessionRow session, long after, int limit) {
        this.session = session;
        this.after = after;
        this.limit = limit;
    }

    /// The API's answer for the `limit` messages behind number `after`.
    static Map<String, @Nullable Object> read(
            RecordingFile recording, SessionRow session, long after, int limit) throws IOException {
        MessagePage page = new MessagePage(session, after, limit);
        try (MessageReplay replay =
                MessageReplay.open(recording, MessageCutter.DEFAULT_RAW_LIMIT)) {
            boolean entries = true;
            while (entries && !page.more) {
                entries = replay.step(page);
            }
        }
        Map<String, @Nullable Object> answer = new LinkedHashMap<>();
        answer.put("items", page.items);
        answer.put("nextAfter", page.more ? after + page.messages : null);
        return answer;
    }

    @Override
    public void message(WireMessage message) {
        last = Math.max(last, message.number());
        if (last <= after && !(after == 0 && message.number() == 0)) {
            return;
        }
        if (message.number() > 0 && messages >= limit) {
            more = true;
        }
        if (!more) {
            messages += message.number() > 0 ? 1 : 0;
            items.add(placed(MessageJson.object(message), message.micros()));
        }
    }

    @Override
    public void fact(Entry.Fact fact) {
        boolean inPage = last > after || (after == 0 && last == 0);
        if (inPage && !more) {
            items.add(placed(MessageJson.object(fact), fact.micros()));
        }
    }

    private Map<String, @Nullable Object> placed(
            Map<String, @Nullable Object> object, long micros) {
        object.put(
                "at",
                ApiJson.time(
                        Instant.EPOCH.plus(
                                session.lifetime().startedAt() + micros, ChronoUnit.MICROS)));
        return object;
    }
}
