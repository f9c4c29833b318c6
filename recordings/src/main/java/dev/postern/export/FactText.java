package dev.postern.export;

import org.jspecify.annotations.Nullable;

import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;

/// Facts of the broker in words; the caller escapes them.
final class FactText {

    private FactText() {}

    /// `key=value` pairs in the order of the map.
    static String of(Map<String, ? extends @Nullable Object> facts) {
        StringJoiner text = new StringJoiner(" ");
        facts.forEach((key, value) -> text.add(key + "=" + value));
        return text.toString();
    }

    /// Who, where and from where, of the `SESSION_STARTED` facts.
    static String started(Map<String, ? extends @Nullable Object> facts) {
        String person = "";
        if (facts.get("person") instanceof Map<?, ?> map) {
            Object name = map.get("name");
            person = name == null ? String.valueOf(map.get("subject")) : name.toString();
        }
        String address = "";
        if (facts.get("client") instanceof Map<?, ?> map && map.get("address") != null) {
            address = "  from " + map.get("address");
        }
        return person
                + "  "
                + string(facts, "target")
                + "/"
                + string(facts, "database")
                + " as "
                + string(facts, "databaseRole")
                + address
                + "  "
                + string(facts, "startedAt");
    }

    /// The fact as a string, empty if it is absent.
    static String string(Map<String, ? extends @Nullable Object> facts, String name) {
        Object value = facts.get(name);
        return value == null ? "" : value.toString();
    }

    /// Time since the start: `+12.345s`.
    static String offset(long micros) {
        return String.format(Locale.ROOT, "+%d.%03ds", micros / 1_000_000, micros / 1_000 % 1_000);
    }
}
