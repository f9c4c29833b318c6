package dev.postern.broker.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.postern.broker.base.Randomness;
import dev.postern.broker.base.Ticker;
import dev.postern.broker.mask.MaskRules;
import dev.postern.broker.store.sql.IndexQuery;
import dev.postern.broker.store.sql.IndexRows;
import dev.postern.broker.store.sql.IndexStore;
import dev.postern.broker.store.sql.Sight;
import dev.postern.broker.store.value.ValueQuery;
import dev.postern.filter.FilterException;
import dev.postern.recording.RecordingFile;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

final class ValueSearchTest {

    private static final String SESSION = "01K9T2Q00000000000000000AB";
    private static final String OTHER = "01K9T2Q00000000000000000AC";
    private static final IndexQuery EVERYBODY = among(Sight.ALL);

    @TempDir Path folder;

    private IndexStore store;
    private IndexRows rows;

    @BeforeEach
    void open() {
        store =
                IndexStore.open(
                        folder.resolve("index.db"), IndexTestKeys.ring(), Randomness.system());
        rows = new IndexRows(store);
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void value_isFoundWhereverItPassed() throws Exception {
        try (SampleRecording recording = recording(SESSION)) {
            recording.rows("select email from customers", "email", "bob@x.org", "ada@x.org");
            recording.execute(
                    "insert into notes values ($1, $2)", "INSERT 0 1", "7", "To ADA@x.org!");
            recording.copyOut("copy customers to stdout", "1\tbob@x.org\n2\tad", "a@x.org\tx\n");
            recording.refused("insert", "Key (email)=(ada@x.org) already exists.");
            recording.query("select id from customers where email = 'ada@x.org'");
            recording.finish();
        }
        reindex();

        List<ValueSearch.Hit> hits = find("ada@x.org").hits();

        assertThat(hits)
                .extracting(hit -> hit.statement().ordinal())
                .containsExactly(1L, 2L, 3L, 4L, 5L);
        assertThat(hits)
                .extracting(hit -> hit.places().getFirst())
                .containsExactly(
                        new ValueSearch.Place(ValuePlaceKind.RESULT, 2, 1, "email"),
                        new ValueSearch.Place(ValuePlaceKind.PARAMETER, 0, 2, ""),
                        new ValueSearch.Place(ValuePlaceKind.COPY, 2, 2, ""),
                        new ValueSearch.Place(ValuePlaceKind.ERROR, 0, 0, ""),
                        new ValueSearch.Place(ValuePlaceKind.SQL, 0, 0, ""));
        assertThat(hits).allSatisfy(hit -> assertThat(hit.session().who().name()).isEqualTo("Ada"));
        assertThat(find("carol@x.org").hits()).isEmpty();
        assertThat(find("carol@x.org").read()).isZero();
    }

    @Test
    void filter_narrowsTheSessions_withoutLookingIntoTexts() throws Exception {
        for (String session : List.of(SESSION, OTHER)) {
            try (SampleRecording recording = recording(session)) {
                recording.rows("select email from customers", "email", "ada@x.org");
                if (session.equals(OTHER)) {
                    recording.refused("insert", "no");
                }
                recording.finish();
            }
        }
        reindex();

        assertThat(find("ada@x.org", among("user:ada")).hits()).hasSize(2);
        assertThat(find("ada@x.org", among("has:error")).hits())
                .extracting(hit -> hit.session().id())
                .containsExactly(OTHER);
        assertThat(find("ada@x.org", among("user:nobody")).hits()).isEmpty();
        for (String wrong : List.of("user:ada email", "user:ada -table:customers")) {
            assertThatExceptionOfType(FilterException.class)
                    .isThrownBy(() -> among(wrong))
                    .satisfies(e -> assertThat(e.position()).isEqualTo(9));
        }
        IndexQuery texts =
                new IndexQuery(Filters.parse("email", Instant.EPOCH), Sight.ALL, null, null);
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> find("ada@x.org", texts));
    }

    @Test
    void parts_areTheWholeAnswer_whetherThereWereEnoughOrTheTimeWasUp() throws Exception {
        for (String session : List.of(SESSION, OTHER)) {
            try (SampleRecording recording = recording(session)) {
                recording.rows("select email from customers", "email", "ada@x.org");
                recording.query("select 1");
                recording.refused("insert", "Key (email)=(ada@x.org) already exists.");
                recording.query("select id from customers where email = 'ada@x.org'");
                recording.finish();
            }
        }
        reindex();
        List<String> whole = moments(find("ada@x.org"));
        assertThat(whole).hasSize(6);
        assertThat(find("ada@x.org").reached()).isNull();

        for (int limit = 1; limit <= 6; limit++) {
            for (Duration within : List.of(Duration.ofMinutes(1), Duration.ZERO)) {
                List<String> parts = new ArrayList<>();
                ValueSearch.Reached after = null;
                int asked = 0;
                do {
                    ValueSearch.Answer part = find("ada@x.org", EVERYBODY, after, limit, within);
                    assertThat(part.hits()).hasSizeLessThanOrEqualTo(limit);
                    parts.addAll(moments(part));
                    after = part.reached();
                    assertThat(part.partial()).isEqualTo(after != null);
                    asked++;
                } while (after != null && asked < 10);
                assertThat(parts).as("%d within %s", limit, within).isEqualTo(whole);
            }
        }
    }

    private static List<String> moments(ValueSearch.Answer answer) {
        return answer.hits().stream()
                .map(hit -> hit.session().id() + "#q=" + hit.statement().ordinal())
                .toList();
    }

    @Test
    void manyValues_areFoundAlone_andCounted() throws Exception {
        String[] values = new String[20_000];
        for (int i = 0; i < values.length; i++) {
            values[i] = "name" + i + " city" + i % 50;
        }
        try (SampleRecording recording = recording(SESSION)) {
            recording.query("select 1");
            recording.rows("select name from people", "name", values);
            recording.rows("select name from people limit 1", "name", "name3 city3");
            recording.finish();
        }
        try (SampleRecording recording = recording(OTHER)) {
            recording.rows("select 'nothing of it'", "x", "nobody");
            recording.finish();
        }
        reindex();

        ValueSearch.Answer one = find("name19999");
        assertThat(one.hits()).hasSize(1);
        assertThat(one.hits().getFirst().places())
                .containsExactly(new ValueSearch.Place(ValuePlaceKind.RESULT, 20_000, 1, "name"));
        assertThat(one.read()).isEqualTo(1);
        assertThat(one.filters()).isGreaterThan(5);
        ValueSearch.Answer many = find("city3");
        assertThat(many.hits()).hasSize(2);
        assertThat(many.hits().getFirst().count()).isEqualTo(400);
        assertThat(many.hits().getFirst().places()).hasSize(ValueSearch.MAX_PLACES);
    }

    @Test
    void runningSession_isReadToItsEnd_andOnlyOwnOnesIfLimited() throws Exception {
        try (SampleRecording recording = recording(SESSION);
                Indexer indexer =
                        new Indexer(
                                rows,
                                RecordingFile.NO_KEYS,
                                MaskRules.DEFAULT,
                                Ticker.system(),
                                () -> 0)) {
            indexer.start(List.of(), Path::toString);
            for (int i = 0; i < 300; i++) {
                recording.rows("select " + i, "v", "early" + i);
            }
            recording.flush();
            indexer.changed(SESSION, file(SESSION));
            indexer.awaitIdle();
            recording.rows("select 'late'", "v", "latecomer");
            recording.flush();
            indexer.changed(SESSION, file(SESSION));
            indexer.awaitIdle();
            assertThat(find("early7").hits()).hasSize(1);
            assertThat(find("latecomer").hits())
                    .extracting(hit -> hit.statement().ordinal())
                    .containsExactly(301L);
            recording.finish();
            indexer.changed(SESSION, file(SESSION));
            indexer.awaitIdle();
            assertThat(find("latecomer").hits()).hasSize(1);
            assertThat(find("early299").hits()).hasSize(1);
            assertThat(rows.indexedSessions()).containsExactly(SESSION);
            IndexQuery stranger = among(new Sight("someone else", Set.of()));
            assertThat(find("latecomer", stranger).hits()).isEmpty();
        }
    }

    @Test
    @Tag("G27")
    void forgottenSession_leavesNoFilter_andNoFileHoldsAValue() throws Exception {
        String canary = "canaryvalue55b01c";
        try (SampleRecording recording = recording(SESSION)) {
            recording.rows("select v", "v", canary);
            recording.finish();
        }
        reindex();
        assertThat(find(canary).hits()).hasSize(1);
        for (Path file : List.of(folder.resolve("index.db"), folder.resolve("index.db-wal"))) {
            if (Files.exists(file)) {
                assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))
                        .doesNotContain(canary);
            }
        }

        rows.forget(SESSION);

        ValueSearch.Answer answer = find(canary);
        assertThat(answer.filters()).isZero();
        assertThat(answer.read()).isZero();
    }

    private SampleRecording recording(String session) throws IOException {
        return new SampleRecording(file(session), session, "psql");
    }

    private Path file(String session) {
        return folder.resolve(session + ".pgrec");
    }

    private void reindex() {
        Map<String, Indexer.Source> recordings = new java.util.TreeMap<>();
        for (String session : List.of(SESSION, OTHER)) {
            if (Files.exists(file(session))) {
                recordings.put(session, () -> file(session));
            }
        }
        Indexer.rebuild(
                rows,
                RecordingFile.NO_KEYS,
                MaskRules.DEFAULT,
                recordings,
                (session, e) -> {
                    throw new IllegalStateException(e);
                });
    }

    private ValueSearch.Answer find(String value) throws Exception {
        return find(value, EVERYBODY);
    }

    private static IndexQuery among(String filter) throws FilterException {
        return new IndexQuery(
                Filters.parseWithoutTexts(filter, Instant.EPOCH), Sight.ALL, null, null);
    }

    private static IndexQuery among(Sight sight) {
        return new IndexQuery(List.of(), sight, null, null);
    }

    private ValueSearch.Answer find(String value, IndexQuery among) throws Exception {
        return find(value, among, null, 50, Duration.ofMinutes(1));
    }

    private ValueSearch.Answer find(
            String value,
            IndexQuery among,
            ValueSearch.@Nullable Reached after,
            int limit,
            Duration within)
            throws Exception {
        return new ValueSearch(
                        rows,
                        session -> Optional.of(RecordingFile.withoutKey(file(session))),
                        Ticker.system())
                .find(ValueQuery.of(value, null, false), among, after, limit, within);
    }
}
