package dev.postern.broker.http;

import dev.postern.broker.base.Clock;

import org.jspecify.annotations.Nullable;

import java.io.Serial;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Remembers what an open page has looked at, so that a page which asks again and again stands in the trail once.
///
/// A page makes up a word when it is opened and sends it with every request. A look that this page of this sign-in had
/// within [#LIFETIME] is not new. What was forgotten for want of space is new again: the trail may say too much, never
/// too little.
final class OpenViews {

    /// The request header that carries the page's word.
    static final String HEADER = "X-Postern-View";

    /// How long a look is good for, whatever the page does.
    static final Duration LIFETIME = Duration.ofHours(1);

    private static final int MOST = 20_000;
    private static final int LOCKS = 64;
    private static final Pattern WORD = Pattern.compile("[A-Za-z0-9_-]{8,64}");

    private final Clock clock;
    private final List<Object> locks = Stream.generate(Object::new).limit(LOCKS).toList();

    /// Guarded by this object.
    private final Map<Look, Instant> looks =
            new LinkedHashMap<>() {
                @Serial private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<Look, Instant> eldest) {
                    return size() > MOST;
                }
            };

    OpenViews(Clock clock) {
        this.clock = clock;
    }

    /// Runs `note`, which writes to the trail that `login` looks at `what`, unless this page's look stands there. Two
    /// requests of one look wait for each other: on return the look is in the trail. If `note` throws, it is not.
    ///
    /// @param view the page's word; without one every look is new
    void noteOnce(String login, @Nullable String view, String what, Runnable note) {
        if (view == null || !WORD.matcher(view).matches()) {
            note.run();
            return;
        }
        Look look = new Look(login, view, what);
        synchronized (locks.get(Math.floorMod(look.hashCode(), LOCKS))) {
            if (isNew(look)) {
                note.run();
                remember(look);
            }
        }
    }

    private synchronized boolean isNew(Look look) {
        Instant seen = looks.get(look);
        return seen == null || !clock.now().isBefore(seen.plus(LIFETIME));
    }

    private synchronized void remember(Look look) {
        looks.remove(look);
        looks.put(look, clock.now());
    }

    private record Look(String login, String view, String what) {}
}
