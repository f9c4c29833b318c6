package dev.postern.cli.sessions;

import dev.postern.cli.api.Answer;
import dev.postern.cli.api.ApiClient;
import dev.postern.cli.command.CommandContext;
import dev.postern.cli.command.Verb;
import dev.postern.cli.console.CliException;
import dev.postern.cli.console.ExitCode;
import dev.postern.cli.output.ApiFields;
import dev.postern.cli.output.ListOutput;
import dev.postern.sql.SqlText;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/// `postern diff`: which statements two sessions have in common, and where their outcomes differ.
@Command(
        name = "diff",
        mixinStandardHelpOptions = true,
        description = {
            "Compare the statements of two sessions: the same SQL but for its constants is the"
                    + " same.",
            "Exits 0 if they are the same, 1 if they differ, 2 if they could not be compared."
        },
        footer = {
            "",
            "Each line: a space (in both), - (only in the first), + (only in the second), or !",
            "(in both, with another outcome), then the numbers in both sessions.",
            "",
            "Example: postern diff 01K9T2QWERTY 01K9T3ABCDEF --results"
        })
final class DiffCommand implements Verb {

    private static final int PAGE = 500;
    private static final int MOST = 5_000;

    private final CommandContext context;

    @Parameters(index = "0", paramLabel = "SID1", description = "A session.")
    private String first = "";

    @Parameters(index = "1", paramLabel = "SID2", description = "Another.")
    private String second = "";

    @Mixin private ListOutput output = new ListOutput(ApiFields.DIFFERENCE);

    @Option(
            names = "--results",
            description = "Compare numbers of rows and outcomes too, not the SQL alone.")
    private boolean results;

    DiffCommand(CommandContext context) {
        this.context = context;
    }

    /// A statement as it is compared.
    private record Line(long ordinal, String fingerprint, String outcome, String sql) {}

    @Override
    public ExitCode run() throws CliException, IOException {
        List<Line> left;
        List<Line> right;
        try {
            ApiClient api = context.api();
            left = lines(api, first);
            right = lines(api, second);
        } catch (CliException e) {
            throw new CliException(ExitCode.USAGE, e.code(), e.text(), e.hint());
        }
        List<Map<String, @Nullable Object>> items = pairs(left, right);
        Map<String, @Nullable Object> answer = new LinkedHashMap<>();
        answer.put("items", items);
        output.printText(context, answer, DiffCommand::text, DiffCommand::moments);
        return items.stream().allMatch(item -> Answer.text(item, "change").equals("same"))
                ? ExitCode.SUCCESS
                : ExitCode.FAILED;
    }

    private static List<Line> lines(ApiClient api, String session) throws CliException {
        String id = Moment.parse(session).session();
        List<Line> lines = new ArrayList<>();
        long after = 0;
        while (true) {
            Map<String, @Nullable Object> page =
                    api.get(
                            "/api/v1/sessions/"
                                    + id
                                    + "/statements?after="
                                    + after
                                    + "&limit="
                                    + PAGE);
            for (Map<String, @Nullable Object> statement : Answer.objects(page, "items")) {
                String sql = Answer.text(statement, "sql");
                lines.add(
                        new Line(
                                Answer.number(statement, "ordinal"),
                                SqlText.of(sql).fingerprint(),
                                Listing.outcome(statement)
                                        + ", "
                                        + Answer.number(statement, "rows")
                                        + " rows",
                                sql));
            }
            if (page.get("nextAfter") == null) {
                return lines;
            }
            if (lines.size() >= MOST) {
                throw CliException.failed(
                        "too_long",
                        "session " + id + " has more than " + MOST + " statements",
                        "Compare shorter sessions.");
            }
            after = Answer.number(page, "nextAfter");
        }
    }

    /// The statements of both in order, each with what became of it.
    private List<Map<String, @Nullable Object>> pairs(List<Line> left, List<Line> right) {
        int[][] common = common(left, right);
        List<Map<String, @Nullable Object>> pairs = new ArrayList<>();
        int i = 0;
        int j = 0;
        while (i < left.size() || j < right.size()) {
            Line one = i < left.size() ? left.get(i) : null;
            Line other = j < right.size() ? right.get(j) : null;
            if (one != null && other != null && one.fingerprint().equals(other.fingerprint())) {
                boolean equal = !results || Objects.equals(one.outcome(), other.outcome());
                pairs.add(pair(equal ? "same" : "outcome", one, other));
                i++;
                j++;
            } else if (other == null || (one != null && common[i + 1][j] >= common[i][j + 1])) {
                pairs.add(pair("removed", one, null));
                i++;
            } else {
                pairs.add(pair("added", null, other));
                j++;
            }
        }
        return pairs;
    }

    /// How many statements the rests of both lists have in common, in order.
    private static int[][] common(List<Line> left, List<Line> right) {
        int[][] common = new int[left.size() + 1][right.size() + 1];
        for (int i = left.size() - 1; i >= 0; i--) {
            for (int j = right.size() - 1; j >= 0; j--) {
                common[i][j] =
                        left.get(i).fingerprint().equals(right.get(j).fingerprint())
                                ? common[i + 1][j + 1] + 1
                                : Math.max(common[i + 1][j], common[i][j + 1]);
            }
        }
        return common;
    }

    private static Map<String, @Nullable Object> pair(
            String change, @Nullable Line one, @Nullable Line other) {
        Line shown = one == null ? Objects.requireNonNull(other) : one;
        Map<String, @Nullable Object> pair = new LinkedHashMap<>();
        pair.put("change", change);
        pair.put("sql", shown.sql());
        pair.put("first", side(one));
        pair.put("second", side(other));
        return pair;
    }

    private static @Nullable Map<String, Object> side(@Nullable Line line) {
        return line == null ? null : Map.of("ordinal", line.ordinal(), "outcome", line.outcome());
    }

    private static String text(List<Map<String, @Nullable Object>> pairs) {
        StringBuilder out = new StringBuilder();
        for (Map<String, @Nullable Object> pair : pairs) {
            Map<String, @Nullable Object> one = Answer.object(pair, "first");
            Map<String, @Nullable Object> other = Answer.object(pair, "second");
            String change = Answer.text(pair, "change");
            String outcomes =
                    change.equals("outcome")
                            ? "["
                                    + Answer.text(one, "outcome")
                                    + " | "
                                    + Answer.text(other, "outcome")
                                    + "]"
                            : "";
            out.append(
                    String.format(
                            Locale.ROOT,
                            "%s %5s %5s  %s%s%n",
                            mark(change),
                            number(one),
                            number(other),
                            SessionViews.fit(Answer.text(pair, "sql"), 100),
                            outcomes.isEmpty() ? "" : "  " + SessionViews.fit(outcomes, 80)));
        }
        return out.toString();
    }

    private static String mark(String change) {
        return switch (change) {
            case "removed" -> "-";
            case "added" -> "+";
            case "outcome" -> "!";
            default -> " ";
        };
    }

    private static String number(Map<String, @Nullable Object> side) {
        return side.isEmpty() ? "" : "#" + Answer.number(side, "ordinal");
    }

    /// `#41` of the first, or of the second if it is only there.
    private static String moments(Map<String, @Nullable Object> pair) {
        String first = number(Answer.object(pair, "first"));
        return first.isEmpty() ? number(Answer.object(pair, "second")) : first;
    }
}
