package dev.postern.broker.ca;

import dev.postern.broker.base.Clock;
import dev.postern.broker.base.Randomness;

import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/// Random texts that a client signs to prove that it holds a key: each for one sign-in, once, for [#LIFETIME].
public final class Challenges {

    /// How long a challenge may be answered.
    public static final Duration LIFETIME = Duration.ofSeconds(60);

    private static final int MOST = 10_000;
    private static final int MOST_OF_ONE_LOGIN = 16;
    private static final int BYTES = 32;

    private final Clock clock;
    private final Randomness randomness;
    private final Map<String, Pending> pending = new LinkedHashMap<>();

    public Challenges(Clock clock, Randomness randomness) {
        this.clock = clock;
        this.randomness = randomness;
    }

    /// A fresh challenge for a sign-in; the oldest is forgotten if there are too many.
    public synchronized String next(String loginId) {
        String challenge = randomness.hex(BYTES);
        List<String> own =
                pending.entrySet().stream()
                        .filter(e -> e.getValue().loginId().equals(loginId))
                        .map(Map.Entry::getKey)
                        .toList();
        if (own.size() >= MOST_OF_ONE_LOGIN) {
            pending.remove(own.getFirst());
        }
        pending.put(challenge, new Pending(loginId, clock.now().plus(LIFETIME)));
        Iterator<String> oldest = pending.keySet().iterator();
        while (pending.size() > MOST) {
            oldest.next();
            oldest.remove();
        }
        return challenge;
    }

    /// The text to sign for a target.
    public static String text(String target, String challenge) {
        return "postern-certificate-request:" + target + ":" + challenge;
    }

    /// A challenge of this sign-in whose answer `verify` accepts; it is used up then.
    ///
    /// @return whether one was found
    public synchronized boolean use(String loginId, Predicate<String> verify) {
        Instant now = clock.now();
        pending.values().removeIf(p -> !now.isBefore(p.end()));
        for (Map.Entry<String, Pending> entry : pending.entrySet()) {
            if (entry.getValue().loginId().equals(loginId) && verify.test(entry.getKey())) {
                pending.remove(entry.getKey());
                return true;
            }
        }
        return false;
    }

    private record Pending(String loginId, Instant end) {}
}
