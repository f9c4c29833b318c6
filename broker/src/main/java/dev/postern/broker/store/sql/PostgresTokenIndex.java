package dev.postern.broker.store.sql;

import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record1;
import org.jooq.Select;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;

import java.util.stream.LongStream;

/// Tokens as arrays under a GIN index.
final class PostgresTokenIndex implements TokenIndex {

    @Override
    public void add(DSLContext sql, long chunk, long[] tokens) {
        sql.execute(
                "insert into chunk_token (chunk_id, tokens) values ({0}, {1})",
                DSL.val(chunk), array(tokens));
    }

    @Override
    public void remove(DSLContext sql, long chunk, long[] tokens) {
        sql.execute("delete from chunk_token where chunk_id = {0}", DSL.val(chunk));
    }

    @Override
    public void clear(DSLContext sql) {
        sql.execute("delete from chunk_token");
    }

    @Override
    public Select<Record1<Long>> withAll(long[] tokens) {
        return DSL.select(DSL.field("chunk_id", Long.class))
                .from(DSL.table("chunk_token"))
                .where(DSL.condition("tokens @> {0}", array(tokens)));
    }

    private static Field<Long[]> array(long[] tokens) {
        return DSL.val(
                LongStream.of(tokens).boxed().toArray(Long[]::new), SQLDataType.BIGINT.array());
    }
}
