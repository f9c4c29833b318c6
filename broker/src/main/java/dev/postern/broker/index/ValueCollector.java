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
    private final ValueReader reader = new ValueReader(new Gathering());
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
                closeAndRelease();
            }
        }
    }

    /// Takes the tokens of values.
    private final class Gathering implements ValueReader.Sink {

        @Override
        public void value(ValueReader.Place place, String text) {
            begin(place);
            tokenizer.add(text, tokens);
            end();
        }

        @Override
        public void ascii(ValueReader.Place place, byte[] bytes, int from, int length) {
            begin(place);
            tokenizer.add(bytes, from, length, tokens);
            end();
        }

        private void begin(ValueReader.Place place) {
            // What comes before the first statement is found with it.
            int ordinal = Math.max(1, place.ordinal());
            first = Math.min(first, ordinal);
            last = Math.max(last, ordinal);
        }

        private void end() {
            if (tokens.size() >= MAX_TOKENS) {
                close();
                tokens.clear();
            }
        }
    }

    private void closeAndRelease() {
        close();
        tokens = new TokenSet();
    }

    /// Makes a filter of what there is, which the caller takes out of the tokens.
    private void close() {
        if (tokens.size() > 0) {
            closed.add(
                    new SessionValues.Filter(
                            first, last, parts++, ValueFilter.of(tokens.unordered())));
        }
        first = Integer.MAX_VALUE;
        last = 0;
    }

    /// What is new since the last call.
    ///
    /// @param statements how many statements there were
    /// @param ended      whether the session has ended, so that nothing is held back
    SessionValues take(long statements, boolean ended) {
        if (ended) {
            closeAndRelease();
        }
        long open = first == Integer.MAX_VALUE ? Long.MAX_VALUE : first;
        long unanswered = running.isEmpty() || ended ? Long.MAX_VALUE : running.first();
        List<SessionValues.Filter> filters = List.copyOf(closed);
        closed.clear();
        return new SessionValues(filters, Math.min(statements, Math.min(open, unanswered) - 1));
    }
}
