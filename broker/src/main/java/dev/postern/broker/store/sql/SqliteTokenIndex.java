package dev.postern.broker.store.sql;

import org.jooq.DSLContext;
import org.jooq.Record1;
import org.jooq.Select;
import org.jooq.impl.DSL;

/// Tokens as the words of an FTS5 table that keeps no texts and no positions.
final class SqliteTokenIndex implements TokenIndex {

    /// Five bits a character; FTS5 takes them as words, and none is one of its operators.
    private static final char[] DIGITS = "0123456789abcdefghijklmnopqrstuv".toCharArray();

    private static final int CHARS = 13;

    @Override
    public void add(DSLContext sql, long chunk, long[] tokens) {
        sql.execute("insert into chunk_fts (rowid, tokens) values (?, ?)", chunk, words(tokens));
    }

    @Override
    public void remove(DSLContext sql, long chunk, long[] tokens) {
        sql.execute(
                "insert into chunk_fts (chunk_fts, rowid, tokens) values ('delete', ?, ?)",
                chunk,
                words(tokens));
    }

    @Override
    public void clear(DSLContext sql) {
        sql.execute("insert into chunk_fts (chunk_fts) values ('delete-all')");
    }

    @Override
    public Select<Record1<Long>> withAll(long[] tokens) {
        return DSL.select(DSL.field("rowid", Long.class))
                .from(DSL.table("chunk_fts"))
                .where(DSL.condition("chunk_fts match {0}", DSL.val(words(tokens))));
    }

    private static String words(long[] tokens) {
        StringBuilder text = new StringBuilder(tokens.length * (CHARS + 1));
        for (long token : tokens) {
            long rest = token;
            for (int i = 0; i < CHARS; i++) {
                text.append(DIGITS[(int) rest & 31]);
                rest >>>= 5;
            }
            text.append(' ');
        }
        return text.toString();
    }
}
