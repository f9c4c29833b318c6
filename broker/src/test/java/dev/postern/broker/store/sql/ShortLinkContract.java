package dev.postern.broker.store.sql;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.Optional;

/// What short links do on every database.
abstract class ShortLinkContract {

    @TempDir Path folder;

    /// Where this test keeps its tables; they are empty.
    abstract DatabaseConfig database();

    @Test
    void links_areReadBackAsWritten_untilTheyEnd() {
        ShortLinkRow whole = row("AAAAAAAA", null, "ada", 10);
        ShortLinkRow moment = row("BBBBBBBB", "q=41&r=15&c=e-mail%20ü", "ada", 20);
        try (StateStore store = open()) {
            store.write(rows -> {
                rows.links().add(whole);
                rows.links().add(moment);
                return true;
            });
        }
        try (StateStore store = open()) {
            assertThat(find(store, "AAAAAAAA", 9)).contains(whole);
            assertThat(find(store, "AAAAAAAA", 10)).isEmpty();
            assertThat(find(store, "BBBBBBBB", 10)).contains(moment);
            assertThat(find(store, "CCCCCCCC", 0)).isEmpty();
        }
    }

    @Test
    void ended_areDeleted_andCountNoMore() {
        try (StateStore store = open()) {
            store.write(rows -> {
                rows.links().add(row("AAAAAAAA", null, "ada", 10));
                rows.links().add(row("BBBBBBBB", null, "ada", 11));
                rows.links().add(row("CCCCCCCC", null, "erin", 30));
                return true;
            });
            assertThat(count(store, "ada")).isEqualTo(2);

            store.write(rows -> {
                rows.links().deleteEnded(10);
                return true;
            });

            assertThat(count(store, "ada")).isEqualTo(1);
            assertThat(count(store, "erin")).isEqualTo(1);
            assertThat(find(store, "AAAAAAAA", 0)).isEmpty();
        }
    }

    private StateStore open() {
        return StateStore.open(database(), folder.resolve("state.db"));
    }

    private static Optional<ShortLinkRow> find(StateStore store, String id, long now) {
        return store.read(rows -> rows.links().find(id, now));
    }

    private static int count(StateStore store, String maker) {
        return store.read(rows -> rows.links().count(maker));
    }

    private static ShortLinkRow row(String id, @Nullable String place, String maker, long endsAt) {
        return new ShortLinkRow(id, "01KAJ4V8000000000000000001", place, maker, 5, endsAt);
    }
}
