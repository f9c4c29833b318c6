package dev.postern.broker.store.sql;

import dev.postern.json.Json;
import dev.postern.json.MalformedJsonException;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// The groups of a person as one word of the index: people of the same groups share it.
final class PersonGroups {

    private PersonGroups() {}

    /// As [#read] takes them; empty for none. The same groups are the same word, in whatever order.
    static String write(List<String> groups) {
        return groups.isEmpty() ? "" : Json.write(groups.stream().distinct().sorted().toList());
    }

    /// @param word what [#write] wrote; null or empty for none
    static List<String> read(@Nullable String word) {
        if (word == null || word.isEmpty()) {
            return List.of();
        }
        try {
            return Json.read(word) instanceof List<?> groups
                    ? groups.stream().map(String::valueOf).toList()
                    : List.of();
        } catch (MalformedJsonException e) {
            throw new IllegalStateException("the index holds groups that are no JSON", e);
        }
    }
}
