package dev.postern.cli.sessions;

import dev.postern.cli.api.Answer;
import dev.postern.cli.api.ApiClient;
import dev.postern.cli.command.CommandContext;
import dev.postern.cli.console.CliException;

import org.jspecify.annotations.Nullable;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// What the commands that list have in common with the API's lists.
public final class Listing {

    private static final long BEHIND_MILLIS = 2_000;

    private Listing() {}

    /// The filter as a query parameter, encoded.
    public static String query(List<String> words) {
        return encoded(filter(words));
    }

    /// A filter as a query parameter, encoded: what is saved as `saved`, unless that is null, and `words` besides.
    ///
    /// @param kind `sessions` or `statements`, as the saved search has to be
    static String query(ApiClient api, @Nullable String saved, String kind, List<String> words)
            throws CliException {
        if (saved == null) {
            return query(words);
        }
        String filter = Answer.text(SavedSearches.find(api, saved, kind), "filter");
        return encoded((filter + " " + filter(words)).strip());
    }

    /// A filter, encoded.
    static String encoded(String filter) {
        return URLEncoder.encode(filter, StandardCharsets.UTF_8);
    }

    /// The filter; a word that the shell has unquoted and that holds spaces is quoted again.
    public static String filter(List<String> words) {
        StringBuilder filter = new StringBuilder();
        for (String word : words) {
            filter.append(filter.isEmpty() ? "" : " ").append(requoted(word));
        }
        return filter.toString();
    }

    private static String requoted(String word) {
        if (word.indexOf(' ') < 0 || word.indexOf('"') >= 0) {
            return word;
        }
        int colon = word.indexOf(':');
        boolean keyed = colon > 0 && word.substring(0, colon).matches("-?[a-z]+");
        return keyed
                ? word.substring(0, colon + 1) + '"' + word.substring(colon + 1) + '"'
                : '"' + word + '"';
    }

    /// Says so when nothing was found, when the search stopped before its end, and when the index is behind, so that more may be there than it knows.
    static void noteFound(CommandContext context, int shown, Map<String, @Nullable Object> answer) {
        String searchedBackTo = Answer.text(answer, "searchedBackTo");
        if (!searchedBackTo.isEmpty()) {
            context.console()
                    .note(
                            (shown == 0 ? "nothing found so far: " : "")
                                    + "searched back to "
                                    + context.times().said(searchedBackTo)
                                    + ", use --all to go on");
        } else if (shown == 0) {
            context.console().note("nothing matches");
        }
        Map<String, @Nullable Object> index = Answer.object(answer, "index");
        long behind = Answer.number(index, "behindMillis");
        if (behind >= BEHIND_MILLIS || (shown == 0 && behind > 0)) {
            long recordings = Answer.number(index, "waitingRecordings");
            context.console()
                    .note(
                            "the index is "
                                    + Math.max(1, behind / 1_000)
                                    + " s behind with "
                                    + recordings
                                    + (recordings == 1 ? " recording" : " recordings")
                                    + ": what was done since may be missing, ask again");
        }
    }

    /// What stands out about a statement, in a few words; empty if nothing does.
    static String traits(Map<String, @Nullable Object> statement) {
        List<String> words = new ArrayList<>();
        String noise = Answer.text(statement, "noise");
        if (!noise.isEmpty()) {
            words.add("~" + noise);
        }
        if (statement.get("traits") instanceof List<?> traits) {
            traits.forEach(trait -> words.add(String.valueOf(trait)));
        }
        if (statement.get("new") instanceof List<?> news && !news.isEmpty()) {
            words.add("new");
        }
        return String.join(" ", words);
    }

    static String outcome(Map<String, @Nullable Object> statement) {
        Map<String, @Nullable Object> error = Answer.object(statement, "error");
        String tag = Answer.text(statement, "tag");
        String words =
                error.isEmpty()
                        ? tag.isEmpty() ? Answer.text(statement, "outcome") : tag
                        : "ERROR " + Answer.text(error, "sqlState");
        return Answer.text(statement, "transactionOutcome").equals("rolled_back")
                ? words + " (rolled back)"
                : words;
    }
}
