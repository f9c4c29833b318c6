package dev.postern.broker.index;

import dev.postern.broker.base.Ticker;
import dev.postern.broker.store.sql.IndexQuery;
import dev.postern.broker.store.sql.IndexRows;
import dev.postern.broker.store.sql.SessionRow;
import dev.postern.broker.store.sql.StatementRow;
import dev.postern.broker.store.sql.ValuePlace;
import dev.postern.broker.store.sql.ValueRows;
import dev.postern.broker.store.value.ValueQuery;
import dev.postern.event.SessionEvent;
import dev.postern.keys.KeyDestroyedException;
import dev.postern.recording.RecordingFile;
import dev.postern.replay.SessionReplay;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/// Finds who saw a value: asks the filters of the index where it may be, and reads the recordings there.
///
/// What the filters say is never an answer: every answer was compared with what the recording holds.
public final class ValueSearch {

    /// So many places are told of each statement; the rest is counted.
    static final int MAX_PLACES = 20;

    private final IndexRows rows;
    private final Function<String, Optional<RecordingFile>> recordings;
    private final Ticker ticker;

    /// @param recordings the recording of a session, running or ended
    public ValueSearch(
            IndexRows rows, Function<String, Optional<RecordingFile>> recordings, Ticker ticker) {
        this.rows = rows;
        this.recordings = recordings;
        this.ticker = ticker;
    }

    /// A value in a statement.
    ///
    /// @param places the first of them
    /// @param count  how many there are
    public record Hit(SessionRow session, StatementRow statement, List<Place> places, long count) {
        public Hit {
            places = List.copyOf(places);
        }
    }

    /// Where a value is.
    ///
    /// @param row    from 1; 0 where there are no rows
    /// @param column from 1: of the result, the parameters or the line; 0 where there is none
    /// @param name   the column's name, or empty
    public record Place(ValuePlaceKind kind, long row, int column, String name) {}

    /// How far a search came: through a session up to a statement, and through all that are newer.
    ///
    /// @param ordinal the number of the statement, or more than any has if the session was read to its end
    public record Reached(String session, long ordinal) {}

    /// What was found.
    ///
    /// @param filters     filters that were asked
    /// @param read        sessions whose recordings were read
    /// @param unread      sessions that may hold the value and were not read, because there were enough hits or no time
    /// @param unreadable  sessions that may hold it and cannot be read
    /// @param erased      sessions that may hold it and whose content is erased
    /// @param reached     where to go on; null if nothing is left
    public record Answer(
            List<Hit> hits,
            long filters,
            int read,
            int unread,
            int unreadable,
            int erased,
            @Nullable Reached reached) {
        public Answer {
            hits = List.copyOf(hits);
        }

        /// Whether there may be more.
        public boolean partial() {
            return unread > 0 || unreadable > 0;
        }
    }

    /// Looks for a value.
    ///
    /// @param among  only sessions that it is about; none of its clauses compares texts
    /// @param after  how far an earlier search came, or null; this one comes further
    /// @param limit  ends the search after so many statements
    /// @param within ends it after so much time
    public Answer find(
            ValueQuery value, IndexQuery among, @Nullable Reached after, int limit, Duration within)
            throws IOException {
        long until = ticker.nanos() + within.toNanos();
        ValueRows.Found found = rows.values().find(value, among);
        List<Hit> hits = new ArrayList<>();
        int read = 0;
        int unread = 0;
        int unreadable = 0;
        int erased = 0;
        Reached reached = after;
        for (Map.Entry<String, List<ValuePlace>> candidate : found.places().entrySet()) {
            List<ValuePlace> places = behind(after, candidate.getKey(), candidate.getValue());
            if (places.isEmpty()) {
                continue;
            }
            boolean isFirst = read + unreadable + erased == 0;
            if (hits.size() >= limit || (!isFirst && ticker.nanos() - until > 0)) {
                unread++;
                continue;
            }
            reached = new Reached(candidate.getKey(), Long.MAX_VALUE);
            Optional<RecordingFile> file = recordings.apply(candidate.getKey());
            Optional<SessionRow> session = rows.session(candidate.getKey());
            if (file.isEmpty() || session.isEmpty()) {
                unreadable++;
                continue;
            }
            try {
                hits.addAll(read(session.get(), file.get(), places, value, limit - hits.size()));
                read++;
            } catch (KeyDestroyedException e) {
                erased++;
            } catch (IOException e) {
                unreadable++;
            }
        }
        if (hits.size() > limit) {
            hits = hits.subList(0, limit);
            Hit last = hits.getLast();
            reached = new Reached(last.session().id(), last.statement().ordinal());
            unread++;
        }
        return new Answer(
                hits,
                found.filters(),
                read,
                unread,
                unreadable,
                erased,
                unread > 0 ? reached : null);
    }

    /// The places of a session that an earlier search did not come to. Sessions are looked into newest first.
    private static List<ValuePlace> behind(
            @Nullable Reached after, String session, List<ValuePlace> places) {
        if (after == null || session.compareTo(after.session()) < 0) {
            return places;
        }
        if (session.compareTo(after.session()) > 0) {
            return List.of();
        }
        return places.stream()
                .filter(place -> place.lastOrdinal() > after.ordinal())
                .map(place ->
                        new ValuePlace(
                                Math.max(place.firstOrdinal(), after.ordinal() + 1),
                                place.lastOrdinal()))
                .toList();
    }

    private List<Hit> read(
            SessionRow session,
            RecordingFile file,
            List<ValuePlace> places,
            ValueQuery value,
            int limit)
            throws IOException {
        List<Hit> hits = new ArrayList<>();
        for (ValuePlace place : places) {
            Matches matches = new Matches(place, value);
            read(file, place, matches);
            for (Map.Entry<Integer, Found> found : matches.found.entrySet()) {
                if (hits.size() > limit) {
                    return hits;
                }
                rows.statements(session.id(), found.getKey() - 1L, 1).stream()
                        .filter(row -> row.ordinal() == found.getKey())
                        .findFirst()
                        .ifPresent(row ->
                                hits.add(
                                        new Hit(
                                                session,
                                                row,
                                                found.getValue().places,
                                                found.getValue().count)));
            }
        }
        return hits;
    }

    private static void read(RecordingFile file, ValuePlace place, Matches matches)
            throws IOException {
        int first = (int) Math.min(Integer.MAX_VALUE, place.firstOrdinal());
        try (SessionReplay replay = SessionReplay.openBefore(file, first, matches::event)) {
            boolean more = true;
            while (more && !matches.isOver) {
                more = replay.step(matches::event);
            }
        }
    }

    /// What was found in one statement.
    private static final class Found {
        private final List<Place> places = new ArrayList<>();
        private long count;
    }

    /// Compares the values of some statements.
    private static final class Matches {

        private final ValuePlace place;
        private final ValueQuery value;
        private final Map<Integer, Found> found = new TreeMap<>();
        private final ValueReader reader = new ValueReader(this::compare);
        private boolean isOver;

        Matches(ValuePlace place, ValueQuery value) {
            this.place = place;
            this.value = value;
        }

        void event(SessionEvent event) {
            if (event instanceof SessionEvent.StatementStarted e
                    && e.ordinal() - 1L > place.lastOrdinal()) {
                isOver = true;
            }
            if (isOver) {
                return;
            }
            reader.event(event);
            // What the server says behind a statement, and before the next one ends, is found with
            // it.
            isOver =
                    event instanceof SessionEvent.StatementFinished e
                            && e.ordinal() > place.lastOrdinal();
        }

        private void compare(ValueReader.Place where, String text) {
            int ordinal = Math.max(1, where.ordinal());
            if (ordinal < place.firstOrdinal()
                    || ordinal > place.lastOrdinal()
                    || !value.matches(text)) {
                return;
            }
            Found here = found.computeIfAbsent(ordinal, ignored -> new Found());
            here.count++;
            String name = where.name();
            if (here.places.size() < MAX_PLACES) {
                here.places.add(
                        new Place(
                                where.kind(),
                                where.row(),
                                where.column(),
                                name == null ? "" : name));
            }
        }
    }
}
