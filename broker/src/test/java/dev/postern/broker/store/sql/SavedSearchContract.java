package dev.postern.broker.store.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// What saved searches do on every database.
abstract class SavedSearchContract {

    private static final String FIRST = "01KAJ4V8000000000000000001";
    private static final String SECOND = "01KAJ4V8000000000000000002";
    private static final String THIRD = "01KAJ4V8000000000000000003";

    @TempDir Path folder;

    /// Where this test keeps its tables; they are empty.
    abstract DatabaseConfig database();

    @Test
    void searches_areReadBackAsWritten_byOwner() {
        SavedSearchRow mine = row(FIRST, "ada", "errors „heute“ \uD83D\uDD0E", false, 5);
        SavedSearchRow theirs = row(SECOND, "erin", "writes", false, 6);
        try (StateStore store = open()) {
            add(store, mine);
            add(store, theirs);
        }
        try (StateStore store = open()) {
            assertThat(own(store)).containsExactly(mine);
            assertThat(visible(store, SECOND, "erin")).contains(theirs);
            assertThat(visible(store, SECOND, "ada")).isEmpty();
            assertThat(shared(store, 9)).isEmpty();
        }
    }

    @Test
    void shared_areReadByOthers_theLatestChangedFirst() {
        SavedSearchRow old = row(FIRST, "erin", "a", true, 5);
        SavedSearchRow fresh = row(SECOND, "erin", "b", true, 9);
        try (StateStore store = open()) {
            add(store, old);
            add(store, fresh);
            add(store, row(THIRD, "ada", "c", true, 7));

            assertThat(shared(store, 9)).containsExactly(fresh, old);
            assertThat(shared(store, 1)).containsExactly(fresh);
            assertThat(visible(store, FIRST, "ada")).contains(old);
        }
    }

    @Test
    void changeAndDelete_reachTheOwnersOwnOnly() {
        SavedSearchRow row = row(FIRST, "ada", "a", true, 5);
        SavedSearchRow changed =
                new SavedSearchRow(FIRST, "z", "sessions", "has:write", false, row.saved(), 8);
        SavedSearchRow foreign =
                new SavedSearchRow(FIRST, "x", "sessions", "has:write", true, by("erin"), 8);
        try (StateStore store = open()) {
            add(store, row);

            assertThat(change(store, foreign)).isFalse();
            assertThat(delete(store, "erin")).isFalse();
            assertThat(change(store, changed)).isTrue();
            assertThat(own(store)).containsExactly(changed);
            assertThat(delete(store, "ada")).isTrue();
            assertThat(own(store)).isEmpty();
        }
    }

    @Test
    void name_isTheOwnersOnlyOneOfItsKind() {
        try (StateStore store = open()) {
            add(store, row(FIRST, "ada", "a", false, 5));
            add(store, row(SECOND, "erin", "a", false, 5));

            assertThatExceptionOfType(StoreException.class)
                    .isThrownBy(() -> add(store, row(THIRD, "ada", "a", false, 6)));
        }
    }

    private StateStore open() {
        return StateStore.open(database(), folder.resolve("state.db"));
    }

    private static void add(StateStore store, SavedSearchRow row) {
        store.write(rows -> {
            rows.searches().add(row);
            return true;
        });
    }

    private static List<SavedSearchRow> own(StateStore store) {
        return store.read(rows -> rows.searches().of("ada"));
    }

    private static List<SavedSearchRow> shared(StateStore store, int limit) {
        return store.read(rows -> rows.searches().sharedWith("ada", limit));
    }

    private static Optional<SavedSearchRow> visible(StateStore store, String id, String person) {
        return store.read(rows -> rows.searches().visible(id, person));
    }

    private static boolean change(StateStore store, SavedSearchRow row) {
        return store.write(rows -> rows.searches().change(row));
    }

    private static boolean delete(StateStore store, String owner) {
        return store.write(rows -> rows.searches().delete(FIRST, owner));
    }

    private static SavedSearchRow row(
            String id, String owner, String name, boolean shared, long changedAt) {
        return new SavedSearchRow(id, name, "sessions", "has:error", shared, by(owner), changedAt);
    }

    private static SignatureColumns by(String owner) {
        return new SignatureColumns(5, owner, owner, owner + "@example.com");
    }
}
