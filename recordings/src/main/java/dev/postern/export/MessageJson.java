package dev.postern.export;

import dev.postern.json.Json;
import dev.postern.recording.Entry;
import dev.postern.replay.WireMessage;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Messages and facts as the JSON objects of the HTTP API; written one a line.
public final class MessageJson {

    private final Appendable out;
    private final String session;

    /// @param session the session's ULID, repeated in every object
    public MessageJson(Appendable out, String session) {
        this.out = out;
        this.session = session;
    }

    /// Writes a message.
    public void message(WireMessage message) throws IOException {
        write(object(message));
    }

    /// Writes a fact.
    public void fact(Entry.Fact fact) throws IOException {
        write(object(fact));
    }

    private void write(Map<String, @Nullable Object> object) throws IOException {
        object.put("session", session);
        out.append(Json.write(object)).append('\n');
    }

    /// Writes a message of which only `fields` are shown.
    public void message(WireMessage message, List<MessageFields.Field> fields) throws IOException {
        write(object(message, fields));
    }

    /// A message of which only `fields` are shown, not its bytes.
    public static Map<String, @Nullable Object> object(
            WireMessage message, List<MessageFields.Field> fields) {
        Map<String, @Nullable Object> object = object(message);
        object.put("fields", fields(fields));
        object.put("hex", "");
        object.put("masked", true);
        return object;
    }

    /// A message.
    public static Map<String, @Nullable Object> object(WireMessage message) {
        Map<String, @Nullable Object> object = new LinkedHashMap<>();
        object.put("number", message.number());
        object.put(
                "from",
                message.isFromBroker() ? "broker" : message.isToServer() ? "client" : "server");
        object.put("to", message.isToServer() ? "server" : "client");
        object.put(
                "type",
                message.type() == WireMessage.STARTUP
                        ? null
                        : Character.toString((char) message.type()));
        object.put("name", MessageNames.of(message));
        object.put("length", message.length());
        object.put("atSeconds", message.micros() / 1e6);
        object.put("fields", fields(MessageFields.of(message)));
        object.put("hex", ValueText.digits(message.raw()));
        object.put("truncated", message.isTruncated());
        return object;
    }

    private static List<Object> fields(List<MessageFields.Field> fields) {
        List<Object> all = new ArrayList<>();
        for (MessageFields.Field field : fields) {
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("name", field.name());
            one.put("value", field.value());
            one.put("offset", field.offset());
            one.put("length", field.length());
            all.add(one);
        }
        return all;
    }

    /// A fact of the broker, which stands among the messages.
    public static Map<String, @Nullable Object> object(Entry.Fact fact) {
        Map<String, @Nullable Object> object = new LinkedHashMap<>();
        object.put("number", 0);
        object.put("from", "broker");
        object.put("type", null);
        object.put("name", fact.kind());
        object.put("atSeconds", fact.micros() / 1e6);
        object.put("fact", fact.facts());
        return object;
    }
}
