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

    private static final String SEARCHED_BACK_TO = "searchedBackTo";

    private Paging() {}

    /// The first `limit` items of a list whose pages follow each other by `nextCursor`: the first page's answer with the
    /// items of all, and the last one's `nextCursor` and `searchedBackTo`.
    ///
    /// A page that ended because its search had looked for long is the last, unless all items are wanted.
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
            boolean stopped = page.get(SEARCHED_BACK_TO) != null;
            if (next.isEmpty()
                    || items.size() >= limit
                    || (stopped ? limit != Limit.ALL : found.isEmpty())) {
                whole.put("items", items);
                count(whole, page, items.size());
                if (page.containsKey("nextCursor")) {
                    whole.put("nextCursor", page.get("nextCursor"));
                }
                return whole;
            }
            cursor = "&cursor=" + URLEncoder.encode(next, StandardCharsets.UTF_8);
        }
    }

    /// What is known of how many there are, where the API did not count them all.
    private static void count(
            Map<String, @Nullable Object> whole, Map<String, @Nullable Object> last, int items) {
        if (last.containsKey(SEARCHED_BACK_TO)) {
            whole.put(SEARCHED_BACK_TO, last.get(SEARCHED_BACK_TO));
        }
        if (Boolean.FALSE.equals(whole.get("totalIsExact"))) {
            boolean isWhole = Answer.text(last, "nextCursor").isEmpty();
            whole.put("total", isWhole ? items : Math.max(items, Answer.number(whole, "total")));
            whole.put("totalIsExact", isWhole);
        }
    }
}
