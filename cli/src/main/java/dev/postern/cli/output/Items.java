package dev.postern.cli.output;

import dev.postern.json.Json;

import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// Reads, sorts and cuts down JSON objects by the names of [Fields].
final class Items {

    private Items() {}

    /// The value of a field, or null if it is missing.
    ///
    /// @param path member names with dots between them; a member whose own name has dots is found too
    static @Nullable Object value(Map<String, @Nullable Object> item, String path) {
        if (item.containsKey(path)) {
            return item.get(path);
        }
        for (int dot = path.indexOf('.'); dot >= 0; dot = path.indexOf('.', dot + 1)) {
            if (item.get(path.substring(0, dot)) instanceof Map<?, ?> inner) {
                return value(object(inner), path.substring(dot + 1));
            }
        }
        return null;
    }

    /// The item with these fields alone, objects within objects as they were; what is missing is null.
    static Map<String, @Nullable Object> only(
            Map<String, @Nullable Object> item, List<String> fields) {
        Map<String, @Nullable Object> only = new LinkedHashMap<>();
        for (String field : fields) {
            put(only, item, field);
        }
        return only;
    }

    private static void put(
            Map<String, @Nullable Object> into, Map<String, @Nullable Object> item, String field) {
        int dot = field.indexOf('.');
        String name = dot < 0 ? field : field.substring(0, dot);
        if (dot < 0 || !(item.get(name) instanceof Map<?, ?> inner)) {
            into.put(name, item.get(name));
            return;
        }
        Map<String, @Nullable Object> source = object(inner);
        String rest = field.substring(dot + 1);
        Object begun = into.get(name);
        Map<String, @Nullable Object> target = new LinkedHashMap<>();
        if (begun instanceof Map<?, ?> members) {
            target.putAll(object(members));
        }
        if (source.containsKey(rest)) {
            target.put(rest, source.get(rest));
        } else {
            put(target, source, rest);
        }
        into.put(name, target);
    }

    /// Sorts by a field: numbers as numbers, texts by their characters, what has no value last in both directions.
    static List<Map<String, @Nullable Object>> sorted(
            List<Map<String, @Nullable Object>> items, String field, boolean descending) {
        List<Map<String, @Nullable Object>> sorted = new ArrayList<>(items);
        Comparator<Map<String, @Nullable Object>> order =
                new Comparator<>() {
                    @Override
                    public int compare(
                            Map<String, @Nullable Object> a, Map<String, @Nullable Object> b) {
                        return Items.compare(value(a, field), value(b, field), descending);
                    }
                };
        sorted.sort(order);
        return sorted;
    }

    /// The items with these fields alone; as they are if none is chosen.
    static List<Map<String, @Nullable Object>> only(
            List<Map<String, @Nullable Object>> items, List<String> fields) {
        if (fields.isEmpty()) {
            return items;
        }
        List<Map<String, @Nullable Object>> only = new ArrayList<>();
        for (Map<String, @Nullable Object> item : items) {
            only.add(only(item, fields));
        }
        return only;
    }

    private static int compare(@Nullable Object a, @Nullable Object b, boolean descending) {
        int rankA = rank(a);
        int rankB = rank(b);
        if (rankA != rankB || rankA == MISSING) {
            return Integer.compare(rankA, rankB);
        }
        int order =
                a instanceof Number
                        ? new BigDecimal(String.valueOf(a))
                                .compareTo(new BigDecimal(String.valueOf(b)))
                        : text(a).compareTo(text(b));
        return descending ? -order : order;
    }

    private static final int MISSING = 3;

    private static int rank(@Nullable Object value) {
        return switch (value) {
            case null -> MISSING;
            case Number number -> 0;
            case Boolean flag -> 1;
            default -> 2;
        };
    }

    /// A value in a cell for people: texts as they are, a list of them with commas, everything deeper as JSON.
    static String cell(@Nullable Object value) {
        return value instanceof Collection<?> list
                        && list.stream().noneMatch(e -> e instanceof Map || e instanceof Collection)
                ? list.stream().map(Items::text).collect(Collectors.joining(", "))
                : text(value);
    }

    /// A value as text: nothing for null, a text as it is, everything else as JSON.
    static String text(@Nullable Object value) {
        return switch (value) {
            case null -> "";
            case String text -> text;
            default -> Json.write(value);
        };
    }

    @SuppressWarnings("unchecked") // Json's objects have text keys
    static Map<String, @Nullable Object> object(Map<?, ?> map) {
        return (Map<String, @Nullable Object>) map;
    }
}
