package dev.postern.broker.store.sql;

import static dev.postern.broker.store.sql.tables.state.Tables.SAVED_SEARCH;

import dev.postern.broker.store.sql.tables.state.tables.records.SavedSearchRecord;

import org.jooq.DSLContext;

import java.util.List;
import java.util.Optional;

/// The rows of `saved_search` within one transaction.
public final class SavedSearchRows {

    private final DSLContext db;

    SavedSearchRows(DSLContext db) {
        this.db = db;
    }

    /// Adds a search whose owner has none of its name and kind.
    ///
    /// @throws org.jooq.exception.DataAccessException if there is one
    public void add(SavedSearchRow row) {
        SignatureColumns saved = row.saved();
        db.insertInto(SAVED_SEARCH)
                .set(SAVED_SEARCH.ID, row.id())
                .set(SAVED_SEARCH.OWNER_ID, saved.byId())
                .set(SAVED_SEARCH.OWNER_NAME, saved.byName())
                .set(SAVED_SEARCH.OWNER_EMAIL, saved.byEmail())
                .set(SAVED_SEARCH.NAME, row.name())
                .set(SAVED_SEARCH.KIND, row.kind())
                .set(SAVED_SEARCH.FILTER, row.filter())
                .set(SAVED_SEARCH.SHARED, row.shared())
                .set(SAVED_SEARCH.SAVED_AT, saved.at())
                .set(SAVED_SEARCH.CHANGED_AT, row.changedAt())
                .execute();
    }

    /// Writes name, filter and sharing anew; false if there is no search of this id and owner.
    ///
    /// @throws org.jooq.exception.DataAccessException if the owner has another of this name and kind
    public boolean change(SavedSearchRow row) {
        return db.update(SAVED_SEARCH)
                        .set(SAVED_SEARCH.NAME, row.name())
                        .set(SAVED_SEARCH.FILTER, row.filter())
                        .set(SAVED_SEARCH.SHARED, row.shared())
                        .set(SAVED_SEARCH.CHANGED_AT, row.changedAt())
                        .where(SAVED_SEARCH.ID.eq(row.id()))
                        .and(SAVED_SEARCH.OWNER_ID.eq(row.saved().byId()))
                        .execute()
                == 1;
    }

    /// Takes a search out; false if there is none of this id and owner.
    public boolean delete(String id, String owner) {
        return db.deleteFrom(SAVED_SEARCH)
                        .where(SAVED_SEARCH.ID.eq(id))
                        .and(SAVED_SEARCH.OWNER_ID.eq(owner))
                        .execute()
                == 1;
    }

    /// The search of this id that `person` may read: their own, or one that is shared.
    public Optional<SavedSearchRow> visible(String id, String person) {
        return db.selectFrom(SAVED_SEARCH)
                .where(SAVED_SEARCH.ID.eq(id))
                .and(SAVED_SEARCH.OWNER_ID.eq(person).or(SAVED_SEARCH.SHARED.isTrue()))
                .fetchOptional(SavedSearchRows::row);
    }

    /// All searches of a person.
    public List<SavedSearchRow> of(String owner) {
        return db.selectFrom(SAVED_SEARCH)
                .where(SAVED_SEARCH.OWNER_ID.eq(owner))
                .orderBy(SAVED_SEARCH.ID)
                .fetch(SavedSearchRows::row);
    }

    /// What others than `person` share, the latest changed first.
    ///
    /// @param limit so many at most
    public List<SavedSearchRow> sharedWith(String person, int limit) {
        return db.selectFrom(SAVED_SEARCH)
                .where(SAVED_SEARCH.SHARED.isTrue())
                .and(SAVED_SEARCH.OWNER_ID.ne(person))
                .orderBy(SAVED_SEARCH.CHANGED_AT.desc(), SAVED_SEARCH.ID.desc())
                .limit(limit)
                .fetch(SavedSearchRows::row);
    }

    private static SavedSearchRow row(SavedSearchRecord r) {
        return new SavedSearchRow(
                r.getId(),
                r.getName(),
                r.getKind(),
                r.getFilter(),
                r.getShared(),
                new SignatureColumns(
                        r.getSavedAt(), r.getOwnerId(), r.getOwnerName(), r.getOwnerEmail()),
                r.getChangedAt());
    }
}
