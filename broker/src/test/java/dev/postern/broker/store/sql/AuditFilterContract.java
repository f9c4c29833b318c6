package dev.postern.broker.store.sql;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.List;

/// What the trail can be asked for. The same on both kinds of database.
abstract class AuditFilterContract {

    private static final String SESSION = "01K9T2Q00000000000000000AA";
    private static final String REQUEST = "01K9T2Q00000000000000000RR";

    @TempDir Path folder;

    /// Where this test keeps its tables; they are empty.
    abstract DatabaseConfig database();

    @Test
    void eachFilter_findsItsEvents_newestFirst_andCountsThem() {
        try (StateStore store = StateStore.open(database(), folder.resolve("state.db"))) {
            add(store, 1, "request.created", "Ada", "orders", null, detail(REQUEST), "Ada asked.");
            add(
                    store,
                    2,
                    "request.approved",
                    "Bob",
                    "orders",
                    null,
                    detail(REQUEST),
                    "Bob agreed.");
            add(store, 3, "session.viewed", "Bob", "crm", SESSION, "{}", "Bob looked 100% of it.");
            add(store, 4, "session.start", null, "crm", SESSION, "{}", "It began.");
            add(store, 5, "requests", "Ada", null, null, detail("other"), "Nothing of the kind.");

            assertThat(found(store, AuditFilter.ALL)).containsExactly(5L, 4L, 3L, 2L, 1L);
            assertThat(found(store, codes("request.*"))).containsExactly(2L, 1L);
            assertThat(found(store, codes("session.start", "request.created")))
                    .containsExactly(4L, 1L);
            assertThat(found(store, codes("session"))).isEmpty();
            assertThat(found(store, person("i|Bob"))).containsExactly(3L, 2L);
            assertThat(found(store, person("BOB@x"))).containsExactly(3L, 2L);
            assertThat(found(store, person("bob"))).containsExactly(3L, 2L);
            assertThat(found(store, person("bo"))).isEmpty();
            assertThat(found(store, about("crm", null, null))).containsExactly(4L, 3L);
            assertThat(found(store, about(null, SESSION, null))).containsExactly(4L, 3L);
            assertThat(found(store, about(null, null, REQUEST))).containsExactly(2L, 1L);
            assertThat(found(store, between(2L, 4L))).containsExactly(4L, 3L, 2L);
            assertThat(found(store, text("BOB"))).containsExactly(3L, 2L);
            assertThat(found(store, text("100%"))).containsExactly(3L);
            assertThat(found(store, text("%"))).containsExactly(3L);

            List<AuditRow> older = store.read(rows -> rows.audit().before(person("bob"), 3, 9));
            assertThat(older).extracting(AuditRow::id).containsExactly(2L);
            int counted = store.read(rows -> rows.audit().count(AuditFilter.ALL, 3));
            assertThat(counted).isEqualTo(3);
        }
    }

    private static List<Long> found(StateStore store, AuditFilter filter) {
        List<AuditRow> rows = store.read(r -> r.audit().before(filter, Long.MAX_VALUE, 9));
        int count = store.read(r -> r.audit().count(filter, 9));
        assertThat(count).isEqualTo(rows.size());
        return rows.stream().map(AuditRow::id).toList();
    }

    private static AuditFilter codes(String... codes) {
        return new AuditFilter(List.of(codes), null, null, null, null, null, null, null);
    }

    private static AuditFilter person(String person) {
        return new AuditFilter(List.of(), person, null, null, null, null, null, null);
    }

    private static AuditFilter about(
            @Nullable String target, @Nullable String session, @Nullable String request) {
        return new AuditFilter(List.of(), null, target, session, request, null, null, null);
    }

    private static AuditFilter between(long from, long to) {
        return new AuditFilter(List.of(), null, null, null, null, from, to, null);
    }

    private static AuditFilter text(String text) {
        return new AuditFilter(List.of(), null, null, null, null, null, null, text);
    }

    private static String detail(String request) {
        return "{\"request\":\"" + request + "\"}";
    }

    private static void add(
            StateStore store,
            long id,
            String code,
            @Nullable String person,
            @Nullable String target,
            @Nullable String session,
            String detail,
            String sentence) {
        AuditRow row =
                new AuditRow(
                        id,
                        id,
                        code,
                        person == null ? null : "i|" + person,
                        person,
                        person == null ? null : person + "@x",
                        "127.0.0.1",
                        target,
                        session,
                        detail,
                        sentence);
        store.write(rows -> {
            rows.audit().add(row);
            return true;
        });
    }
}
