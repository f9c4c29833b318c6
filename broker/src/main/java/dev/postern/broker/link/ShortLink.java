package dev.postern.broker.link;

import dev.postern.broker.store.sql.ShortLinkRow;
import dev.postern.position.Position;
import dev.postern.position.PositionException;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/// A session, or a moment in it, under eight characters. It grants nothing: who opens it needs the right to see the
/// session.
///
/// @param id     of the link: 8 characters of Crockford's base 32, in capitals
/// @param place  null for the whole session
/// @param endsAt from then on there is no such link
public record ShortLink(String id, String session, @Nullable Position place, Instant endsAt) {

    static ShortLink of(ShortLinkRow row) {
        String place = row.place();
        try {
            return new ShortLink(
                    row.id(),
                    row.session(),
                    place == null ? null : Position.parse(place),
                    Instant.EPOCH.plus(row.endsAt(), ChronoUnit.MICROS));
        } catch (PositionException e) {
            throw new IllegalStateException("the short link " + row.id() + " has no position", e);
        }
    }
}
