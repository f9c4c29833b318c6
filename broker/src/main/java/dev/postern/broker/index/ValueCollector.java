package dev.postern.broker.index;

import dev.postern.broker.store.chunk.TokenSet;
import dev.postern.broker.store.sql.SessionValues;
import dev.postern.broker.store.value.ValueFilter;
import dev.postern.broker.store.value.ValueTokenizer;
import dev.postern.event.SessionEvent;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/// Gathers the values of a session into filters. Not thread-safe.
///
/// A filter is closed when it holds [#MAX_TOKENS] tokens or the values of [#MAX_STATEMENTS] statements, so that what has
/// to be read again for one that may hold a value is little; a large result has many. What is in no closed filter yet is
/// read from the recording when somebody searches.
final class ValueCollector {

    private static final int MAX_TOKENS = 4_096;
    private static final int MAX_STATEMENTS = 256;

    private final ValueTokenizer tokenizer;
    private final ValueReader reader = new ValueReader(this::value);
    private final List<SessionValues.Filter> closed = new ArrayList<>();
    private final TreeSet<Integer> running = new TreeSet<>();
    private TokenSet tokens = new TokenSet();
    private int first = Integer.MAX_VALUE;
    private int last;
    private long parts;

    ValueCollector(ValueTokenizer tokenizer) {
        this.tokenizer = tokenizer;
    }

    void event(SessionEvent event) {
        if (event instanceof SessionEvent.StatementStarted e) {
            running.add(e.ordinal());
        }
        reader.event(event);
        if (event instanceof SessionEvent.StatementFinished e) {
            running.remove(e.ordinal());
            if (first <= last && last - first >= MAX_STATEMENTS) {
                close();
            }
        }
    }

    private void value(ValueReader.Place place, String text) {
        // What comes before the first statement is found with it.
        int ordinal = Math.max(1, place.ordinal());
        first = Math.min(first, ordinal);
        last = Math.max(last, ordinal);
        tokenizer.add(text, tokens);
        if (tokens.size() >= MAX_TOKENS) {
            close();
        }
    }

    private void close() {
        if (tokens.size() > 0) {
            closed.add(
                    new SessionValues.Filter(
                            first, last, parts++, ValueFilter.of(tokens.unordered())));
        }
        tokens = new TokenSet();
        first = Integer.MAX_VALUE;
        last = 0;
    }

    /// What is new since the last call.
    ///
    /// @param statements how many statements there were
    /// @param ended      whether the session has ended, so that nothing is held back
    SessionValues take(long statements, boolean ended) {
        if (ended) {
            close();
        }
        long open = first == Integer.MAX_VALUE ? Long.MAX_VALUE : first;
        long unanswered = running.isEmpty() || ended ? Long.MAX_VALUE : running.first();
        List<SessionValues.Filter> filters = List.copyOf(closed);
        closed.clear();
        return new SessionValues(filters, Math.min(statements, Math.min(open, unanswered) - 1));
    }
}
