package dev.postern.broker.store.sql;

import static dev.postern.broker.store.sql.tables.state.Tables.MANAGED_ITEM;

import org.jooq.DSLContext;

import java.util.List;

/// The rows of `managed_item` within one transaction.
public final class ManagedRows {

    private final DSLContext db;

    ManagedRows(DSLContext db) {
        this.db = db;
    }

    /// Writes an item, in the place of one of the same kind and name.
    public void put(ManagedRow row) {
        remove(row.kind(), row.name());
        DeedColumns changed = row.changed();
        db.insertInto(MANAGED_ITEM)
                .set(MANAGED_ITEM.KIND, row.kind())
                .set(MANAGED_ITEM.NAME, row.name())
                .set(MANAGED_ITEM.DEFINITION, row.definition())
                .set(MANAGED_ITEM.CHANGED_AT, changed.at())
                .set(MANAGED_ITEM.CHANGED_BY_ID, changed.byId())
                .set(MANAGED_ITEM.CHANGED_BY_NAME, changed.byName())
                .set(MANAGED_ITEM.CHANGED_BY_EMAIL, changed.byEmail())
                .execute();
    }

    /// Removes an item; false if there is none such.
    public boolean remove(String kind, String name) {
        return db.deleteFrom(MANAGED_ITEM)
                        .where(MANAGED_ITEM.KIND.eq(kind))
                        .and(MANAGED_ITEM.NAME.eq(name))
                        .execute()
                == 1;
    }

    /// All of them, by kind and name.
    public List<ManagedRow> all() {
        return db.selectFrom(MANAGED_ITEM)
                .orderBy(MANAGED_ITEM.KIND, MANAGED_ITEM.NAME)
                .fetch(r ->
                        new ManagedRow(
                                r.getKind(),
                                r.getName(),
                                r.getDefinition(),
                                new DeedColumns(
                                        r.getChangedAt(),
                                        r.getChangedById(),
                                        r.getChangedByName(),
                                        r.getChangedByEmail(),
                                        "")));
    }
}
