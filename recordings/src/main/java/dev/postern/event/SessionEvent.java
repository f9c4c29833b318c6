package dev.postern.event;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;

/// One thing that happened in a session, as a reader of the recording sees it.
///
/// Every event carries the number of the message it came from ([#message], counted from 1 over both directions in
/// recording order; 0 for facts that are no wire message) and the time since the session began ([#micros],
/// microseconds of the monotonic clock). Byte buffers are read-only views, valid until the next event is asked for.
public sealed interface SessionEvent {

    /// The number of the message that caused this, from 1; 0 where there is none.
    long message();

    /// Microseconds since the recording was opened.
    long micros();

    /// The recording opened; `facts` are the session's own: person, target, role, client, see `SessionFacts`.
    record SessionStarted(long message, long micros, Map<String, Object> facts)
            implements SessionEvent {}

    /// A statement reached the server.
    ///
    /// @param ordinal     number of the statement in this session, from 1, in the order of execution
    /// @param protocol    how it was sent
    /// @param sql         its text in UTF-8 terms; for one part of a simple query with several statements, that part;
    ///                    empty for a function call
    /// @param statementName  the prepared statement's name, empty for the unnamed one and for simple queries; for a
    ///                    function call, the function's OID in decimal
    /// @param parameters  bound values, in order; empty for simple queries
    /// @param transaction number of the transaction block it runs in, from 1 in this session
    record StatementStarted(
            long message,
            long micros,
            int ordinal,
            Protocol protocol,
            String sql,
            String statementName,
            List<Parameter> parameters,
            int transaction)
            implements SessionEvent {}

    /// The columns of the rows that follow for this statement.
    record ColumnsDescribed(long message, long micros, int ordinal, List<Column> columns)
            implements SessionEvent {}

    /// One row as the client received it; a null cell is SQL NULL.
    record RowReturned(long message, long micros, int ordinal, List<@Nullable ByteBuffer> cells)
            implements SessionEvent {}

    /// Rows, or pieces of COPY data of the server, that came one behind the other, where a replay tells them in runs.
    ///
    /// @param message  the number of the last; those before it have the numbers before
    /// @param copy     whether they are COPY data
    /// @param count    at least 1
    /// @param messages the DataRow or CopyData messages as they came, see [dev.postern.event.ResultMessages]
    record ResultsReturned(
            long message, long micros, int ordinal, boolean copy, int count, ByteBuffer messages)
            implements SessionEvent {

        /// What a reader throws that wants rows one by one and was given a replay in runs.
        public IllegalStateException unexpected() {
            return new IllegalStateException(
                    count + " results of statement " + ordinal + " were told in one run");
        }
    }

    /// COPY began for this statement.
    record CopyStarted(
            long message,
            long micros,
            int ordinal,
            CopyDirection direction,
            boolean binary,
            int columns)
            implements SessionEvent {}

    /// A piece of COPY data; pieces need not end at a line.
    record CopyData(
            long message, long micros, int ordinal, CopyDirection direction, ByteBuffer bytes)
            implements SessionEvent {}

    /// A statement ended.
    ///
    /// @param tag    the command tag (`SELECT 3`), empty unless `COMPLETED`
    /// @param rows   DataRow messages or, for COPY, the tag's count; otherwise the tag's count of changed rows
    /// @param bytes  bytes of the statement's result messages (rows and COPY data, both directions)
    /// @param error  the server's error if `FAILED` or `CANCELLED`, the broker's if `WITHDRAWN`
    record StatementFinished(
            long message,
            long micros,
            int ordinal,
            Outcome outcome,
            String tag,
            long rows,
            long bytes,
            @Nullable ServerReport error)
            implements SessionEvent {}

    /// The server or the broker sent an ErrorResponse; `ordinal` is 0 when no statement was running.
    record ErrorRaised(
            long message, long micros, int ordinal, boolean fromBroker, ServerReport report)
            implements SessionEvent {}

    /// The server or the broker sent a NoticeResponse; `ordinal` is 0 when no statement was running.
    record NoticeRaised(
            long message, long micros, int ordinal, boolean fromBroker, ServerReport report)
            implements SessionEvent {}

    /// ReadyForQuery: the state between statements.
    record TransactionChanged(long message, long micros, TransactionStatus status)
            implements SessionEvent {}

    /// A transaction block ended, or the session ended with it open; implicit single-statement transactions included.
    record TransactionFinished(
            long message, long micros, int transaction, TransactionOutcome outcome)
            implements SessionEvent {}

    /// ROLLBACK TO SAVEPOINT was done: it took back the statements `from` to `to` of the open transaction, both included.
    record SavepointRolledBack(long message, long micros, int transaction, int from, int to)
            implements SessionEvent {}

    /// ParameterStatus: a reported setting has this value now.
    record SettingChanged(long message, long micros, String name, String value)
            implements SessionEvent {}

    /// NotificationResponse.
    record Notified(long message, long micros, int processId, String channel, String payload)
            implements SessionEvent {}

    /// A fact the broker wrote that is no wire message: a decision, a cancel request, a gap, a recovery. The reader of
    /// a recording adds `CONTENT_CUT` with `missingBytes` before the events of a message too long to be held whole.
    record BrokerFact(long message, long micros, String kind, Map<String, Object> facts)
            implements SessionEvent {}

    /// The recording ended; `facts` name the reason and the counts.
    record SessionEnded(long message, long micros, String reason, Map<String, Object> facts)
            implements SessionEvent {}

    /// How a statement was sent.
    enum Protocol {
        SIMPLE,
        EXTENDED,
        FUNCTION_CALL
    }

    /// Which way COPY data goes: `IN` from the client to the server.
    enum CopyDirection {
        IN,
        OUT
    }

    /// How a statement ended.
    enum Outcome {
        /// A command tag came.
        COMPLETED,
        /// The query string was empty.
        EMPTY,
        /// An ErrorResponse came.
        FAILED,
        /// An ErrorResponse with SQLSTATE 57014 came.
        CANCELLED,
        /// The portal was suspended and not fetched to its end.
        SUSPENDED,
        /// The server skipped it, because an earlier message of the pipeline failed.
        SKIPPED,
        /// The session ended before any answer.
        NO_ANSWER,
        /// It waited in a held session and was withdrawn: the server never saw it.
        WITHDRAWN
    }

    /// The transaction state that ReadyForQuery reports.
    enum TransactionStatus {
        IDLE,
        IN_TRANSACTION,
        FAILED
    }

    /// What became of a transaction.
    enum TransactionOutcome {
        COMMITTED,
        ROLLED_BACK,
        /// The session ended inside the block: the server rolls it back, without saying so on the wire. Also for
        /// PREPARE TRANSACTION, whose end another session may decide.
        OPEN_AT_END
    }

    /// A bound value: the type's OID (0 unknown), whether the bytes are binary, and the bytes (null is SQL NULL).
    record Parameter(int typeOid, boolean binary, @Nullable ByteBuffer value) {}

    /// A result column; `tableOid` and `attribute` are 0 for expressions.
    record Column(
            String name,
            int tableOid,
            int attribute,
            int typeOid,
            int typeModifier,
            boolean binary) {}

    /// The fields of an ErrorResponse or NoticeResponse, by their type byte; `V`, `C` and `M` are normally there.
    record ServerReport(Map<Character, String> fields) {
        public ServerReport {
            fields = Map.copyOf(fields);
        }

        /// The severity that is never translated, or the translated one, or `ERROR`.
        public String severity() {
            return fields.getOrDefault('V', fields.getOrDefault('S', "ERROR"));
        }

        /// The five characters of the SQLSTATE, or empty.
        public String sqlState() {
            return fields.getOrDefault('C', "");
        }

        /// The primary message, or empty.
        public String text() {
            return fields.getOrDefault('M', "");
        }
    }
}
