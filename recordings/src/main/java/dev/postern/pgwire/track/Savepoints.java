package dev.postern.pgwire.track;

import dev.postern.sql.SqlLexer;
import dev.postern.sql.SqlToken;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;

/// The savepoints of the open transaction, with the number of the statement that set each.
///
/// Names may be used again; the newest is meant. At most [#MOST] are remembered, the oldest are forgotten first. Source:
/// the PostgreSQL manual, SAVEPOINT, ROLLBACK TO SAVEPOINT and RELEASE SAVEPOINT.
final class Savepoints {

    static final int MOST = 100_000;

    private static final int MIN_BYTES = 4 + 4;

    private record Savepoint(String name, int ordinal) {}

    private final List<Savepoint> stack = new ArrayList<>();

    void save(StateWriter out) {
        out.int32(stack.size());
        stack.forEach(each -> out.text(each.name).int32(each.ordinal));
    }

    void restore(StateReader in) throws MalformedStateException {
        stack.clear();
        int count = in.count(MIN_BYTES);
        for (int i = 0; i < count; i++) {
            stack.add(new Savepoint(in.text(), in.int32()));
        }
    }

    void clear() {
        stack.clear();
    }

    /// Statement `ordinal`, a SAVEPOINT, was done.
    void set(String sql, int ordinal) {
        if (stack.size() == MOST) {
            stack.removeFirst();
        }
        stack.add(new Savepoint(lastName(sql), ordinal));
    }

    /// A RELEASE was done.
    void release(String sql) {
        int found = find(lastName(sql));
        if (found >= 0) {
            stack.subList(found, stack.size()).clear();
        }
    }

    /// A ROLLBACK TO was done: the number of the statement that set the savepoint, which stays. Empty if it is not known.
    OptionalInt rollBackTo(String sql) {
        int found = find(lastName(sql));
        if (found < 0) {
            return OptionalInt.empty();
        }
        stack.subList(found + 1, stack.size()).clear();
        return OptionalInt.of(stack.get(found).ordinal);
    }

    private int find(String name) {
        for (int i = stack.size() - 1; i >= 0; i--) {
            if (stack.get(i).name.equals(name)) {
                return i;
            }
        }
        return -1;
    }

    /// All three statements end with the name.
    private static String lastName(String sql) {
        for (SqlToken token : SqlLexer.tokens(sql).reversed()) {
            String text = sql.substring(token.start(), token.end());
            switch (token.kind()) {
                case WORD -> {
                    return text.toLowerCase(Locale.ROOT);
                }
                case QUOTED_NAME -> {
                    return text.startsWith("\"")
                            ? text.substring(1, text.length() - 1).replace("\"\"", "\"")
                            : text;
                }
                default -> {}
            }
        }
        return "";
    }
}
