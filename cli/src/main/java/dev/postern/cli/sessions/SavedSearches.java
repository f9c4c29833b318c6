package dev.postern.cli.sessions;

import dev.postern.cli.api.Answer;
import dev.postern.cli.api.ApiClient;
import dev.postern.cli.console.CliException;
import dev.postern.cli.console.ExitCode;
import dev.postern.cli.console.Nearest;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Finds saved searches by what people type.
public final class SavedSearches {

    private static final Pattern LINK =
            Pattern.compile("(?:https?://[^?#]*)?/q/([0-9A-Za-z]{26})|([0-9A-HJKMNP-TV-Z]{26})");

    private SavedSearches() {}

    /// SEARCH of the API.
    ///
    /// @param what a name, `/q/ID`, a link that ends so, or an id; an own search comes before others' of that name
    /// @param kind `sessions` or `statements`, or empty for both
    /// @throws CliException exit code 6 if there is none, or several
    public static Map<String, @Nullable Object> find(ApiClient api, String what, String kind)
            throws CliException {
        Matcher link = LINK.matcher(what);
        if (link.matches()) {
            String id = link.group(1) == null ? link.group(2) : link.group(1);
            return ofKind(
                    api.get("/api/v1/searches/" + String.valueOf(id).toUpperCase(Locale.ROOT)),
                    kind);
        }
        List<Map<String, @Nullable Object>> all =
                Answer.objects(api.get("/api/v1/searches"), "items");
        List<Map<String, @Nullable Object>> named = new ArrayList<>();
        List<Map<String, @Nullable Object>> fitting = new ArrayList<>();
        List<Map<String, @Nullable Object>> own = new ArrayList<>();
        List<String> names = new ArrayList<>();
        for (Map<String, @Nullable Object> one : all) {
            names.add(Answer.text(one, "name"));
            if (Answer.text(one, "name").equals(what)) {
                named.add(one);
                if (isOf(one, kind)) {
                    fitting.add(one);
                    if (Answer.flag(one, "own")) {
                        own.add(one);
                    }
                }
            }
        }
        List<Map<String, @Nullable Object>> found = own.isEmpty() ? fitting : own;
        if (found.size() == 1) {
            return found.getFirst();
        }
        if (found.isEmpty() && !named.isEmpty()) {
            return ofKind(named.getFirst(), kind);
        }
        List<String> near = Nearest.of(what, names);
        throw new CliException(
                ExitCode.NOT_FOUND,
                found.isEmpty() ? "search_not_found" : "ambiguous",
                found.isEmpty()
                        ? "there is no saved search \""
                                + what
                                + "\""
                                + (near.isEmpty()
                                        ? ""
                                        : ", did you mean \"" + near.getFirst() + "\"?")
                        : found.size() + " saved searches have the name \"" + what + "\"",
                found.isEmpty() ? "Run: postern saved ls" : "Give /q/ID, see: postern saved ls");
    }

    private static Map<String, @Nullable Object> ofKind(
            Map<String, @Nullable Object> search, String kind) throws CliException {
        if (!isOf(search, kind)) {
            throw CliException.failed(
                    "other_kind",
                    "the saved search \""
                            + Answer.text(search, "name")
                            + "\" is one of "
                            + Answer.text(search, "kind"),
                    "Run: postern "
                            + (kind.equals("sessions") ? "search" : "sessions ls")
                            + " --saved /q/"
                            + Answer.text(search, "id"));
        }
        return search;
    }

    private static boolean isOf(Map<String, @Nullable Object> search, String kind) {
        return kind.isEmpty() || Answer.text(search, "kind").equals(kind);
    }
}
