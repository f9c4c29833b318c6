package dev.postern.broker.notify;

import dev.postern.broker.store.sql.OutboxRow;
import dev.postern.json.Json;
import dev.postern.json.MalformedJsonException;

import org.jspecify.annotations.Nullable;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// A message as it stands in the outbox, and as receivers read it.
///
/// @param id     names it for good, so that a receiver knows one that comes twice
/// @param fields `event`, `at`, `text`, `link` and what else there is
record Message(String id, String event, Map<String, @Nullable Object> fields) {

    private static final int LONGEST = 2_000;

    static Message of(OutboxRow row) {
        try {
            return new Message(row.eventKey(), row.event(), Json.readObject(row.body()));
        } catch (MalformedJsonException e) {
            throw new IllegalStateException(
                    "the message " + row.eventKey() + " of the outbox is not JSON", e);
        }
    }

    /// The event as JSON.
    String json() {
        Map<String, @Nullable Object> document = new LinkedHashMap<>();
        document.put("schemaVersion", 1);
        document.put("id", id);
        document.putAll(fields);
        return Json.write(document);
    }

    /// As chats in the manner of Slack take it. What people wrote can neither mark up nor call anybody.
    String slack() {
        String text = escaped(text());
        String reason = field("reason").isEmpty() ? "" : "\n>" + escaped(field("reason"));
        String scope = scope().isEmpty() ? "" : "\nScope: " + escaped(scope());
        String link = link().isEmpty() ? "" : "\n<" + link() + "|Open in Postern>";
        Map<String, Object> section =
                Map.of(
                        "type",
                        "section",
                        "text",
                        Map.of("type", "mrkdwn", "text", sign() + text + reason + scope + link));
        return Json.write(Map.of("text", sign() + text, "blocks", List.of(section)));
    }

    /// The subject of a mail.
    String subject() {
        return "[Postern] " + line(text());
    }

    /// The text of a mail.
    String mail() {
        StringBuilder mail = new StringBuilder(text()).append("\n\n");
        if (!field("reason").isEmpty()) {
            mail.append("Reason: ").append(field("reason")).append('\n');
        }
        if (!field("ticket").isEmpty()) {
            mail.append("Ticket: ").append(field("ticket")).append('\n');
        }
        if (!scope().isEmpty()) {
            mail.append("Scope: ").append(scope()).append('\n');
        }
        if (!link().isEmpty()) {
            mail.append("\n").append(link()).append('\n');
        }
        return mail.append("\nEvent ")
                .append(event)
                .append(", ")
                .append(id)
                .append('\n')
                .toString();
    }

    /// The e-mail of the person whose request it is about, or empty.
    String requester() {
        return field("requester");
    }

    private String sign() {
        return event.equals(News.REQUEST_BROKE_GLASS.text()) ? ":rotating_light: " : "";
    }

    private String text() {
        return fields.get("text") instanceof String text ? cut(text) : event;
    }

    private String link() {
        return fields.get("link") instanceof String link ? link : "";
    }

    private String field(String name) {
        return fields.get("detail") instanceof Map<?, ?> detail
                        && detail.get(name) instanceof String text
                ? cut(text)
                : "";
    }

    /// The tables that a request is for, or empty.
    private String scope() {
        return fields.get("detail") instanceof Map<?, ?> detail
                        && detail.get("scope") instanceof List<?> entries
                ? cut(entries.stream().map(String::valueOf).collect(Collectors.joining(", ")))
                : "";
    }

    private static String escaped(String text) {
        return line(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }

    private static String line(String text) {
        return text.replaceAll("\\p{Cntrl}+", " ");
    }

    private static String cut(String text) {
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "…";
    }
}
