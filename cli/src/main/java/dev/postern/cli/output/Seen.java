package dev.postern.cli.output;

import dev.postern.json.Json;

import org.jspecify.annotations.Nullable;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What a command that watches has printed of each item, so that it prints what is new or changed. Not thread-safe.
public final class Seen {

    /// What changes by itself as time goes by.
    private static final List<String> FLOWING = List.of("durationSeconds");

    private final Map<String, String> printed = new HashMap<>();
    private boolean hasBegun;

    /// Whether an item is new or other than the last time; from now on it is not.
    public boolean isNews(String name, Map<String, @Nullable Object> item) {
        Map<String, @Nullable Object> still = new LinkedHashMap<>(item);
        FLOWING.forEach(still::remove);
        String text = Json.write(still);
        return !text.equals(printed.put(name, text));
    }

    /// Whether something was printed already; from now on it was.
    boolean hasBegun() {
        boolean before = hasBegun;
        hasBegun = true;
        return before;
    }
}
