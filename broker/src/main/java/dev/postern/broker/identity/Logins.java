package dev.postern.broker.identity;

import dev.postern.broker.base.Clock;
import dev.postern.broker.base.Randomness;
import dev.postern.broker.base.Secret;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/// The sign-ins that are in force: starts them, finds them by token, ends them.
///
/// A token is 256 random bits in base64url. Expiry is judged here at every use, never by a sweep.
public final class Logins {

    private static final int TOKEN_BYTES = 32;
    private static final int ID_BYTES = 12;
    private static final int LONGEST_TOKEN = 64;
    private static final Duration SHORTEST = Duration.ofMinutes(1);

    private final LoginStore store;
    private final Clock clock;
    private final Randomness randomness;
    private final Duration lifetime;

    /// @param lifetime how long a sign-in lasts; at most what the configuration allows
    public Logins(LoginStore store, Clock clock, Randomness randomness, Duration lifetime) {
        this.store = store;
        this.clock = clock;
        this.randomness = randomness;
        this.lifetime = lifetime;
    }

    /// Starts a sign-in of a verified person, for as long as people's last.
    public Started start(Login.Kind kind, Person person, String address) {
        return begin(kind, person, address, lifetime);
    }

    /// Starts a sign-in of a verified person.
    ///
    /// @param wanted how long, as [#check] accepts it; null for as long as people's last
    /// @throws SignInException if it is not accepted
    public Started start(Login.Kind kind, Person person, String address, @Nullable Duration wanted)
            throws SignInException {
        return begin(kind, person, address, life(lifetime, wanted));
    }

    /// Refuses a life that a sign-in of a person cannot have: under a minute, or longer than it lasts without a wish.
    ///
    /// @param wanted null for no wish
    /// @throws SignInException `bad_ttl`; the message names the limit
    public void check(@Nullable Duration wanted) throws SignInException {
        life(lifetime, wanted);
    }

    private static Duration life(Duration longest, @Nullable Duration wanted)
            throws SignInException {
        if (wanted == null) {
            return longest;
        }
        if (wanted.compareTo(longest) > 0) {
            throw new SignInException(
                    "bad_ttl",
                    "A sign-in lasts at most "
                            + text(longest)
                            + " here; "
                            + text(wanted)
                            + " was asked for.",
                    "Ask for less, or leave it out.");
        }
        if (wanted.compareTo(SHORTEST) < 0) {
            throw new SignInException(
                    "bad_ttl",
                    "A sign-in lasts at least a minute; " + text(wanted) + " was asked for.",
                    "Ask for more, or leave it out.");
        }
        return wanted;
    }

    /// `8h`, `1h30m`.
    private static String text(Duration duration) {
        String iso = duration.toString();
        return iso.startsWith("PT") ? iso.substring(2).toLowerCase(Locale.ROOT) : iso;
    }

    /// Starts the sign-in of a machine.
    ///
    /// @param admitted for how long; never longer than people
    /// @param wanted   how long instead, not longer; null for that long
    /// @throws SignInException `bad_ttl`, as [#check] throws it
    public Started startMachine(
            MachineSignIn.Admitted admitted, String address, @Nullable Duration wanted)
            throws SignInException {
        Duration longest =
                admitted.lifetime().compareTo(lifetime) < 0 ? admitted.lifetime() : lifetime;
        return begin(Login.Kind.MACHINE, admitted.machine(), address, life(longest, wanted));
    }

    private Started begin(Login.Kind kind, Person person, String address, Duration life) {
        Instant now = clock.now();
        store.removeExpiredBefore(now);
        String token = Digests.base64Url(randomness.bytes(TOKEN_BYTES));
        Login login =
                new Login(randomness.hex(ID_BYTES), kind, person, now, now.plus(life), address);
        store.add(Digests.sha256Hex(token), login);
        return new Started(Secret.of(token), login);
    }

    /// The sign-in that `token` belongs to, if it is of this kind and has not ended.
    public Optional<Login> find(Login.Kind kind, String token) {
        return known(token).filter(l -> l.kind() == kind);
    }

    private Optional<Login> known(String token) {
        return token.isEmpty() || token.length() > LONGEST_TOKEN
                ? Optional.empty()
                : store.findByTokenHash(Digests.sha256Hex(token)).filter(this::isInForce);
    }

    /// The sign-in that a token in the header `Authorization` belongs to, if it has not ended.
    public Optional<Login> findBearer(String token) {
        return known(token).filter(l -> l.kind().isBearer());
    }

    /// Whether the sign-in with this id exists and has not ended: a certificate of an ended sign-in is refused.
    public boolean isInForce(String id) {
        return store.findById(id).filter(this::isInForce).isPresent();
    }

    /// Ends a sign-in now; its certificates are worth nothing from here on.
    public void end(Login login) {
        store.remove(login.id());
    }

    /// The token that a page of a web sign-in must send with every request that changes something.
    public static String csrfToken(String token) {
        return Digests.base64Url(Digests.sha256("postern-csrf:" + token));
    }

    private boolean isInForce(Login login) {
        return clock.now().isBefore(login.expiresAt());
    }

    /// A fresh sign-in and the only copy of its token.
    public record Started(Secret token, Login login) {}
}
