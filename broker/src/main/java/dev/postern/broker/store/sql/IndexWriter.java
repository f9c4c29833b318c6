package dev.postern.broker.store.sql;

import static dev.postern.broker.store.sql.tables.index.tables.Session.SESSION;
import static dev.postern.broker.store.sql.tables.index.tables.SessionAssignee.SESSION_ASSIGNEE;
import static dev.postern.broker.store.sql.tables.index.tables.SessionDue.SESSION_DUE;
import static dev.postern.broker.store.sql.tables.index.tables.SessionOutcome.SESSION_OUTCOME;
import static dev.postern.broker.store.sql.tables.index.tables.Statement.STATEMENT;

import dev.postern.broker.store.chunk.IndexCipher;
import dev.postern.broker.store.sql.tables.index.tables.Chunk;
import dev.postern.broker.store.sql.tables.index.tables.Term;
import dev.postern.broker.store.sql.tables.index.tables.records.SessionRecord;

import org.jooq.DSLContext;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

import java.util.HashMap;
import java.util.Map;

/// Writes rows of the index, always within a transaction of the one writer.
final class IndexWriter {

    private final IndexCipher cipher;
    private final TokenIndex tokens;
    private final IndexTerms terms;
    private final ChunkRows chunks;
    private final FirstRuns firstRuns;
    private final Map<String, Long> knownTerms = new HashMap<>();

    IndexWriter(IndexCipher cipher, TokenIndex tokens) {
        this.cipher = cipher;
        this.tokens = tokens;
        this.terms = new IndexTerms(cipher);
        this.chunks = new ChunkRows(cipher, tokens);
        this.firstRuns = new FirstRuns(cipher.tokenizer());
    }

    /// Remembers nothing of what was written: it may have been taken back.
    void doubt() {
        knownTerms.clear();
        firstRuns.doubt();
    }

    void write(DSLContext sql, SessionBatch batch) {
        long session = writeSession(sql, batch);
        writeStatements(sql, session, batch);
        ValueRows.write(sql, session, batch.values());
        ActRows.write(sql, session, batch.session().id(), batch.acts(), cipher);
        for (SessionBatch.TransactionEnd end : batch.ended()) {
            sql.update(STATEMENT)
                    .set(STATEMENT.TRANSACTION_OUTCOME, end.outcome())
                    .where(STATEMENT.SESSION_KEY.eq(session))
                    .and(STATEMENT.ORDINAL.between(end.firstOrdinal(), end.lastOrdinal()))
                    .and(STATEMENT.TRANSACTION_NUMBER.eq(end.number()))
                    .and(STATEMENT.TRANSACTION_OUTCOME.eq(StatementRow.Transaction.RUNNING))
                    .execute();
        }
    }

    private long writeSession(DSLContext sql, SessionBatch batch) {
        SessionRow session = batch.session();
        SessionRecord row = IndexRecords.of(session, cipher);
        row.setDatabaseTerm(term(sql, IndexTerms.Kind.DATABASE, session.where().database()));
        row.setRoleTerm(term(sql, IndexTerms.Kind.ROLE, session.where().role()));
        row.setApplicationTerm(
                term(sql, IndexTerms.Kind.APPLICATION, session.where().application()));
        String ticket = session.who().ticket();
        row.setTicketTerm(ticket.isEmpty() ? 0 : term(sql, IndexTerms.Kind.TICKET, ticket));
        String groups = PersonGroups.write(session.who().groups());
        row.setGroupsTerm(groups.isEmpty() ? 0 : term(sql, IndexTerms.Kind.GROUPS, groups));
        row.setValuesTo(batch.values().upTo());
        Long known = key(sql, session.id());
        if (known != null) {
            if (batch.fromStart()) {
                removeStatements(sql, known);
            }
            sql.update(SESSION).set(row).where(SESSION.KEY.eq(known)).execute();
            return known;
        }
        Long last = sql.select(DSL.max(SESSION.KEY)).from(SESSION).fetchOne(0, Long.class);
        long key = last == null ? 1 : last + 1;
        row.setKey(key);
        sql.insertInto(SESSION).set(row).execute();
        return key;
    }

    private long term(DSLContext sql, IndexTerms.Kind kind, String word) {
        return knownTerms.computeIfAbsent(kind + " " + word, ignored -> terms.add(sql, kind, word));
    }

    private static @Nullable Long key(DSLContext sql, String session) {
        return sql.select(SESSION.KEY)
                .from(SESSION)
                .where(SESSION.ID.eq(session))
                .fetchOne(SESSION.KEY);
    }

    private void writeStatements(DSLContext sql, long session, SessionBatch batch) {
        boolean ended = batch.session().lifetime().endedAt() != null;
        if (batch.statements().isEmpty() && batch.running().isEmpty() && !ended) {
            return;
        }
        FillingChunk chunk = chunks.open(sql, session);
        if (chunk != null) {
            chunk.remove(batch.statements());
            chunk.remove(batch.running());
        }
        long next = ChunkRows.nextId(sql);
        StatementRows rows = new StatementRows(session);
        FirstRuns.News news = firstRuns.of(sql, session, batch);
        for (StatementRow finished : batch.statements()) {
            StatementRow statement = news.on(finished);
            if (chunk == null) {
                chunk = new FillingChunk(next++, true);
            }
            chunk.put(statement);
            rows.add(statement, chunk.id());
            if (chunk.isFull()) {
                chunks.write(sql, session, chunk, true);
                chunk = null;
            }
        }
        for (StatementRow asked : batch.running()) {
            StatementRow statement = news.on(asked);
            if (chunk == null) {
                chunk = new FillingChunk(next, true);
            }
            chunk.put(statement);
            rows.add(statement, chunk.id());
        }
        if (chunk != null) {
            chunks.write(sql, session, chunk, ended);
        }
        rows.write(sql);
    }

    private void removeStatements(DSLContext sql, long session) {
        chunks.remove(sql, session);
        ValueRows.remove(sql, session);
        ActRows.remove(sql, session);
        sql.deleteFrom(STATEMENT).where(STATEMENT.SESSION_KEY.eq(session)).execute();
    }

    /// Takes a session out, and the words that no other session has.
    ///
    /// @return whether it was there
    boolean forget(DSLContext sql, String session) {
        Long key = key(sql, session);
        if (key == null) {
            return false;
        }
        removeStatements(sql, key);
        firstRuns.forget(sql, key);
        sql.deleteFrom(SESSION).where(SESSION.KEY.eq(key)).execute();
        sql.deleteFrom(SESSION_OUTCOME).where(SESSION_OUTCOME.SESSION_ID.eq(session)).execute();
        sql.deleteFrom(SESSION_DUE).where(SESSION_DUE.SESSION_ID.eq(session)).execute();
        sql.deleteFrom(SESSION_ASSIGNEE).where(SESSION_ASSIGNEE.SESSION_ID.eq(session)).execute();
        sql.deleteFrom(Term.TERM)
                .where(Term.TERM.ID.notIn(DSL.select(SESSION.DATABASE_TERM).from(SESSION)))
                .and(Term.TERM.ID.notIn(DSL.select(SESSION.ROLE_TERM).from(SESSION)))
                .and(Term.TERM.ID.notIn(DSL.select(SESSION.APPLICATION_TERM).from(SESSION)))
                .and(Term.TERM.ID.notIn(DSL.select(SESSION.TICKET_TERM).from(SESSION)))
                .and(Term.TERM.ID.notIn(DSL.select(SESSION.GROUPS_TERM).from(SESSION)))
                .execute();
        knownTerms.clear();
        return true;
    }

    /// Takes everything out that recordings tell; outcomes of reviews and who is to do them, which they
    /// do not tell, stay.
    void clear(DSLContext sql) {
        tokens.clear(sql);
        ValueRows.clear(sql);
        ActRows.clear(sql);
        firstRuns.clear(sql);
        sql.deleteFrom(Chunk.CHUNK).execute();
        sql.deleteFrom(STATEMENT).execute();
        sql.deleteFrom(SESSION).execute();
        sql.deleteFrom(SESSION_DUE).execute();
        sql.deleteFrom(Term.TERM).execute();
        knownTerms.clear();
    }
}
