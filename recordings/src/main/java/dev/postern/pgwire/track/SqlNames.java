package dev.postern.pgwire.track;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Names in the SQL forms of prepared statements, which share the name space of Parse.
final class SqlNames {
    private static final String NAME = "(\"(?:[^\"]|\"\")+\"|[^\\s;(\"]+)";
    private static final Pattern DEALLOCATE =
            Pattern.compile("(?is)\\s*deallocate\\s+(?:prepare\\s+)?" + NAME + "\\s*;?\\s*");
    private static final Pattern PREPARE =
            Pattern.compile("(?is)\\s*prepare\\s+" + NAME + "\\s*(?:\\([^)]*\\))?\\s*as\\s+(.*)");

    private SqlNames() {}

    /// The name that a DEALLOCATE takes away.
    static Optional<String> deallocated(String sql) {
        Matcher match = DEALLOCATE.matcher(sql);
        return match.matches() ? Optional.of(folded(match.group(1))) : Optional.empty();
    }

    /// What a PREPARE makes; its parameter types are known by name only, so they are left out.
    static Optional<PreparedStatement> prepared(String sql) {
        Matcher match = PREPARE.matcher(sql);
        return match.matches()
                ? Optional.of(
                        new PreparedStatement(folded(match.group(1)), match.group(2), List.of()))
                : Optional.empty();
    }

    private static String folded(String name) {
        return name.startsWith("\"")
                ? name.substring(1, name.length() - 1).replace("\"\"", "\"")
                : name.toLowerCase(Locale.ROOT);
    }
}
