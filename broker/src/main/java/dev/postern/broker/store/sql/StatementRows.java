package dev.postern.broker.store.sql;

import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;

/// Rows of `statement` of one session to be written together, over those that are there.
///
/// The one place where SQL is written by hand: binding a row is a large part of what indexing costs.
final class StatementRows {

    private static final String INSERT =
            "insert into statement (session_key, ordinal, chunk_id, message, started_at, at_micros,"
                + " duration_micros, protocol, verb, outcome, wrote, row_count, byte_count,"
                + " error_state, transaction_number, transaction_outcome, traits, noise,"
                + " held_micros, sensitive_count) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?,"
                + " ?, ?, ?, ?, ?, ?) on conflict (session_key, ordinal) do update set chunk_id ="
                + " excluded.chunk_id, duration_micros = excluded.duration_micros, verb ="
                + " excluded.verb, outcome = excluded.outcome, wrote = excluded.wrote, row_count ="
                + " excluded.row_count, byte_count = excluded.byte_count, error_state ="
                + " excluded.error_state, transaction_outcome = excluded.transaction_outcome,"
                + " traits = excluded.traits, noise = excluded.noise, held_micros ="
                + " excluded.held_micros, sensitive_count = excluded.sensitive_count";

    private final long session;
    private final List<StatementRow> statements = new ArrayList<>();
    private final List<Long> chunks = new ArrayList<>();

    StatementRows(long session) {
        this.session = session;
    }

    /// Adds a statement whose texts are in `chunk`.
    void add(StatementRow statement, long chunk) {
        statements.add(statement);
        chunks.add(chunk);
    }

    /// Writes them.
    void write(DSLContext sql) {
        if (statements.isEmpty()) {
            return;
        }
        sql.connection(connection -> {
            try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
                for (int i = 0; i < statements.size(); i++) {
                    bind(insert, statements.get(i), chunks.get(i));
                    insert.addBatch();
                }
                insert.executeBatch();
            }
        });
    }

    private void bind(PreparedStatement insert, StatementRow row, long chunk) throws SQLException {
        StatementRow.Failure error = row.result().error();
        StatementRow.Transaction transaction = row.transaction();
        insert.setLong(1, session);
        insert.setLong(2, row.ordinal());
        insert.setLong(3, chunk);
        insert.setLong(4, row.timing().message());
        insert.setLong(5, row.timing().startedAt());
        insert.setLong(6, row.timing().atMicros());
        setLong(insert, 7, row.timing().durationMicros());
        insert.setString(8, row.text().protocol());
        insert.setString(9, IndexRecords.plainVerb(row.text().verb()));
        insert.setString(10, row.result().outcome());
        insert.setBoolean(11, row.result().wrote());
        insert.setLong(12, row.result().rows());
        insert.setLong(13, row.result().bytes());
        insert.setString(14, error == null ? null : IndexRecords.plainState(error.sqlState()));
        setLong(insert, 15, transaction == null ? null : transaction.number());
        insert.setString(16, transaction == null ? null : transaction.outcome());
        insert.setLong(17, StatementTrait.bits(row.text().traits().all()));
        insert.setString(18, row.text().traits().noise());
        setLong(insert, 19, row.timing().heldMicros());
        insert.setLong(20, row.result().sensitive());
    }

    private static void setLong(PreparedStatement insert, int index, @Nullable Long value)
            throws SQLException {
        if (value == null) {
            insert.setNull(index, Types.BIGINT);
        } else {
            insert.setLong(index, value);
        }
    }
}
