package dev.postern.broker.link;

import dev.postern.broker.base.Clock;
import dev.postern.broker.base.Randomness;
import dev.postern.broker.identity.Person;
import dev.postern.broker.store.sql.ShortLinkRow;
import dev.postern.broker.store.sql.ShortLinkRows;
import dev.postern.broker.store.sql.StateStore;
import dev.postern.position.Position;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Optional;

/// The short links that work now. Those that have ended are deleted whenever one is made.
public final class ShortLinks {

    /// How long a link works.
    public static final Duration LIFETIME = Duration.ofDays(7);

    /// Links of one person that work at the same time.
    public static final int MOST = 500;

    private static final String ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    private static final int ID_CHARACTERS = 8;
    private static final int ID_BYTES = 5;

    private final StateStore store;
    private final Clock clock;
    private final Randomness randomness;

    public ShortLinks(StateStore store, Clock clock, Randomness randomness) {
        this.store = store;
        this.clock = clock;
        this.randomness = randomness;
    }

    /// A link to a session that `maker` may see; empty if they have [#MOST] already.
    ///
    /// @param place null for the whole session
    public Optional<ShortLink> make(Person maker, String session, @Nullable Position place) {
        long now = micros();
        return store.write(rows -> {
            ShortLinkRows links = rows.links();
            links.deleteEnded(now);
            if (links.count(maker.id()) >= MOST) {
                return Optional.empty();
            }
            String id = fresh();
            while (links.find(id, Long.MIN_VALUE).isPresent()) {
                id = fresh();
            }
            ShortLinkRow row =
                    new ShortLinkRow(
                            id,
                            session,
                            place == null ? null : place.text(),
                            maker.id(),
                            now,
                            now + LIFETIME.toNanos() / 1_000);
            links.add(row);
            return Optional.of(ShortLink.of(row));
        });
    }

    /// The link of this id, in whatever case, unless it has ended.
    public Optional<ShortLink> find(String id) {
        String key = id.toUpperCase(Locale.ROOT);
        long now = micros();
        return store.read(rows -> rows.links().find(key, now)).map(ShortLink::of);
    }

    private String fresh() {
        long bits = 0;
        for (byte each : randomness.bytes(ID_BYTES)) {
            bits = (bits << Byte.SIZE) | (each & 0xff);
        }
        char[] id = new char[ID_CHARACTERS];
        for (int i = ID_CHARACTERS - 1; i >= 0; i--) {
            id[i] = ALPHABET.charAt((int) (bits & 31));
            bits >>>= 5;
        }
        return new String(id);
    }

    private long micros() {
        return ChronoUnit.MICROS.between(Instant.EPOCH, clock.now());
    }
}
