package dev.postern.broker.store.sql;

import dev.postern.json.Json;
import dev.postern.json.MalformedJsonException;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A place where a recording lacks something. Times are microseconds since the start of the session.
///
/// @param after      the number of the last message before it, 0 if there is none
/// @param isAtEnd    whether nothing that was sent comes behind it
/// @param cause      why, in words
/// @param fromMicros since when something is lacking
/// @param toMicros   until when, or null if that is not known
/// @param messages   how many are lacking, or null if that is not known
/// @param bytes      how many are lacking, or null if that is not known
public record GapRow(
        long after,
        boolean isAtEnd,
        String cause,
        long fromMicros,
        @Nullable Long toMicros,
        @Nullable Long messages,
        @Nullable Long bytes) {

    /// As [#read] takes them; empty for none.
    static String write(List<GapRow> gaps) {
        if (gaps.isEmpty()) {
            return "";
        }
        List<Map<String, @Nullable Object>> values = new ArrayList<>();
        for (GapRow gap : gaps) {
            Map<String, @Nullable Object> value = new LinkedHashMap<>();
            value.put("after", gap.after);
            value.put("end", gap.isAtEnd);
            value.put("cause", gap.cause);
            value.put("from", gap.fromMicros);
            value.put("to", gap.toMicros);
            value.put("messages", gap.messages);
            value.put("bytes", gap.bytes);
            values.add(value);
        }
        return Json.write(values);
    }

    static List<GapRow> read(String text) {
        if (text.isEmpty()) {
            return List.of();
        }
        try {
            List<GapRow> gaps = new ArrayList<>();
            if (Json.read(text) instanceof List<?> values) {
                for (Object value : values) {
                    if (value instanceof Map<?, ?> map) {
                        gaps.add(read(map));
                    }
                }
            }
            return List.copyOf(gaps);
        } catch (MalformedJsonException e) {
            throw new IllegalStateException("the index holds gaps that are no JSON", e);
        }
    }

    private static GapRow read(Map<?, ?> value) {
        Long after = number(value, "after");
        Long from = number(value, "from");
        return new GapRow(
                after == null ? 0 : after,
                Boolean.TRUE.equals(value.get("end")),
                String.valueOf(value.get("cause")),
                from == null ? 0 : from,
                number(value, "to"),
                number(value, "messages"),
                number(value, "bytes"));
    }

    private static @Nullable Long number(Map<?, ?> value, String name) {
        return value.get(name) instanceof Number number ? number.longValue() : null;
    }
}
