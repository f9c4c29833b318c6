package dev.postern.broker.mask;

import dev.postern.sql.SqlToken.Kind;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/// What the lists behind SELECT and RETURNING say of the columns of a result: `SELECT ssn AS x` gives a column `x` that holds
/// what `ssn` holds.
final class SelectLists {

    private static final Set<String> ENDS =
            Set.of(
                    "from",
                    "into",
                    "where",
                    "group",
                    "having",
                    "order",
                    "limit",
                    "offset",
                    "fetch",
                    "union",
                    "intersect",
                    "except",
                    "window",
                    "for");

    /// Functions that say of a value only whether or how often it is there.
    private static final Set<String> COUNTS = Set.of("count", "exists", "row_number", "grouping");

    private static final int DEEPEST_ALIAS = 3;

    private final SqlTokens sql;
    private final Function<String, Verdict> columns;
    private final Map<String, Verdict> aliases = new HashMap<>();
    private final List<List<Verdict>> lists = new ArrayList<>();
    private List<Verdict> first = List.of();
    private boolean hasStar;
    private boolean isFirstWithStar;
    private boolean isStarSeen;

    private SelectLists(SqlTokens sql, Function<String, Verdict> columns) {
        this.sql = sql;
        this.columns = columns;
    }

    /// @param columns the verdict on a column by its name
    static SelectLists of(SqlTokens sql, Function<String, Verdict> columns) {
        SelectLists lists = new SelectLists(sql, columns);
        int known = -1;
        for (int round = 0; round < DEEPEST_ALIAS && lists.aliases.size() > known; round++) {
            known = lists.aliases.size();
            lists.read();
        }
        return lists;
    }

    /// The verdict on column `index` of a result of `count` columns that is called `name` there.
    ///
    /// @param isExpression whether the server says that it is no column of a table
    Verdict column(String name, int index, int count, boolean isExpression) {
        Verdict verdict = aliases.getOrDefault(name.toLowerCase(Locale.ROOT), Verdict.NONE);
        for (List<Verdict> list : lists) {
            if (list.size() == count && !hasStar) {
                verdict = verdict.or(list.get(index));
            } else if (isExpression) {
                verdict = verdict.or(Verdict.strongest(list));
            }
        }
        return verdict;
    }

    /// The verdicts on the items of the first list, whatever brackets it stands in; empty if one of them is `*`.
    List<Verdict> first() {
        return isFirstWithStar ? List.of() : first;
    }

    /// The verdict on a column by its name in this statement, aliases too.
    Verdict name(String name) {
        return columns.apply(name)
                .or(aliases.getOrDefault(name.toLowerCase(Locale.ROOT), Verdict.NONE));
    }

    private void read() {
        lists.clear();
        hasStar = false;
        int depth = 0;
        boolean isRead = false;
        for (int i = 0; i < sql.size(); i++) {
            if (sql.is(i, "(")) {
                depth++;
            } else if (sql.is(i, ")")) {
                depth--;
            }
            String word = sql.word(i);
            if (word.equals("select") || word.equals("returning")) {
                isStarSeen = false;
                List<Verdict> list = list(i + 1);
                if (depth == 0) {
                    lists.add(list);
                    hasStar |= isStarSeen;
                }
                if (!isRead) {
                    first = list;
                    isFirstWithStar = isStarSeen;
                    isRead = true;
                }
            }
        }
    }

    private List<Verdict> list(int from) {
        List<Verdict> list = new ArrayList<>();
        int start = behindDistinct(from);
        int depth = 0;
        int i = start;
        while (i < sql.size() && depth >= 0) {
            if (sql.is(i, "(") || sql.is(i, "[")) {
                depth++;
            } else if (sql.is(i, ")") || sql.is(i, "]")) {
                depth--;
            }
            boolean isEnd =
                    depth < 0
                            || (depth == 0
                                    && (sql.is(i, ";")
                                            || (ENDS.contains(sql.word(i))
                                                    && !sql.is(i - 1, "."))));
            if (isEnd || (depth == 0 && sql.is(i, ","))) {
                list.add(item(start, i));
                start = i + 1;
            }
            if (isEnd) {
                return list;
            }
            i++;
        }
        list.add(item(start, sql.size()));
        return list;
    }

    private int behindDistinct(int from) {
        int i = from;
        if (sql.word(i).equals("distinct") || sql.word(i).equals("all")) {
            i++;
            if (sql.word(i).equals("on") && sql.is(i + 1, "(")) {
                i = sql.closing(i + 1) + 1;
            }
        }
        return i;
    }

    private Verdict item(int from, int to) {
        isStarSeen |= sql.is(to - 1, "*");
        int end = to;
        String alias = "";
        if (to - from > 1 && sql.isName(to - 1) && isAlias(to - 1)) {
            alias = sql.name(to - 1);
            end = sql.word(to - 2).equals("as") ? to - 2 : to - 1;
        }
        Verdict verdict = Verdict.NONE;
        if (!(COUNTS.contains(sql.word(from)) && sql.is(from + 1, "("))) {
            for (int i = from; i < end; i++) {
                if (sql.isName(i) && !sql.is(i + 1, "(") && !sql.is(i - 1, "::")) {
                    verdict = verdict.or(name(sql.name(i)));
                } else if (sql.isMember(i)) {
                    verdict = verdict.or(columns.apply(SqlTokens.inner(sql.text(i))).named());
                }
            }
        }
        if (alias.isEmpty()) {
            return verdict;
        }
        if (verdict.isMasked()) {
            aliases.merge(alias.toLowerCase(Locale.ROOT), verdict, Verdict::or);
        }
        return verdict.or(columns.apply(alias));
    }

    /// Whether a name at the end of an item is what the item is called, not a part of it.
    private boolean isAlias(int last) {
        return sql.word(last - 1).equals("as")
                || sql.is(last - 1, ")")
                || sql.is(last - 1, "]")
                || sql.isKind(last - 1, Kind.TEXT)
                || sql.isKind(last - 1, Kind.NUMBER)
                || sql.isName(last - 1);
    }
}
