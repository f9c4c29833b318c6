package dev.postern.broker.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.postern.broker.audit.AuditEvent;
import dev.postern.broker.audit.AuditTrail;
import dev.postern.broker.audit.TestTrail;
import dev.postern.broker.base.Randomness;
import dev.postern.broker.base.Ulids;
import dev.postern.broker.identity.Person;
import dev.postern.broker.search.SavedSearch.Kind;
import dev.postern.broker.store.sql.StateStore;
import dev.postern.filter.FilterException;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;

final class SavedSearchesTest {

    private static final Instant START = Instant.parse("2026-11-21T14:00:00.000007Z");
    private static final String HERE = "127.0.0.1";
    private static final Person ERIN = person("erin");
    private static final Person ADA = person("ada");

    @TempDir Path folder;

    private final AtomicReference<Instant> now = new AtomicReference<>(START);
    private StateStore state;
    private AuditTrail audit;
    private SavedSearches searches;

    @BeforeEach
    void open() throws Exception {
        state = StateStore.open(folder.resolve("state.db"));
        audit = TestTrail.open(state, folder, now::get);
        searches =
                new SavedSearches(state, audit, now::get, new Ulids(now::get, Randomness.system()));
    }

    @AfterEach
    void close() throws Exception {
        audit.close();
        state.close();
    }

    @Test
    void search_isKeptAsItsOwnersOwn() throws Exception {
        SavedSearch saved = save(ADA, "  Errors of the night ", " has:error  state:ended", false);

        assertThat(saved.name()).isEqualTo("Errors of the night");
        assertThat(saved.filter()).isEqualTo("has:error  state:ended");
        assertThat(saved.savedAt()).isEqualTo(START);
        assertThat(searches.find(ADA, saved.id())).isEqualTo(saved);
        assertThat(searches.of(ADA).own()).containsExactly(saved);
        assertThat(searches.of(ERIN))
                .isEqualTo(new SavedSearches.Listed(List.of(), List.of(), false));
    }

    @Test
    void searches_areListedByName_whateverItsCase() throws Exception {
        for (String name : List.of("writes", "Deletes", "errors")) {
            save(ADA, name, "has:write", false);
        }

        assertThat(searches.of(ADA).own())
                .extracting(SavedSearch::name)
                .containsExactly("Deletes", "errors", "writes");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    user:ada tabel:orders | 9
                    has:                  | 4
                    "open                 | 0
                    has:error OR text:x   | 13
                    value:4711            | 0
                    """)
    void filter_thatNoListUnderstands_isRefusedWithItsPlace(String filter, int at) {
        assertThatExceptionOfType(FilterException.class)
                .isThrownBy(() -> save(ADA, "wrong", filter, false))
                .satisfies(e -> assertThat(e.position()).isEqualTo(at))
                .satisfies(e -> assertThat(e.hint()).isNotBlank());
        assertThat(searches.of(ADA).own()).isEmpty();
        assertThat(codes()).isEmpty();
    }

    @Test
    void name_has1To80Characters_inOneLine() throws Exception {
        String longest = "\uD83D\uDD0E".repeat(SavedSearches.LONGEST_NAME);
        save(ADA, longest, "has:error", false);

        for (String wrong : List.of("", " \t", longest + "x", "two\nlines", "bell\u0007")) {
            assertRefused(
                    SearchException.Kind.BAD_INPUT, () -> save(ADA, wrong, "has:error", false));
        }
        assertRefused(SearchException.Kind.BAD_INPUT, () -> save(ADA, "all", "  ", false));
        assertThat(searches.of(ADA).own()).hasSize(1);
    }

    @Test
    void name_isTakenOnce_aPersonAndKind() throws Exception {
        SavedSearch errors = save(ADA, "errors", "has:error", false);
        SavedSearch writes = save(ADA, "writes", "has:write", false);
        save(ERIN, "errors", "has:error", true);
        searches.save(
                ADA, new SavedSearches.Wanted("errors", Kind.STATEMENTS, "has:error", false), HERE);

        assertRefused(SearchException.Kind.NAME_TAKEN, () -> save(ADA, "errors", "has:ddl", false));
        assertRefused(
                SearchException.Kind.NAME_TAKEN,
                () ->
                        searches.change(
                                ADA,
                                writes.id(),
                                new SavedSearches.Change("errors", null, null),
                                HERE));
        assertThat(searches.find(ADA, errors.id())).isEqualTo(errors);
    }

    @Test
    void unsharedOfAnother_isNotThere_forWhoeverAsks() throws Exception {
        SavedSearch own = save(ADA, "mine", "user:erin", false);

        assertRefused(SearchException.Kind.NOT_FOUND, () -> searches.find(ERIN, own.id()));
        assertRefused(SearchException.Kind.NOT_FOUND, () -> rename(ERIN, own, "theirs"));
        assertRefused(SearchException.Kind.NOT_FOUND, () -> searches.delete(ERIN, own.id(), HERE));
        assertRefused(SearchException.Kind.NOT_FOUND, () -> searches.find(ADA, "none"));
        assertThat(searches.find(ADA, own.id())).isEqualTo(own);
    }

    @Test
    void shared_isReadByEverybody_andChangedByItsOwnerAlone() throws Exception {
        SavedSearch shared = save(ADA, "errors", "has:error", true);

        assertThat(searches.find(ERIN, shared.id().toLowerCase(Locale.ROOT))).isEqualTo(shared);
        assertThat(searches.of(ERIN).shared()).containsExactly(shared);
        assertThat(searches.of(ADA).shared()).isEmpty();
        assertRefused(SearchException.Kind.NOT_YOURS, () -> rename(ERIN, shared, "theirs"));
        assertRefused(
                SearchException.Kind.NOT_YOURS, () -> searches.delete(ERIN, shared.id(), HERE));

        searches.change(ADA, shared.id(), new SavedSearches.Change(null, null, false), HERE);
        assertRefused(SearchException.Kind.NOT_FOUND, () -> searches.find(ERIN, shared.id()));
    }

    @Test
    void change_touchesOnlyWhatIsGiven() throws Exception {
        SavedSearch saved = save(ADA, "errors", "has:error", false);
        now.set(START.plus(Duration.ofMinutes(3)));

        assertThat(rename(ADA, saved, "errors")).isEqualTo(saved);
        SavedSearch renamed = rename(ADA, saved, "failures");
        assertThat(renamed.name()).isEqualTo("failures");
        assertThat(renamed.filter()).isEqualTo("has:error");
        assertThat(renamed.savedAt()).isEqualTo(START);
        assertThat(renamed.changedAt()).isEqualTo(START.plus(Duration.ofMinutes(3)));
        assertThat(searches.find(ADA, saved.id())).isEqualTo(renamed);
        assertThatExceptionOfType(FilterException.class)
                .isThrownBy(() ->
                        searches.change(
                                ADA,
                                saved.id(),
                                new SavedSearches.Change(null, "has:", null),
                                HERE));
        assertThat(codes()).containsExactly("search.saved", "search.changed");
    }

    @Test
    void everyWrite_isAnEventWithWhatItLeft() throws Exception {
        SavedSearch saved = save(ADA, "errors", "has:error", true);
        rename(ADA, saved, "failures");
        searches.delete(ADA, saved.id(), HERE);

        assertThat(codes()).containsExactly("search.saved", "search.changed", "search.deleted");
        AuditEvent last = audit.newest(Long.MAX_VALUE, 1).getFirst();
        assertThat(last.text())
                .isEqualTo("ada deleted the saved search \"failures\", which everybody may open.");
        assertThat(last.detail())
                .isEqualTo(
                        Map.of(
                                "search", saved.id(),
                                "name", "failures",
                                "kind", "sessions",
                                "filter", "has:error",
                                "shared", true));
        assertThat(searches.of(ADA).own()).isEmpty();
    }

    @Test
    void moreThan200OfAPerson_areRefused_untilOneIsDeleted() throws Exception {
        SavedSearch first = save(ADA, "0", "has:error", false);
        for (int i = 1; i < SavedSearches.MOST; i++) {
            save(ADA, String.valueOf(i), "has:error", false);
        }

        assertRefused(
                SearchException.Kind.TOO_MANY, () -> save(ADA, "one more", "has:error", false));
        save(ERIN, "one more", "has:error", false);
        searches.delete(ADA, first.id(), HERE);
        save(ADA, "one more", "has:error", false);
    }

    private SavedSearch save(Person person, String name, String filter, boolean shared)
            throws Exception {
        return searches.save(
                person, new SavedSearches.Wanted(name, Kind.SESSIONS, filter, shared), HERE);
    }

    private SavedSearch rename(Person person, SavedSearch search, String name) throws Exception {
        return searches.change(
                person, search.id(), new SavedSearches.Change(name, null, null), HERE);
    }

    private static void assertRefused(SearchException.Kind kind, ThrowingCallable act) {
        assertThatExceptionOfType(SearchException.class)
                .isThrownBy(act)
                .satisfies(e -> assertThat(e.kind()).isEqualTo(kind))
                .satisfies(e -> assertThat(e.text()).isNotBlank());
    }

    private List<String> codes() {
        return audit.newest(Long.MAX_VALUE, 50).reversed().stream().map(AuditEvent::code).toList();
    }

    private static Person person(String name) {
        return new Person("https://id.example", name, name, name + "@example.com", List.of());
    }
}
