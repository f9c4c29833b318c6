package dev.postern.broker.mask;

import dev.postern.sql.SqlToken.Kind;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/// Tells of each constant and parameter of a statement which column it is compared with, written to or taken for.
///
/// A scanner knows no grammar. Where it cannot tell a column it says nothing, but where values stand in a row without
/// names (`INSERT INTO t VALUES`, `EXECUTE`) it takes each for one of a masked column: a mask too many harms less.
final class ValueContexts {

    /// Words behind which another expression begins.
    private static final Set<String> ENDS =
            Set.of(
                    "and",
                    "or",
                    "where",
                    "select",
                    "from",
                    "set",
                    "values",
                    "on",
                    "using",
                    "when",
                    "then",
                    "else",
                    "returning",
                    "union",
                    "intersect",
                    "except",
                    "limit",
                    "offset",
                    "order",
                    "group",
                    "having",
                    "join",
                    "as",
                    "window",
                    "fetch",
                    "for",
                    "do",
                    "into",
                    "with",
                    "by");

    /// Words within an expression that are no columns.
    private static final Set<String> OPERATORS =
            Set.of(
                    "like",
                    "ilike",
                    "similar",
                    "to",
                    "in",
                    "not",
                    "is",
                    "any",
                    "all",
                    "some",
                    "between",
                    "symmetric",
                    "escape",
                    "array",
                    "null",
                    "true",
                    "false",
                    "collate",
                    "distinct",
                    "case",
                    "end",
                    "row",
                    "default");

    /// Functions whose texts are secrets: connection strings, keys, passwords.
    private static final Set<String> SECRET_CALLS =
            Set.of(
                    "dblink",
                    "dblink_connect",
                    "dblink_connect_u",
                    "dblink_exec",
                    "dblink_send_query",
                    "dblink_open",
                    "crypt",
                    "pgp_sym_encrypt",
                    "pgp_sym_decrypt",
                    "pgp_sym_encrypt_bytea",
                    "pgp_sym_decrypt_bytea",
                    "pgp_pub_encrypt",
                    "pgp_pub_decrypt",
                    "encrypt",
                    "decrypt",
                    "encrypt_iv",
                    "decrypt_iv",
                    "hmac",
                    "digest");

    private static final Verdict SECRET = new Verdict(MaskClass.SECRET, "", false);

    private final SqlTokens sql;
    private final Function<String, Verdict> columns;
    private final @Nullable Verdict[] verdicts;
    private @Nullable Verdict last;
    private int lastDepth;
    private int depth;
    private boolean isBetween;

    private ValueContexts(SqlTokens sql, Function<String, Verdict> columns) {
        this.sql = sql;
        this.columns = columns;
        this.verdicts = new Verdict[sql.size()];
    }

    /// A verdict for each token, null where nothing is known.
    ///
    /// @param columns the verdict on a column by its name
    static @Nullable Verdict[] of(SqlTokens sql, Function<String, Verdict> columns) {
        ValueContexts contexts = new ValueContexts(sql, columns);
        contexts.expressions();
        contexts.rows();
        contexts.secrets();
        return contexts.verdicts;
    }

    private void expressions() {
        for (int i = 0; i < sql.size(); i++) {
            if (sql.is(i, "(")) {
                depth++;
            } else if (sql.is(i, ")")) {
                depth--;
                lastDepth = Math.min(lastDepth, depth);
                namesIn(i);
            } else if (sql.is(i, ";") || (sql.is(i, ",") && depth <= lastDepth)) {
                last = null;
            } else if (sql.isName(i)) {
                name(i);
            } else if (sql.isMember(i)) {
                last = columns.apply(SqlTokens.inner(sql.text(i))).named();
                lastDepth = depth;
            } else if (sql.isValue(i)) {
                value(i);
            }
        }
    }

    /// A list of names alone, `(email, phone) = (...)`: which value is of which is not told apart.
    private void namesIn(int close) {
        List<Verdict> names = new ArrayList<>();
        int i = close - 1;
        while (sql.isName(i) || sql.is(i, ",") || sql.is(i, ".")) {
            if (sql.isName(i)) {
                names.add(columns.apply(sql.name(i)));
            }
            i--;
        }
        if (sql.is(i, "(") && names.size() > 1) {
            last = Verdict.strongest(names);
            lastDepth = depth;
        }
    }

    private void name(int i) {
        String word = sql.word(i);
        if (word.equals("between")) {
            isBetween = true;
        } else if (word.equals("and") && isBetween) {
            isBetween = false;
        } else if (ENDS.contains(word)) {
            last = null;
        } else if (!OPERATORS.contains(word)
                && !sql.is(i + 1, "(")
                && !sql.is(i - 1, "::")
                && !sql.isKind(i + 1, Kind.TEXT)) {
            last = columns.apply(sql.name(i));
            lastDepth = depth;
        }
    }

    private void value(int i) {
        Verdict verdict = last == null ? Verdict.NONE : last;
        boolean isCompared =
                sql.isKind(i + 1, Kind.OPERATOR)
                        || Set.of("like", "ilike", "in", "is").contains(sql.word(i + 1));
        if (isCompared) {
            verdict = verdict.or(columnBehind(i + 2));
        }
        if (sql.word(i + 1).equals("as") && sql.isName(i + 2)) {
            verdict = verdict.or(columns.apply(sql.name(i + 2)));
        }
        if (verdicts[i] == null && (verdict.isMasked() || verdict.isGiven())) {
            verdicts[i] = verdict;
        }
        // jsonb_build_object('ssn', '123-45-6789')
        if (sql.isKind(i, Kind.TEXT) && sql.is(i + 1, ",") && sql.isValue(i + 2)) {
            Verdict member = columns.apply(SqlTokens.inner(sql.text(i))).named();
            if (member.isMasked()) {
                verdicts[i + 2] = member;
            }
        }
    }

    /// The column that a comparison has on its right.
    private Verdict columnBehind(int from) {
        Verdict found = Verdict.NONE;
        int i = from;
        while (sql.isName(i) || sql.is(i, ".") || sql.is(i, "(")) {
            String word = sql.word(i);
            if (ENDS.contains(word)) {
                break;
            }
            if (sql.isName(i) && !sql.is(i + 1, "(")) {
                found = found.or(columns.apply(sql.name(i)));
            }
            i++;
        }
        return found;
    }

    /// Rows of values: by the list of columns, or of columns that nobody names.
    private void rows() {
        for (int i = 0; i < sql.size(); i++) {
            if (sql.word(i).equals("into") && isInsert(i)) {
                insert(i + 1);
            } else if (sql.word(i).equals("execute") && sql.isName(i + 1) && sql.is(i + 2, "(")) {
                cover(i + 2, sql.closing(i + 2), Verdict.UNNAMED);
            }
        }
    }

    private boolean isInsert(int into) {
        String before = sql.word(into - 1);
        return before.equals("insert") || before.equals("merge");
    }

    private void insert(int table) {
        int i = table;
        while ((sql.isName(i) && !Set.of("values", "select").contains(sql.word(i)))
                || sql.is(i, ".")) {
            i++;
        }
        List<Verdict> list = null;
        if (sql.is(i, "(")
                && sql.isName(i + 1)
                && !Set.of("select", "values", "with").contains(sql.word(i + 1))) {
            list = names(i);
            i = sql.closing(i) + 1;
        }
        while (i < sql.size() && !Set.of("values", "select", "table").contains(sql.word(i))) {
            if (sql.is(i, ";") || sql.word(i).equals("default")) {
                return;
            }
            i++;
        }
        if (!sql.word(i).equals("values")) {
            Verdict any = list == null ? Verdict.NONE : Verdict.strongest(list);
            if (any.isMasked()) {
                cover(i, sql.size(), any);
            }
            return;
        }
        i++;
        while (sql.is(i, "(")) {
            row(i, list);
            i = sql.closing(i) + 1;
            i += sql.is(i, ",") ? 1 : 0;
        }
    }

    private List<Verdict> names(int open) {
        List<Verdict> names = new ArrayList<>();
        Verdict name = Verdict.NONE;
        int close = sql.closing(open);
        for (int i = open + 1; i < close; i++) {
            if (sql.is(i, ",")) {
                names.add(name);
            } else if (sql.isName(i)) {
                name = columns.apply(sql.name(i));
            }
        }
        names.add(name);
        return names;
    }

    private void row(int open, @Nullable List<Verdict> names) {
        int close = sql.closing(open);
        int place = 0;
        int nested = 0;
        for (int i = open + 1; i < close; i++) {
            if (sql.is(i, "(") || sql.is(i, "[")) {
                nested++;
            } else if (sql.is(i, ")") || sql.is(i, "]")) {
                nested--;
            } else if (nested == 0 && sql.is(i, ",")) {
                place++;
            } else if (sql.isValue(i)) {
                verdicts[i] =
                        names == null
                                ? Verdict.UNNAMED
                                : place < names.size() ? names.get(place) : Verdict.UNNAMED;
            }
        }
    }

    private void cover(int from, int to, Verdict verdict) {
        for (int i = from; i < Math.min(to, sql.size()); i++) {
            if (sql.isValue(i) && !sql.isKind(i, Kind.NUMBER)) {
                verdicts[i] = verdict.or(verdicts[i] == null ? Verdict.NONE : verdicts[i]);
            }
        }
    }

    /// What statements and functions say of their texts, whatever the columns are called.
    private void secrets() {
        Set<String> words = new HashSet<>();
        for (int i = 0; i < Math.min(6, sql.size()); i++) {
            words.add(sql.word(i));
        }
        boolean isDefinition = words.contains("create") || words.contains("alter");
        boolean hasOptions =
                words.contains("mapping")
                        || words.contains("server")
                        || words.contains("subscription")
                        || words.contains("foreign");
        if (isDefinition && hasOptions) {
            cover(0, sql.size(), SECRET);
        }
        for (int i = 0; i < sql.size(); i++) {
            String word = sql.word(i);
            boolean isCall = sql.is(i + 1, "(");
            if (isCall && SECRET_CALLS.contains(word)) {
                cover(i + 1, sql.closing(i + 1), SECRET);
            } else if (isCall && word.equals("set_config")) {
                setting(i + 2);
            } else if (word.equals("password") && sql.isConstant(i + 1)) {
                verdicts[i + 1] = SECRET;
            }
        }
    }

    /// `set_config('app.token', 'value', ...)`.
    private void setting(int name) {
        if (sql.isKind(name, Kind.TEXT) && sql.isValue(name + 2)) {
            Verdict verdict = columns.apply(SqlTokens.inner(sql.text(name)));
            if (verdict.isMasked()) {
                verdicts[name + 2] = verdict;
            }
        }
    }
}
