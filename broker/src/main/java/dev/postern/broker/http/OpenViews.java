package dev.postern.broker.http;

import dev.postern.broker.base.Clock;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

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
    private static final Pattern WORD = Pattern.compile("[A-Za-z0-9_-]{8,64}");

    private final Clock clock;
    private final Map<Look, Instant> looks =
            new LinkedHashMap<>() {
                @Override
                protected boolean removeEldestEntry(Map.Entry<Look, Instant> eldest) {
                    return size() > MOST;
                }
            };

    OpenViews(Clock clock) {
        this.clock = clock;
    }

    /// Whether the trail must say that `login` looks at `what`.
    ///
    /// @param view the page's word; without one every look is new
    synchronized boolean isNew(String login, @Nullable String view, String what) {
        if (view == null || !WORD.matcher(view).matches()) {
            return true;
        }
        Instant seen = looks.get(new Look(login, view, what));
        return seen == null || !clock.now().isBefore(seen.plus(LIFETIME));
    }

    /// Notes a look that is in the trail now.
    synchronized void noted(String login, @Nullable String view, String what) {
        if (view != null && WORD.matcher(view).matches()) {
            Look look = new Look(login, view, what);
            looks.remove(look);
            looks.put(look, clock.now());
        }
    }

    private record Look(String login, String view, String what) {}
}
