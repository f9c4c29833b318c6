package dev.postern.broker.search;

import dev.postern.broker.audit.Actor;
import dev.postern.broker.audit.AuditCode;
import dev.postern.broker.audit.AuditTrail;
import dev.postern.broker.base.Clock;
import dev.postern.broker.base.Ulids;
import dev.postern.broker.identity.Person;
import dev.postern.broker.index.Filters;
import dev.postern.broker.search.SearchException.Kind;
import dev.postern.broker.store.sql.SavedSearchRow;
import dev.postern.broker.store.sql.SavedSearchRows;
import dev.postern.broker.store.sql.StateStore;
import dev.postern.filter.FilterException;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// The searches that people saved. Each belongs to one person, who alone changes it; others read it while it is shared.
///
/// What is kept can be run: filters are read by the grammar of all lists before they are saved. No filter holds values of
/// rows, since the grammar has no term for them.
public final class SavedSearches {

    /// Characters of a name.
    public static final int LONGEST_NAME = 80;

    /// Searches of one person.
    static final int MOST = 200;

    /// Searches of others that a list has at most.
    static final int MOST_SHARED = 500;

    private static final Comparator<SavedSearch> BY_NAME =
            Comparator.comparing((SavedSearch search) -> search.name().toLowerCase(Locale.ROOT))
                    .thenComparing(SavedSearch::id);

    private final StateStore store;
    private final AuditTrail audit;
    private final Clock clock;
    private final Ulids ulids;

    public SavedSearches(StateStore store, AuditTrail audit, Clock clock, Ulids ulids) {
        this.store = store;
        this.audit = audit;
        this.clock = clock;
        this.ulids = ulids;
    }

    /// What somebody wants to save.
    public record Wanted(String name, SavedSearch.Kind kind, String filter, boolean shared) {}

    /// What shall be otherwise; null stays as it is.
    public record Change(
            @Nullable String name, @Nullable String filter, @Nullable Boolean shared) {}

    /// What a person may open.
    ///
    /// @param shared  by others, the 500 that were changed last
    /// @param partial whether others share more
    public record Listed(List<SavedSearch> own, List<SavedSearch> shared, boolean partial) {
        public Listed {
            own = List.copyOf(own);
            shared = List.copyOf(shared);
        }
    }

    /// All that `person` may open, by name.
    public Listed of(Person person) {
        return store.read(rows -> {
            List<SavedSearchRow> others = rows.searches().sharedWith(person.id(), MOST_SHARED + 1);
            return new Listed(
                    sorted(rows.searches().of(person.id()).stream()),
                    sorted(others.stream().limit(MOST_SHARED)),
                    others.size() > MOST_SHARED);
        });
    }

    private static List<SavedSearch> sorted(Stream<SavedSearchRow> rows) {
        return rows.map(SavedSearch::of).sorted(BY_NAME).toList();
    }

    /// The search of this id.
    ///
    /// @throws SearchException if there is none that `person` may read
    public SavedSearch find(Person person, String id) throws SearchException {
        String key = id.toUpperCase(Locale.ROOT);
        return store.read(rows -> rows.searches().visible(key, person.id()))
                .map(SavedSearch::of)
                .orElseThrow(() -> notFound(id));
    }

    /// Saves a search; it is kept when this returns.
    ///
    /// @throws FilterException if the filter cannot be understood
    /// @throws SearchException if the name is missing, too long or taken, the filter is blank, or there are too many
    public SavedSearch save(Person person, Wanted wanted, String address)
            throws FilterException, SearchException {
        Instant now = clock.now().truncatedTo(ChronoUnit.MICROS);
        SavedSearch search =
                new SavedSearch(
                        ulids.next(),
                        checkedName(wanted.name()),
                        wanted.kind(),
                        checkedFilter(wanted.filter()),
                        wanted.shared(),
                        new Actor(person.id(), person.name(), person.email()),
                        now,
                        now);
        Optional<SearchException> refused =
                store.write(rows -> {
                    List<SavedSearchRow> own = rows.searches().of(person.id());
                    if (own.size() >= MOST) {
                        return Optional.of(tooMany());
                    }
                    if (isTaken(own, search)) {
                        return Optional.of(taken(search));
                    }
                    rows.searches().add(search.row());
                    audit.write(rows, event(AuditCode.SEARCH_SAVED, search, address));
                    return Optional.empty();
                });
        if (refused.isPresent()) {
            throw refused.get();
        }
        return search;
    }

    /// Changes a search of `person`; what is as it was already is no change.
    ///
    /// @throws FilterException if the filter cannot be understood
    /// @throws SearchException as [#save], or if the search is not theirs
    public SavedSearch change(Person person, String id, Change change, String address)
            throws FilterException, SearchException {
        SavedSearch old = own(person, id);
        String name = change.name() == null ? old.name() : checkedName(change.name());
        String filter = change.filter() == null ? old.filter() : checkedFilter(change.filter());
        boolean shared = change.shared() == null ? old.shared() : change.shared();
        if (name.equals(old.name()) && filter.equals(old.filter()) && shared == old.shared()) {
            return old;
        }
        SavedSearch search =
                new SavedSearch(
                        old.id(),
                        name,
                        old.kind(),
                        filter,
                        shared,
                        old.owner(),
                        old.savedAt(),
                        clock.now().truncatedTo(ChronoUnit.MICROS));
        Optional<SearchException> refused =
                store.write(rows -> {
                    if (isTaken(rows.searches().of(person.id()), search)) {
                        return Optional.of(taken(search));
                    }
                    if (!rows.searches().change(search.row())) {
                        return Optional.of(notFound(id));
                    }
                    audit.write(rows, event(AuditCode.SEARCH_CHANGED, search, address));
                    return Optional.empty();
                });
        if (refused.isPresent()) {
            throw refused.get();
        }
        return search;
    }

    /// Deletes a search of `person`.
    ///
    /// @throws SearchException if it is not theirs
    public void delete(Person person, String id, String address) throws SearchException {
        SavedSearch search = own(person, id);
        boolean done =
                store.write(rows -> {
                    SavedSearchRows searches = rows.searches();
                    boolean deleted = searches.delete(search.id(), person.id());
                    if (deleted) {
                        audit.write(rows, event(AuditCode.SEARCH_DELETED, search, address));
                    }
                    return deleted;
                });
        if (!done) {
            throw notFound(id);
        }
    }

    private SavedSearch own(Person person, String id) throws SearchException {
        SavedSearch search = find(person, id);
        if (!search.owner().id().equals(person.id())) {
            throw new SearchException(
                    Kind.NOT_YOURS,
                    "The search \""
                            + search.name()
                            + "\" belongs to "
                            + search.owner().name()
                            + ", who alone can change or delete it.",
                    "Open it and save it as your own.");
        }
        return search;
    }

    private static String checkedName(String given) throws SearchException {
        String name = given.strip();
        int length = name.codePointCount(0, name.length());
        if (length == 0 || length > LONGEST_NAME) {
            throw new SearchException(
                    Kind.BAD_INPUT,
                    "A saved search needs a name of 1 to "
                            + LONGEST_NAME
                            + " characters; this has "
                            + length
                            + ".",
                    "Give `name` what the search finds, in a few words.");
        }
        if (name.codePoints().anyMatch(Character::isISOControl)) {
            throw new SearchException(
                    Kind.BAD_INPUT,
                    "The name has a line break or another control character.",
                    "Write it in one line.");
        }
        return name;
    }

    private static String checkedFilter(String given) throws FilterException, SearchException {
        if (given.isBlank()) {
            throw new SearchException(
                    Kind.BAD_INPUT,
                    "There is no filter to save: everything would be found.",
                    "Give `filter` at least one term, such as has:error.");
        }
        Filters.parse(given, Instant.EPOCH);
        return given.strip();
    }

    private static boolean isTaken(List<SavedSearchRow> own, SavedSearch search) {
        return own.stream()
                .anyMatch(row ->
                        row.name().equals(search.name())
                                && row.kind().equals(search.kind().word())
                                && !row.id().equals(search.id()));
    }

    private static SearchException taken(SavedSearch search) {
        return new SearchException(
                Kind.NAME_TAKEN,
                "You have a search of "
                        + search.kind().word()
                        + " with the name \""
                        + search.name()
                        + "\" already.",
                "Choose another name, or change that one.");
    }

    private static SearchException tooMany() {
        return new SearchException(
                Kind.TOO_MANY,
                "You have " + MOST + " saved searches already, which is the limit.",
                "Delete one that you do not need any more.");
    }

    private static SearchException notFound(String id) {
        return new SearchException(
                Kind.NOT_FOUND,
                "There is no saved search " + id + " that you may open.",
                "It was deleted, or its owner does not share it: ask whoever gave you the link to"
                        + " share it.");
    }

    private static AuditTrail.NewEvent event(AuditCode code, SavedSearch search, String address) {
        String what =
                switch (code) {
                    case SEARCH_SAVED -> " saved the search \"";
                    case SEARCH_CHANGED -> " changed the saved search \"";
                    default -> " deleted the saved search \"";
                };
        return new AuditTrail.NewEvent(
                code,
                search.owner(),
                address,
                null,
                null,
                Map.of(
                        "search",
                        search.id(),
                        "name",
                        search.name(),
                        "kind",
                        search.kind().word(),
                        "filter",
                        search.filter(),
                        "shared",
                        search.shared()),
                search.owner().name()
                        + what
                        + search.name()
                        + (search.shared() ? "\", which everybody may open." : "\"."));
    }
}
