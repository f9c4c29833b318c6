package dev.postern.cli.rerun;

import dev.postern.cli.console.CliException;
import dev.postern.cli.console.SafeText;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Which statements of a session are run again.
///
/// @param all in their order
record Plan(List<RecordedStatement> all) {

    /// Those that are run, in their order.
    List<RecordedStatement> runnable() {
        return all.stream().filter(statement -> statement.obstacle() == null).toList();
    }

    /// Those that cannot be, in their order.
    List<RecordedStatement> left() {
        return all.stream().filter(statement -> statement.obstacle() != null).toList();
    }

    /// How many of which kind: `5 statements (3 SELECT, 1 BEGIN, 1 COMMIT)`.
    String text() {
        Map<String, Integer> verbs = new TreeMap<>();
        runnable().forEach(statement -> verbs.merge(statement.verb(), 1, Integer::sum));
        List<String> words = new ArrayList<>();
        verbs.entrySet().stream()
                .sorted(
                        Map.Entry.<String, Integer>comparingByValue(Comparator.reverseOrder())
                                .thenComparing(Map.Entry.comparingByKey()))
                .forEach(verb -> words.add(verb.getValue() + " " + verb.getKey()));
        int count = runnable().size();
        return count
                + (count == 1 ? " statement" : " statements")
                + (words.isEmpty() ? "" : " (" + String.join(", ", words) + ")");
    }

    /// Refuses a plan that would leave read-only transactions.
    ///
    /// @throws CliException exit code 1; it names the first statement that would
    void refuseWrites() throws CliException {
        for (RecordedStatement statement : runnable()) {
            if (ReadOnly.isLeft(statement.sql())) {
                String sql = SafeText.line(statement.sql());
                throw CliException.failed(
                        "leaves_read_only",
                        "statement #"
                                + statement.ordinal()
                                + " would set the session to read and write: "
                                + (sql.length() > 80 ? sql.substring(0, 80) + "…" : sql),
                        "Nothing was run. Leave it out with --from and --to, or replay without"
                                + " --read-only.");
            }
        }
    }
}
