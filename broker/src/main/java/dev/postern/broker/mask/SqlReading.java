package dev.postern.broker.mask;

import dev.postern.broker.mask.Contents.Span;
import dev.postern.sql.SqlText;
import dev.postern.sql.SqlToken;
import dev.postern.sql.SqlToken.Kind;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// What is to be masked in a statement and in what belongs to it: constants of its text, its parameters, the columns of its
/// result or of its COPY data. What is not asked for is not looked for. Not thread-safe.
final class SqlReading {

    private static final int DEEPEST_BODY = 3;

    private final SqlTokens sql;
    private final int depth;
    private final SelectLists lists;
    private final Classification classification;
    private final Set<String> tables;
    private @Nullable Verdict @Nullable [] verdicts;
    private @Nullable Map<Integer, Verdict> parameters;
    private @Nullable List<Edit> edits;

    /// A part of the text and what is shown in its place.
    record Edit(int start, int end, Verdict verdict, String mask) {}

    private SqlReading(SqlTokens sql, Classification classification, int depth) {
        this.sql = sql;
        this.classification = classification;
        this.tables = SqlText.of(sql.sql(), sql.all()).tables();
        this.lists = SelectLists.of(sql, name -> classification.ofColumn(tables, name, 0));
        this.depth = depth;
    }

    /// Reads a statement.
    static SqlReading of(String sql, Classification classification) {
        return of(SqlTokens.of(sql), classification);
    }

    /// Reads the tokens of a statement.
    static SqlReading of(SqlTokens sql, Classification classification) {
        return new SqlReading(sql, classification, 0);
    }

    /// What was replaced, in the order of the text.
    List<Edit> edits() {
        List<Edit> known = edits;
        if (known == null) {
            known = merged(findEdits());
            edits = known;
        }
        return known;
    }

    /// The verdicts on the tokens of the text.
    private @Nullable Verdict[] verdicts() {
        @Nullable Verdict[] known = verdicts;
        if (known == null) {
            known = ValueContexts.of(sql, lists::name);
            verdicts = known;
        }
        return known;
    }

    /// The text that was read.
    String sql() {
        return sql.sql();
    }

    /// The verdict on parameter `$number`.
    Verdict parameter(int number) {
        Map<Integer, Verdict> known = parameters;
        if (known == null) {
            known = findParameters();
            parameters = known;
        }
        return known.getOrDefault(number, Verdict.NONE);
    }

    private Map<Integer, Verdict> findParameters() {
        Map<Integer, Verdict> found = new HashMap<>();
        for (int i = 0; i < sql.size(); i++) {
            Verdict here = verdicts()[i];
            if (here != null && sql.isKind(i, Kind.PARAMETER) && sql.text(i).length() < 8) {
                // One that is masked anywhere is masked; one that is given as plain is so alone.
                found.merge(
                        Integer.valueOf(sql.text(i).substring(1)),
                        here,
                        (one, other) -> one.isMasked() || !other.isMasked() ? one : other);
            }
        }
        return found;
    }

    /// The verdict on a column by its name.
    Verdict name(String column) {
        return lists.name(column);
    }

    /// A column of this statement with its table, if there is but one table.
    String named(String column) {
        return tables.size() == 1 ? tables.iterator().next() + "." + column : column;
    }

    /// The verdict on a column of the result.
    ///
    /// @param index        from 0
    /// @param count        how many columns there are
    /// @param isExpression whether the server says that it is no column of a table
    Verdict column(String name, int typeOid, int index, int count, boolean isExpression) {
        Verdict own = classification.ofColumn(tables, name, typeOid);
        if (own.isGiven() || typeOid == TextForms.BOOL) {
            return own;
        }
        Verdict derived = lists.column(name, index, count, isExpression);
        return own.or(derived.isMasked() ? called(derived, name) : Verdict.NONE);
    }

    private static Verdict called(Verdict verdict, String name) {
        return verdict.name().isEmpty()
                ? new Verdict(verdict.maskClass(), name, verdict.isGiven())
                : verdict;
    }

    /// The verdicts on the columns of COPY data; empty if the statement does not name them.
    List<Verdict> copyColumns() {
        int i = 1;
        if (!sql.word(0).equals("copy")) {
            return List.of();
        }
        if (sql.is(i, "(")) {
            return lists.first();
        }
        while (sql.isName(i) || sql.is(i, ".")) {
            if (sql.word(i).equals("from") || sql.word(i).equals("to")) {
                return List.of();
            }
            i++;
        }
        List<Verdict> columns = new ArrayList<>();
        int close = sql.is(i, "(") ? sql.closing(i) : 0;
        for (int at = i + 1; at < close; at++) {
            if (sql.isName(at)) {
                columns.add(classification.ofColumn(tables, sql.name(at), 0));
            }
        }
        return columns;
    }

    /// The delimiter of COPY data, and whether it is CSV.
    CopyForm copyForm() {
        boolean isCsv = false;
        String delimiter = "";
        for (int i = 0; i < sql.size(); i++) {
            isCsv |= sql.word(i).equals("csv");
            if (sql.word(i).equals("delimiter") || sql.word(i).equals("delimiters")) {
                int text = sql.isKind(i + 1, Kind.TEXT) ? i + 1 : i + 2;
                delimiter = SqlTokens.inner(sql.text(text));
            }
        }
        return new CopyForm(
                isCsv, delimiter.length() == 1 ? delimiter.charAt(0) : isCsv ? ',' : '\t');
    }

    /// How the fields of COPY data are told apart.
    record CopyForm(boolean isCsv, char delimiter) {}

    /// Whether it is a COPY.
    boolean isCopy() {
        return sql().strip().toLowerCase(Locale.ROOT).startsWith("copy");
    }

    private List<Edit> findEdits() {
        List<Edit> found = new ArrayList<>();
        List<SqlToken> shown = givenPlain();
        for (Span span : Contents.inSql(sql.sql())) {
            if (shown.stream()
                    .noneMatch(one -> one.start() <= span.start() && one.end() >= span.end())) {
                found.add(edit(span, 0, sql.sql()));
            }
        }
        for (int i = 0; i < sql.size(); i++) {
            if (sql.isConstant(i)) {
                constant(i, found);
            }
        }
        return found;
    }

    private void constant(int i, List<Edit> found) {
        SqlToken token = sql.get(i);
        Verdict verdict = verdicts()[i];
        String text = sql.text(i);
        int[] inside = SqlTokens.innerRange(text);
        int from = token.start() + inside[0];
        int to = token.start() + inside[1];
        if (sql.isKind(i, Kind.UNTERMINATED)) {
            // It may be cut in the middle of anything.
            found.add(new Edit(token.start(), token.end(), Verdict.UNNAMED, Masks.FIXED));
        } else if (verdict != null && verdict.isMasked()) {
            String mask = Masks.of(verdict.maskClass(), SqlTokens.inner(text));
            found.add(new Edit(from, to, verdict, mask));
        } else if (isEscaped(text)) {
            found.add(new Edit(from, to, Verdict.UNNAMED, Masks.FIXED));
        } else if (sql.isKind(i, Kind.TEXT) && (verdict == null || !verdict.isGivenPlain())) {
            String inner = sql.sql().substring(from, to);
            for (Span span : Contents.find(inner)) {
                found.add(edit(span, from, inner));
            }
            if (text.startsWith("$") && depth < DEEPEST_BODY) {
                body(inner, from, found);
            }
        }
    }

    /// The body of a function or of DO is SQL, or something near it.
    private void body(String inner, int from, List<Edit> found) {
        SqlReading body = new SqlReading(SqlTokens.of(inner), classification, depth + 1);
        for (Edit edit : body.edits()) {
            found.add(
                    new Edit(from + edit.start(), from + edit.end(), edit.verdict(), edit.mask()));
        }
    }

    /// A text that writes characters by their numbers could hold anything.
    private static boolean isEscaped(String text) {
        String lower = text.substring(0, Math.min(3, text.length())).toLowerCase(Locale.ROOT);
        return (lower.startsWith("e'") && text.matches("(?s).*\\\\[0-7xuU].*"))
                || (lower.startsWith("u&'") && text.indexOf('\\') >= 0);
    }

    /// The tokens that the configuration shows, whatever they hold.
    private List<SqlToken> givenPlain() {
        List<SqlToken> found = new ArrayList<>();
        for (int i = 0; i < sql.size(); i++) {
            Verdict verdict = verdicts()[i];
            if (verdict != null && verdict.isGivenPlain()) {
                found.add(sql.get(i));
            }
        }
        return found;
    }

    private static Edit edit(Span span, int offset, String text) {
        return new Edit(
                offset + span.start(),
                offset + span.end(),
                new Verdict(span.maskClass(), "", false),
                Masks.of(text, span));
    }

    /// The edits in their order; of two that overlap the one that covers the other counts, else both as one.
    private static List<Edit> merged(List<Edit> edits) {
        edits.sort(
                Comparator.comparingInt(Edit::start)
                        .thenComparing(Comparator.comparingInt(Edit::end).reversed()));
        List<Edit> merged = new ArrayList<>();
        for (Edit edit : edits) {
            Edit last = merged.isEmpty() ? null : merged.getLast();
            if (edit.start() >= edit.end()) {
                continue;
            }
            if (last == null || edit.start() >= last.end()) {
                merged.add(edit);
            } else if (edit.end() > last.end()) {
                merged.set(
                        merged.size() - 1,
                        new Edit(
                                last.start(),
                                edit.end(),
                                last.verdict().or(edit.verdict()),
                                Masks.FIXED));
            } else if (edit.verdict().maskClass().compareTo(last.verdict().maskClass()) > 0) {
                merged.set(
                        merged.size() - 1,
                        new Edit(last.start(), last.end(), edit.verdict(), Masks.FIXED));
            }
        }
        return merged;
    }
}
