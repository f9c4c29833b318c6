package dev.postern.cli.output;

import dev.postern.cli.api.Answer;
import dev.postern.cli.api.ApiClient;
import dev.postern.cli.console.CliException;

import org.jspecify.annotations.Nullable;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Reads a list of the API page by page, until there is enough of it.
public final class Paging {

    /// Items of the largest page that the API gives.
    private static final int LARGEST = 500;

    private Paging() {}

    /// The first `limit` items of a list whose pages follow each other by `nextCursor`: the first page's answer with the
    /// items of all, and the last one's `nextCursor`.
    ///
    /// @param path  begins with `/`, without a query
    /// @param query the other parameters, encoded, each behind an `&`
    /// @param limit at least 1
    public static Map<String, @Nullable Object> read(
            ApiClient api, String path, String query, int limit) throws CliException {
        Map<String, @Nullable Object> whole = new LinkedHashMap<>();
        List<Map<String, @Nullable Object>> items = new ArrayList<>();
        String cursor = "";
        while (true) {
            Map<String, @Nullable Object> page =
                    api.get(
                            path
                                    + "?limit="
                                    + Math.min(LARGEST, limit - items.size())
                                    + query
                                    + cursor);
            if (whole.isEmpty()) {
                whole.putAll(page);
            }
            List<Map<String, @Nullable Object>> found = Answer.objects(page, "items");
            items.addAll(found);
            String next = Answer.text(page, "nextCursor");
            if (next.isEmpty() || found.isEmpty() || items.size() >= limit) {
                whole.put("items", items);
                if (page.containsKey("nextCursor")) {
                    whole.put("nextCursor", page.get("nextCursor"));
                }
                return whole;
            }
            cursor = "&cursor=" + URLEncoder.encode(next, StandardCharsets.UTF_8);
        }
    }
}
