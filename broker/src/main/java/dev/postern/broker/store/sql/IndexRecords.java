package dev.postern.broker.store.sql;

import dev.postern.broker.store.chunk.CorruptChunkException;
import dev.postern.broker.store.chunk.IndexCipher;
import dev.postern.broker.store.chunk.PackedReader;
import dev.postern.broker.store.chunk.PackedWriter;
import dev.postern.broker.store.chunk.StatementTexts;
import dev.postern.broker.store.sql.tables.index.tables.records.SessionRecord;
import dev.postern.broker.store.sql.tables.index.tables.records.StatementRecord;

import org.jspecify.annotations.Nullable;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/// Rows of the index to and from the generated records.
final class IndexRecords {

    /// The longest SQL that is kept whole, in characters.
    static final int MAX_SQL_CHARS = 1 << 20;

    /// The words of PostgreSQL's command tags. A verb of other words was made up by its author and is kept among the
    /// texts only.
    private static final Set<String> TAG_WORDS =
            Set.of(
                    ("ABORT ACCESS AGGREGATE ALTER ANALYZE BEGIN BY CALL CAST CHECKPOINT CLASS"
                         + " CLOSE CLUSTER COLLATION COMMENT COMMIT CONFIGURATION CONSTRAINT"
                         + " CONSTRAINTS CONVERSION COPY CREATE CURSOR DATA DATABASE DEALLOCATE"
                         + " DECLARE DEFAULT DELETE DICTIONARY DISCARD DO DOMAIN DROP END EVENT"
                         + " EXECUTE EXPLAIN EXTENSION FAMILY FETCH FOREIGN FUNCTION GRANT IMPORT"
                         + " INDEX INSERT INTO LANGUAGE LARGE LISTEN LOAD LOCK MAPPING MATERIALIZED"
                         + " MERGE METHOD MOVE NOTIFY OBJECT OPERATOR OWNED PARSER POLICY PREPARE"
                         + " PREPARED PRIVILEGES PROCEDURE PUBLICATION REASSIGN REFRESH REINDEX"
                         + " RELEASE REPLICATION RESET REVOKE ROLE ROLLBACK ROUTINE RULE SAVEPOINT"
                         + " SCHEMA SEARCH SECLABEL SECURITY SELECT SEQUENCE SERVER SET SHOW SLOT"
                         + " START STATISTICS SUBSCRIPTION SYSTEM TABLE TABLESPACE TEMPLATE TEXT"
                         + " TRANSACTION TRANSFORM TRIGGER TRUNCATE TYPE UNLISTEN UPDATE USER"
                         + " VACUUM VALUES VIEW WAIT WITH WRAPPER LABEL FROM TO START_REPLICATION"
                         + " IDENTIFY_SYSTEM BASE_BACKUP AS FULL ALL PLANS SEQUENCES TEMP UNPARSED")
                            .split(" "));

    private static final int MAX_VERB_CHARS = 50;
    private static final int VERBS_REMEMBERED = 1_000;
    private static final Pattern STATE = Pattern.compile("[0-9A-Z]{5}");

    /// Verbs that were looked at, with what is plain of them: there are few, unless somebody makes them up.
    private static final Map<String, String> PLAIN_VERBS = new ConcurrentHashMap<>();

    private IndexRecords() {}

    /// The record of a session, without its key and its terms.
    static SessionRecord of(SessionRow row, IndexCipher cipher) {
        SessionRecord record = new SessionRecord();
        record.setId(row.id());
        record.setPersonId(row.who().personId());
        record.setPersonName(row.who().name());
        record.setPersonEmail(row.who().email());
        record.setGrantId(row.who().grant());
        record.setBreakGlass(row.who().breakGlass());
        record.setTarget(row.where().target());
        PackedWriter texts = new PackedWriter();
        texts.string(row.where().clientAddress());
        texts.stringOrNull(row.lifetime().endText());
        record.setSealedTexts(cipher.seal(SESSION_SCOPE, row.id(), texts.toArray()));
        record.setStartedAt(row.lifetime().startedAt());
        record.setEndedAt(row.lifetime().endedAt());
        record.setState(row.lifetime().state());
        record.setEndReason(row.lifetime().endReason());
        record.setStatements(row.counts().statements());
        record.setErrors(row.counts().errors());
        record.setWrites(row.counts().writes());
        record.setRowsReturned(row.counts().rowsReturned());
        record.setFrontendBytes(row.counts().frontendBytes());
        record.setBackendBytes(row.counts().backendBytes());
        record.setMessages(row.counts().messages());
        record.setComplete(row.verdict().complete());
        record.setVerdict(row.verdict().text());
        record.setGaps(GapRow.write(row.verdict().gaps()));
        SessionDigest digest = row.digest();
        record.setContents(digest == null ? null : digest.contents());
        record.setSpark(digest == null ? null : digest.spark().toText());
        return record;
    }

    private static final String SESSION_SCOPE = "sessions";

    static SessionRow session(SessionRecord record, Map<Long, String> words, IndexCipher cipher) {
        String address;
        String endText;
        try {
            PackedReader texts =
                    new PackedReader(
                            cipher.open(SESSION_SCOPE, record.getId(), record.getSealedTexts()));
            address = texts.string();
            endText = texts.stringOrNull();
        } catch (CorruptChunkException e) {
            throw IndexStore.corrupt(e);
        }
        return new SessionRow(
                record.getId(),
                new SessionRow.Who(
                        record.getPersonId(),
                        record.getPersonName(),
                        record.getPersonEmail(),
                        record.getGrantId(),
                        words.getOrDefault(record.getTicketTerm(), ""),
                        record.getBreakGlass(),
                        PersonGroups.read(words.get(record.getGroupsTerm()))),
                new SessionRow.Where(
                        record.getTarget(),
                        words.getOrDefault(record.getDatabaseTerm(), ""),
                        words.getOrDefault(record.getRoleTerm(), ""),
                        words.getOrDefault(record.getApplicationTerm(), ""),
                        address),
                new SessionRow.Lifetime(
                        record.getStartedAt(),
                        record.getEndedAt(),
                        record.getState(),
                        record.getEndReason(),
                        endText),
                new SessionRow.Counts(
                        record.getStatements(),
                        record.getErrors(),
                        record.getWrites(),
                        record.getRowsReturned(),
                        record.getFrontendBytes(),
                        record.getBackendBytes(),
                        record.getMessages()),
                new SessionRow.Verdict(
                        record.getComplete(), record.getVerdict(), GapRow.read(record.getGaps())),
                SessionDigest.of(record.getContents(), record.getSpark()));
    }

    /// The texts of a statement.
    static StatementTexts texts(StatementRow row) {
        StatementRow.Failure error = row.result().error();
        Integer position = error == null ? null : error.position();
        return new StatementTexts(
                row.ordinal(),
                row.text().verb(),
                row.text().sqlTruncated() ? row.text().sql() + CUT_MARK : row.text().sql(),
                row.text().parameters(),
                row.result().tag(),
                error == null
                        ? null
                        : new StatementTexts.ErrorTexts(
                                error.severity(),
                                error.sqlState(),
                                error.message(),
                                error.detail(),
                                error.hint(),
                                position == null ? 0 : position));
    }

    /// Stands behind the kept part of a text that was cut; no SQL can hold it.
    private static final char CUT_MARK = '\0';

    /// The verb if it is one of PostgreSQL's, else nothing.
    static String plainVerb(String verb) {
        if (verb.length() > MAX_VERB_CHARS) {
            return "";
        }
        String known = PLAIN_VERBS.get(verb);
        if (known == null) {
            known = isPlain(verb) ? verb : "";
            if (PLAIN_VERBS.size() < VERBS_REMEMBERED) {
                PLAIN_VERBS.put(verb, known);
            }
        }
        return known;
    }

    private static boolean isPlain(String verb) {
        for (String word : verb.split(" ")) {
            if (!TAG_WORDS.contains(word)) {
                return false;
            }
        }
        return true;
    }

    /// The SQLSTATE if it is one, else nothing.
    static @Nullable String plainState(String state) {
        return STATE.matcher(state).matches() ? state : null;
    }

    static StatementRow statement(String session, StatementRecord record, StatementTexts texts) {
        Long transaction = record.getTransactionNumber();
        int sqlChars = texts.sql().length();
        boolean cut = sqlChars > 0 && texts.sql().charAt(sqlChars - 1) == CUT_MARK;
        return new StatementRow(
                session,
                record.getOrdinal(),
                new StatementRow.Timing(
                        record.getMessage(),
                        record.getStartedAt(),
                        record.getAtMicros(),
                        record.getDurationMicros(),
                        record.getHeldMicros()),
                new StatementRow.Text(
                        record.getProtocol(),
                        texts.verb(),
                        cut ? texts.sql().substring(0, sqlChars - 1) : texts.sql(),
                        cut,
                        texts.parameters(),
                        new StatementRow.Traits(
                                record.getNoise(), StatementTrait.of(record.getTraits()))),
                new StatementRow.Result(
                        record.getOutcome(),
                        texts.tag(),
                        record.getRowCount(),
                        record.getByteCount(),
                        record.getWrote(),
                        failure(texts.error()),
                        record.getSensitiveCount()),
                transaction == null
                        ? null
                        : new StatementRow.Transaction(
                                transaction, record.getTransactionOutcome()));
    }

    private static StatementRow.@Nullable Failure failure(
            StatementTexts.@Nullable ErrorTexts error) {
        return error == null
                ? null
                : new StatementRow.Failure(
                        error.severity(),
                        error.sqlState(),
                        error.message(),
                        error.detail(),
                        error.hint(),
                        error.position() == 0 ? null : error.position());
    }
}
