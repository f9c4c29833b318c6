package dev.postern.broker.audit;

import dev.postern.broker.store.sql.AuditRow;
import dev.postern.json.Json;
import dev.postern.json.MalformedJsonException;
import dev.postern.sitelog.SiteKey;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;

/// An audit event as a leaf of the site log: one JSON object in UTF-8.
///
/// | member | value |
/// | --- | --- |
/// | `id` | number of the leaf, from 1 |
/// | `at` | UTC, to the microsecond |
/// | `code` | what happened, see [AuditCode] |
/// | `person` | `id`, `name` and `email`, or null |
/// | `address` | where the request came from, or empty |
/// | `target`, `session` | or null |
/// | `detail` | an object |
/// | `text` | one sentence |
final class AuditLeaf {

    private AuditLeaf() {}

    /// The leaf of an event.
    ///
    /// @param index its number, from 0
    static byte[] of(long index, Instant at, AuditTrail.NewEvent event) {
        Actor person = event.person();
        Map<String, @Nullable Object> leaf = new LinkedHashMap<>();
        leaf.put("id", index + 1);
        leaf.put("at", at.truncatedTo(ChronoUnit.MICROS).toString());
        leaf.put("code", event.code().text());
        leaf.put("person", person == null ? null : members(person));
        leaf.put("address", event.address());
        leaf.put("target", event.target());
        leaf.put("session", event.session());
        leaf.put("detail", event.detail());
        leaf.put("text", event.sentence());
        return Json.writeBytes(leaf);
    }

    /// The leaf that says that a key began to sign.
    static byte[] keyBegins(long index, Instant at, int epoch, SiteKey before, SiteKey after) {
        Map<String, Object> detail = new LinkedHashMap<>();
        detail.put("epoch", epoch);
        detail.put("key", after.fingerprint());
        detail.put("before", before.fingerprint());
        return of(
                index,
                at,
                new AuditTrail.NewEvent(
                        AuditCode.KEY_BEGAN,
                        null,
                        "",
                        null,
                        null,
                        detail,
                        "Key " + epoch + " signs from now on; the one before was destroyed."));
    }

    private static Map<String, Object> members(Actor person) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("id", person.id());
        members.put("name", person.name());
        members.put("email", person.email());
        return members;
    }

    /// The row that a leaf makes.
    ///
    /// @throws AuditException if it is no leaf with this number
    static AuditRow row(long index, byte[] leaf) {
        try {
            Map<String, @Nullable Object> members = Json.readObject(leaf);
            if (!Long.valueOf(index + 1).equals(members.get("id"))) {
                throw new AuditException(
                        "leaf " + index + " of the site log says that it is " + members.get("id"));
            }
            Map<?, ?> person = members.get("person") instanceof Map<?, ?> who ? who : Map.of();
            return new AuditRow(
                    index + 1,
                    ChronoUnit.MICROS.between(Instant.EPOCH, Instant.parse(need(members, "at"))),
                    need(members, "code"),
                    text(person.get("id")),
                    text(person.get("name")),
                    text(person.get("email")),
                    need(members, "address"),
                    text(members.get("target")),
                    text(members.get("session")),
                    Json.write(members.get("detail")),
                    need(members, "text"));
        } catch (MalformedJsonException | DateTimeException e) {
            throw new AuditException(
                    "leaf "
                            + index
                            + " of the site log is no audit event: "
                            + e.getMessage()
                            + "; "
                            + new String(
                                            leaf,
                                            0,
                                            Math.min(40, leaf.length),
                                            StandardCharsets.US_ASCII)
                                    .replaceAll("[^ -~]", "?"),
                    e);
        }
    }

    private static String need(Map<String, @Nullable Object> members, String name) {
        if (members.get(name) instanceof String text) {
            return text;
        }
        throw new AuditException("an event in the site log has no text \"" + name + "\"");
    }

    private static @Nullable String text(@Nullable Object value) {
        return value instanceof String text ? text : null;
    }
}
