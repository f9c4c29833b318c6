package dev.postern.broker.store.sql;

import dev.postern.broker.store.chunk.StatementTexts;
import dev.postern.sql.Fingerprints;
import dev.postern.sql.grammar.PostgresGrammar;
import dev.postern.sql.grammar.Reading.Parsed;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Set;

/// What the index knows of a statement.
public record StatementRow(
        String session,
        long ordinal,
        Timing timing,
        Text text,
        Result result,
        @Nullable Transaction transaction) {

    /// Of longer texts it is not told which tables they name.
    private static final int MAX_READ_CHARS = 8_192;

    /// When: `startedAt` in microseconds since 1970, `atMicros` since the start of the session.
    ///
    /// @param durationMicros how long it ran, null while it does
    /// @param heldMicros     how long it waited in a held session before it ran; null if it did not, or still does
    public record Timing(
            long message,
            long startedAt,
            long atMicros,
            @Nullable Long durationMicros,
            @Nullable Long heldMicros) {

        /// Of a statement that did not wait.
        public Timing(long message, long startedAt, long atMicros, @Nullable Long durationMicros) {
            this(message, startedAt, atMicros, durationMicros, null);
        }
    }

    /// What was sent; `parameters` is a JSON array.
    public record Text(
            String protocol,
            String verb,
            String sql,
            boolean sqlTruncated,
            String parameters,
            Traits traits) {

        /// A text of which nothing stands out.
        public Text(
                String protocol, String verb, String sql, boolean sqlTruncated, String parameters) {
            this(protocol, verb, sql, sqlTruncated, parameters, Traits.NONE);
        }

        Text with(Traits other) {
            return new Text(protocol, verb, sql, sqlTruncated, parameters, other);
        }
    }

    /// What stands out about it; `noise` is the tool that asked it on its own, empty if somebody meant it.
    public record Traits(String noise, Set<StatementTrait> all) {

        /// Nothing.
        public static final Traits NONE = new Traits("", Set.of());

        public Traits {
            all = Set.copyOf(all);
        }

        /// Whether it is so.
        public boolean has(StatementTrait trait) {
            return all.contains(trait);
        }
    }

    /// Whether it is so.
    public boolean has(StatementTrait trait) {
        return text.traits().has(trait);
    }

    /// What somebody wrote to mark it, null if nobody did.
    public @Nullable String mark() {
        return has(StatementTrait.MARK) ? StatementTexts.mark(text.sql(), text.parameters()) : null;
    }

    /// What statements share that are the same but for their literals, 16 hexadecimal digits; null if the SQL was cut.
    public @Nullable String fingerprint() {
        return text.sqlTruncated() ? null : Fingerprints.of(text.sql());
    }

    /// The tables that the SQL names, as it names them, in order; null if it is long, or no SQL that the grammar reads.
    public @Nullable List<String> tables() {
        return text.sqlTruncated() || text.sql().length() > MAX_READ_CHARS
                ? null
                : tables(text.sql());
    }

    static @Nullable List<String> tables(String sql) {
        return PostgresGrammar.shared().read(sql) instanceof Parsed parsed
                ? parsed.tables().stream().sorted().toList()
                : null;
    }

    StatementRow with(Traits traits) {
        return new StatementRow(session, ordinal, timing, text.with(traits), result, transaction);
    }

    /// What came back; `outcome` is one of the API's words, `wrote` whether it changed something, `sensitive` how many
    /// values came back in classed columns.
    public record Result(
            String outcome,
            @Nullable String tag,
            long rows,
            long bytes,
            boolean wrote,
            @Nullable Failure error,
            long sensitive) {

        /// Of a statement that returned nothing in classed columns.
        public Result(
                String outcome,
                @Nullable String tag,
                long rows,
                long bytes,
                boolean wrote,
                @Nullable Failure error) {
            this(outcome, tag, rows, bytes, wrote, error, 0);
        }

        /// Whether the server refused it or was told to stop it.
        public boolean isError() {
            return outcome.equals("failed") || outcome.equals("cancelled");
        }
    }

    /// The server's error.
    public record Failure(
            String severity,
            String sqlState,
            String message,
            @Nullable String detail,
            @Nullable String hint,
            @Nullable Integer position) {}

    /// The transaction it ran in and what became of the statement in it.
    ///
    /// @param outcome `committed`, `open_at_end`, [#ROLLED_BACK] (with the transaction, or to a savepoint) or [#RUNNING]
    public record Transaction(long number, String outcome) {

        public static final String RUNNING = "running";
        public static final String ROLLED_BACK = "rolled_back";
    }
}
