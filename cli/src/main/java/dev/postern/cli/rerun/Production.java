package dev.postern.cli.rerun;

import dev.postern.cli.api.Answer;
import dev.postern.cli.console.CliException;

import org.jspecify.annotations.Nullable;

import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// Keeps recorded statements away from production.
final class Production {

    private static final Set<String> WORDS = Set.of("prod", "production");

    private Production() {}

    /// Refuses a target with a label that says production, by its value (`env: prod`) or by its key (`production: yes`).
    ///
    /// @param target TARGET of the API
    /// @throws CliException exit code 1; it names the label
    static void refuse(Map<String, @Nullable Object> target) throws CliException {
        for (Map.Entry<String, @Nullable Object> label :
                Answer.object(target, "labels").entrySet()) {
            String value = String.valueOf(label.getValue()).toLowerCase(Locale.ROOT).strip();
            boolean isKey = WORDS.contains(label.getKey().toLowerCase(Locale.ROOT));
            if (WORDS.contains(value) || (isKey && !value.equals("false") && !value.equals("no"))) {
                throw CliException.failed(
                        "production_target",
                        "the target "
                                + Answer.text(target, "name")
                                + " has the label "
                                + label.getKey()
                                + ": "
                                + label.getValue()
                                + ", and nothing is replayed in production",
                        "Give a clone of it with --target. No option changes this.");
            }
        }
    }
}
