package dev.postern.broker.store.sql;

import org.jooq.DSLContext;
import org.jooq.Record1;
import org.jooq.Select;

/// Finds chunks by the tokens of their texts: the one part of the index that each database does in its own way.
interface TokenIndex {

    /// Adds a chunk.
    void add(DSLContext sql, long chunk, long[] tokens);

    /// Takes a chunk out, with nothing left of it.
    ///
    /// @param tokens those it was added with
    void remove(DSLContext sql, long chunk, long[] tokens);

    /// Takes all chunks out.
    void clear(DSLContext sql);

    /// The chunks that were added with all of `tokens`, of which there is at least one.
    Select<Record1<Long>> withAll(long[] tokens);
}
