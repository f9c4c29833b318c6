package dev.postern.cli.sessions;

import dev.postern.cli.api.Answer;
import dev.postern.cli.command.CommandContext;
import dev.postern.cli.console.CliException;

import org.jspecify.annotations.Nullable;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What the listing commands have in common with the API's lists.
final class Listing {

    private static final int LARGEST = 500;

    private Listing() {}

    static int limit(int limit) throws CliException {
        if (limit < 1 || limit > LARGEST) {
            throw CliException.usage(
                    "--limit " + limit + " is out of range", "Give 1 to " + LARGEST + ".");
        }
        return limit;
    }

    /// The filter as a query parameter; a word that the shell has unquoted and that holds spaces is quoted again.
    static String query(List<String> words) {
        StringBuilder filter = new StringBuilder();
        for (String word : words) {
            filter.append(filter.isEmpty() ? "" : " ").append(requoted(word));
        }
        return URLEncoder.encode(filter.toString(), StandardCharsets.UTF_8);
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

    static Map<String, @Nullable Object> document(Map<String, @Nullable Object> answer) {
        Map<String, @Nullable Object> document = new LinkedHashMap<>();
        document.put("schemaVersion", 1);
        document.putAll(answer);
        return document;
    }

    /// Says so when not everything is shown.
    static void noteLimit(CommandContext context, int shown, long total) {
        if (shown < total) {
            context.console().note(shown + " of " + total + " shown, use --limit or a filter");
        }
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
