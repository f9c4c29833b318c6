package dev.postern.cli.api;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Reads fields of an API answer; a missing or differently typed field reads as empty, because fields are only ever
/// added.
public final class Answer {

    private Answer() {}

    /// A text field, or empty.
    public static String text(Map<String, ?> object, String name) {
        return object.get(name) instanceof String text ? text : "";
    }

    /// A number field, or 0.
    public static long number(Map<String, ?> object, String name) {
        return object.get(name) instanceof Number number ? number.longValue() : 0;
    }

    /// A boolean field, or false.
    public static boolean flag(Map<String, ?> object, String name) {
        return Boolean.TRUE.equals(object.get(name));
    }

    /// An object field, or an empty object.
    public static Map<String, @Nullable Object> object(Map<String, ?> object, String name) {
        return asObject(object.get(name));
    }

    /// The objects of an array field.
    public static List<Map<String, @Nullable Object>> objects(Map<String, ?> object, String name) {
        List<Map<String, @Nullable Object>> objects = new ArrayList<>();
        if (object.get(name) instanceof List<?> list) {
            list.forEach(e -> objects.add(asObject(e)));
        }
        return objects;
    }

    /// The texts of an array field.
    public static List<String> texts(Map<String, ?> object, String name) {
        List<String> texts = new ArrayList<>();
        if (object.get(name) instanceof List<?> list) {
            list.forEach(e -> texts.add(String.valueOf(e)));
        }
        return texts;
    }

    @SuppressWarnings("unchecked") // Json's objects have text keys
    private static Map<String, @Nullable Object> asObject(@Nullable Object value) {
        return value instanceof Map<?, ?> map ? (Map<String, @Nullable Object>) map : Map.of();
    }
}
