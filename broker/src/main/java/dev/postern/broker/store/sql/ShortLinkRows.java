package dev.postern.broker.store.sql;

import static dev.postern.broker.store.sql.tables.state.Tables.SHORT_LINK;

import org.jooq.DSLContext;

import java.util.Optional;

/// The rows of `short_link` within one transaction.
public final class ShortLinkRows {

    private final DSLContext db;

    ShortLinkRows(DSLContext db) {
        this.db = db;
    }

    /// Adds a link whose id is not taken.
    ///
    /// @throws org.jooq.exception.DataAccessException if it is
    public void add(ShortLinkRow row) {
        db.insertInto(SHORT_LINK)
                .set(SHORT_LINK.ID, row.id())
                .set(SHORT_LINK.SESSION, row.session())
                .set(SHORT_LINK.PLACE, row.place())
                .set(SHORT_LINK.MAKER_ID, row.makerId())
                .set(SHORT_LINK.MADE_AT, row.madeAt())
                .set(SHORT_LINK.ENDS_AT, row.endsAt())
                .execute();
    }

    /// The link of this id, if it ends later than `now`.
    public Optional<ShortLinkRow> find(String id, long now) {
        return db.selectFrom(SHORT_LINK)
                .where(SHORT_LINK.ID.eq(id))
                .and(SHORT_LINK.ENDS_AT.gt(now))
                .fetchOptional(r ->
                        new ShortLinkRow(
                                r.getId(),
                                r.getSession(),
                                r.getPlace(),
                                r.getMakerId(),
                                r.getMadeAt(),
                                r.getEndsAt()));
    }

    /// How many links a person has, those that have ended too.
    public int count(String maker) {
        return db.fetchCount(SHORT_LINK, SHORT_LINK.MAKER_ID.eq(maker));
    }

    /// Takes out the links that do not end later than `now`.
    public void deleteEnded(long now) {
        db.deleteFrom(SHORT_LINK).where(SHORT_LINK.ENDS_AT.le(now)).execute();
    }
}
