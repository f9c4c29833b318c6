package dev.postern.broker.link;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.broker.base.Randomness;
import dev.postern.broker.identity.Person;
import dev.postern.broker.store.sql.StateStore;
import dev.postern.position.Position;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

final class ShortLinksTest {

    private static final Instant START = Instant.parse("2026-11-21T14:00:00.000007Z");
    private static final String SESSION = "01KAJ4V8000000000000000001";
    private static final Person ADA = person("ada");
    private static final Person ERIN = person("erin");

    @TempDir Path folder;

    private final AtomicReference<Instant> now = new AtomicReference<>(START);
    private StateStore state;
    private ShortLinks links;

    @BeforeEach
    void open() {
        state = StateStore.open(folder.resolve("state.db"));
        links = new ShortLinks(state, now::get, Randomness.system());
    }

    @AfterEach
    void close() {
        state.close();
    }

    @Test
    void link_isFoundByAnybody_inWhateverCase() {
        ShortLink made =
                links.make(ADA, SESSION, new Position.Cell(41, 15, "e mail")).orElseThrow();

        assertThat(made.id()).matches("[0-9A-HJKMNP-TV-Z]{8}");
        assertThat(made.session()).isEqualTo(SESSION);
        assertThat(made.place()).isEqualTo(new Position.Cell(41, 15, "e mail"));
        assertThat(made.endsAt()).isEqualTo(START.plus(Duration.ofDays(7)));
        assertThat(links.find(made.id())).contains(made);
        assertThat(links.find(made.id().toLowerCase(Locale.ROOT))).contains(made);
    }

    @Test
    void link_ofAWholeSession_hasNoPlace() {
        ShortLink made = links.make(ADA, SESSION, null).orElseThrow();

        assertThat(links.find(made.id()).orElseThrow().place()).isNull();
    }

    @Test
    void link_endsAfterSevenDays() {
        ShortLink made = links.make(ADA, SESSION, null).orElseThrow();

        now.set(made.endsAt().minusNanos(1_000));
        assertThat(links.find(made.id())).isPresent();
        now.set(made.endsAt());
        assertThat(links.find(made.id())).isEmpty();
    }

    @Test
    void ids_areUnpredictable_andNoneIsGivenTwice() {
        byte[] first = {0, 0, 0, 0, 1};
        byte[] second = {(byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xff};
        Deque<byte[]> given = new ArrayDeque<>(List.of(first, first, second));
        ShortLinks drawn =
                new ShortLinks(state, now::get, count -> Arrays.copyOf(given.removeFirst(), count));

        assertThat(drawn.make(ADA, SESSION, null).map(ShortLink::id)).contains("00000001");
        assertThat(drawn.make(ADA, SESSION, null).map(ShortLink::id)).contains("ZZZZZZZZ");
        assertThat(given).isEmpty();
    }

    @Test
    void person_hasFiveHundredAtMost_othersAndEndedOnesDoNotCount() {
        for (int i = 0; i < ShortLinks.MOST; i++) {
            assertThat(links.make(ADA, SESSION, new Position.Statement(i + 1L))).isPresent();
        }

        assertThat(links.make(ADA, SESSION, null)).isEqualTo(Optional.empty());
        assertThat(links.make(ERIN, SESSION, null)).isPresent();
        now.set(START.plus(ShortLinks.LIFETIME));
        assertThat(links.make(ADA, SESSION, null)).isPresent();
    }

    private static Person person(String login) {
        return new Person("i", login, login, login + "@example.com", List.of());
    }
}
