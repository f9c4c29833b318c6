package dev.postern.broker.store.sql;

import dev.postern.broker.store.sql.tables.index.tables.records.SessionRecord;
import dev.postern.broker.store.sql.tables.index.tables.records.StatementRecord;

import org.jspecify.annotations.Nullable;

/// Rows of the index to and from the generated records.
final class IndexRecords {

    private IndexRecords() {}

    static SessionRecord of(SessionRow row) {
        SessionRecord record = new SessionRecord();
        record.setId(row.id());
        record.setPersonId(row.who().personId());
        record.setPersonName(row.who().name());
        record.setPersonEmail(row.who().email());
        record.setGrantId(row.who().grant());
        record.setTarget(row.where().target());
        record.setDatabaseName(row.where().database());
        record.setDatabaseRole(row.where().role());
        record.setApplication(row.where().application());
        record.setClientAddress(row.where().clientAddress());
        record.setStartedAt(row.lifetime().startedAt());
        record.setEndedAt(row.lifetime().endedAt());
        record.setState(row.lifetime().state());
        record.setEndReason(row.lifetime().endReason());
        record.setEndText(row.lifetime().endText());
        record.setStatements(row.counts().statements());
        record.setErrors(row.counts().errors());
        record.setWrites(row.counts().writes());
        record.setRowsReturned(row.counts().rowsReturned());
        record.setFrontendBytes(row.counts().frontendBytes());
        record.setBackendBytes(row.counts().backendBytes());
        record.setMessages(row.counts().messages());
        record.setComplete(row.verdict().complete());
        record.setVerdict(row.verdict().text());
        return record;
    }

    static SessionRow session(SessionRecord record) {
        return new SessionRow(
                record.getId(),
                new SessionRow.Who(
                        record.getPersonId(),
                        record.getPersonName(),
                        record.getPersonEmail(),
                        record.getGrantId()),
                new SessionRow.Where(
                        record.getTarget(),
                        record.getDatabaseName(),
                        record.getDatabaseRole(),
                        record.getApplication(),
                        record.getClientAddress()),
                new SessionRow.Lifetime(
                        record.getStartedAt(),
                        record.getEndedAt(),
                        record.getState(),
                        record.getEndReason(),
                        record.getEndText()),
                new SessionRow.Counts(
                        record.getStatements(),
                        record.getErrors(),
                        record.getWrites(),
                        record.getRowsReturned(),
                        record.getFrontendBytes(),
                        record.getBackendBytes(),
                        record.getMessages()),
                new SessionRow.Verdict(record.getComplete(), record.getVerdict()));
    }

    static StatementRecord of(StatementRow row) {
        StatementRecord record = new StatementRecord();
        record.setSessionId(row.session());
        record.setOrdinal(row.ordinal());
        record.setMessage(row.timing().message());
        record.setStartedAt(row.timing().startedAt());
        record.setAtMicros(row.timing().atMicros());
        record.setDurationMicros(row.timing().durationMicros());
        record.setProtocol(row.text().protocol());
        record.setVerb(row.text().verb());
        record.setSql(row.text().sql());
        record.setSqlTruncated(row.text().sqlTruncated());
        record.setParameters(row.text().parameters());
        record.setOutcome(row.result().outcome());
        record.setTag(row.result().tag());
        record.setRowCount(row.result().rows());
        record.setByteCount(row.result().bytes());
        StatementRow.Failure error = row.result().error();
        record.setErrorSeverity(error == null ? null : error.severity());
        record.setErrorState(error == null ? null : error.sqlState());
        record.setErrorMessage(error == null ? null : error.message());
        record.setErrorDetail(error == null ? null : error.detail());
        record.setErrorHint(error == null ? null : error.hint());
        Integer position = error == null ? null : error.position();
        record.setErrorPosition(position == null ? null : position.longValue());
        StatementRow.Transaction transaction = row.transaction();
        record.setTransactionNumber(transaction == null ? null : transaction.number());
        record.setTransactionOutcome(transaction == null ? null : transaction.outcome());
        return record;
    }

    static StatementRow statement(StatementRecord record) {
        Long transaction = record.getTransactionNumber();
        Long rows = record.getRowCount();
        return new StatementRow(
                record.getSessionId(),
                record.getOrdinal(),
                new StatementRow.Timing(
                        record.getMessage(),
                        record.getStartedAt(),
                        record.getAtMicros(),
                        record.getDurationMicros()),
                new StatementRow.Text(
                        record.getProtocol(),
                        record.getVerb(),
                        record.getSql(),
                        record.getSqlTruncated(),
                        record.getParameters()),
                new StatementRow.Result(
                        record.getOutcome(),
                        record.getTag(),
                        rows == null ? 0 : rows,
                        record.getByteCount(),
                        failure(record)),
                transaction == null
                        ? null
                        : new StatementRow.Transaction(
                                transaction, record.getTransactionOutcome()));
    }

    private static StatementRow.@Nullable Failure failure(StatementRecord record) {
        if (record.getErrorMessage() == null) {
            return null;
        }
        Long position = record.getErrorPosition();
        return new StatementRow.Failure(
                record.getErrorSeverity(),
                record.getErrorState(),
                record.getErrorMessage(),
                record.getErrorDetail(),
                record.getErrorHint(),
                position == null ? null : position.intValue());
    }
}
