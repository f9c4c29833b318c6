package dev.postern.broker.store.sql;

import dev.postern.broker.store.chunk.StatementTexts;
import dev.postern.broker.store.sql.tables.index.tables.records.ChunkRecord;

import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// A chunk to which statements are added. Not thread-safe.
final class FillingChunk {

    /// A chunk is closed with so many statements.
    static final int MAX_STATEMENTS = 256;

    /// A chunk is closed with so many characters in texts that differ: with many more, most tokens would be in every
    /// chunk and tell little.
    static final int MAX_CHARS = 16_384;

    private final long id;
    private final boolean isNew;
    private final Map<Long, StatementTexts> texts = new LinkedHashMap<>();
    private final Set<String> different = new HashSet<>();
    private long firstOrdinal = Long.MAX_VALUE;
    private long lastOrdinal;
    private long firstAt = Long.MAX_VALUE;
    private long lastAt = Long.MIN_VALUE;
    private long errors;
    private long writes;
    private long traits;
    private int chars;

    /// @param isNew whether no row has this id yet
    FillingChunk(long id, boolean isNew) {
        this.id = id;
        this.isNew = isNew;
    }

    /// Adds a statement.
    void put(StatementRow row) {
        putBack(IndexRecords.texts(row));
        firstAt = Math.min(firstAt, row.timing().startedAt());
        lastAt = Math.max(lastAt, row.timing().startedAt());
        errors += row.result().isError() ? 1 : 0;
        writes += row.result().wrote() ? 1 : 0;
        traits |= StatementTrait.bits(row.text().traits().all());
    }

    /// Adds the texts of a statement whose row was described before.
    void putBack(StatementTexts statement) {
        texts.put(statement.ordinal(), statement);
        firstOrdinal = Math.min(firstOrdinal, statement.ordinal());
        lastOrdinal = Math.max(lastOrdinal, statement.ordinal());
        if (different.add(statement.sql())) {
            chars += statement.sql().length();
        }
        StatementTexts.ErrorTexts error = statement.error();
        if (error != null && different.add(error.message())) {
            chars += error.message().length();
        }
    }

    /// Takes over what a row says of the statements that were put back.
    void putBack(ChunkRecord row) {
        firstAt = row.getFirstAt();
        lastAt = row.getLastAt();
        errors = row.getErrors();
        writes = row.getWrites();
        traits = row.getTraits();
    }

    /// Takes statements out that come anew, if they are in.
    void remove(List<StatementRow> statements) {
        statements.forEach(row -> texts.remove(row.ordinal()));
    }

    /// Writes what is known of the statements into a row.
    void describe(ChunkRecord row) {
        row.setFirstOrdinal(firstOrdinal);
        row.setLastOrdinal(lastOrdinal);
        row.setFirstAt(firstAt);
        row.setLastAt(lastAt);
        row.setErrors(errors);
        row.setWrites(writes);
        row.setTraits(traits);
    }

    long id() {
        return id;
    }

    boolean isNew() {
        return isNew;
    }

    Collection<StatementTexts> texts() {
        return texts.values();
    }

    boolean isFull() {
        return texts.size() >= MAX_STATEMENTS || chars >= MAX_CHARS;
    }
}
