package dev.postern.broker.store.sql;

import dev.postern.broker.store.sql.tables.index.tables.records.StatementRecord;

import java.util.Comparator;
import java.util.Locale;

/// Where a statement stands among all: by its start, then by its session and its number there.
record IndexPlace(long startedAt, long session, long ordinal) {

    /// Behind every statement when the newest comes first... that is, before which all statements lie.
    static final IndexPlace NEWEST = new IndexPlace(Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE);

    static final Comparator<IndexPlace> ASCENDING =
            Comparator.comparingLong(IndexPlace::startedAt)
                    .thenComparingLong(IndexPlace::session)
                    .thenComparingLong(IndexPlace::ordinal);

    private static final int RADIX = 36;

    /// The place before which every statement lies that began at `startedAt` or earlier.
    static IndexPlace upTo(long startedAt) {
        return new IndexPlace(startedAt + 1, 0, 0);
    }

    static IndexPlace of(StatementRecord row) {
        return new IndexPlace(row.getStartedAt(), row.getSessionKey(), row.getOrdinal());
    }

    /// The place that [#toPlace] wrote; one that nobody wrote is somewhere.
    static IndexPlace of(IndexQuery.Place place) {
        String id = place.id();
        int middle = id.indexOf('Z');
        if (middle <= 0 || middle == id.length() - 1) {
            return new IndexPlace(place.startedAt(), 0, 0);
        }
        try {
            return new IndexPlace(
                    place.startedAt(),
                    Long.parseLong(id.substring(0, middle), RADIX - 1),
                    Long.parseLong(id.substring(middle + 1), RADIX - 1));
        } catch (NumberFormatException e) {
            return new IndexPlace(place.startedAt(), 0, 0);
        }
    }

    /// As capitals and digits, the session and the ordinal to the base of 35 with `Z` between.
    IndexQuery.Place toPlace() {
        return new IndexQuery.Place(
                startedAt,
                (Long.toString(session, RADIX - 1) + "z" + Long.toString(ordinal, RADIX - 1))
                        .toUpperCase(Locale.ROOT));
    }
}
