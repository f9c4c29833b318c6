package dev.postern.broker.identity;

import dev.postern.broker.base.Clock;
import dev.postern.broker.base.Randomness;

import org.jspecify.annotations.Nullable;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Logins of the CLI under way: asked for by a terminal, confirmed and signed in by a browser, fetched by the terminal.
///
/// The hand-over follows RFC 8252: the code goes to a loopback listener only, works once, for 60 s, and only together
/// with the verifier that the asking terminal kept. A link sent to somebody else thus signs nobody in elsewhere.
public final class CliSignIn {

    /// How long a login may be confirmed.
    public static final Duration LIFETIME = Duration.ofMinutes(5);

    private static final Duration CODE_LIFETIME = Duration.ofSeconds(60);
    private static final int MOST = 5_000;
    private static final int MOST_OF_ONE_ADDRESS = 20;
    private static final int CODE_BYTES = 32;
    private static final int ID_BYTES = 16;
    private static final String LETTERS = "BCDFGHJKLMNPQRSTVWXZ";
    private static final String DIGITS = "23456789";

    private final Clock clock;
    private final Randomness randomness;
    private final Map<String, Pending> pending = new LinkedHashMap<>();

    public CliSignIn(Clock clock, Randomness randomness) {
        this.clock = clock;
        this.randomness = randomness;
    }

    /// Takes a terminal's wish.
    ///
    /// @throws SignInException `bad_request` if a field is not what it must be, `too_many` if too many are pending
    public synchronized Asked ask(Wish wish) throws SignInException {
        wish.check();
        Instant now = clock.now();
        pending.values().removeIf(p -> !now.isBefore(p.end()));
        long ofAddress =
                pending.values().stream()
                        .filter(p -> p.wish().address().equals(wish.address()))
                        .count();
        if (pending.size() >= MOST || ofAddress >= MOST_OF_ONE_ADDRESS) {
            throw new SignInException(
                    "too_many",
                    "Too many logins are waiting to be confirmed.",
                    "Confirm or cancel one, or wait 5 minutes.");
        }
        Asked asked = new Asked(randomness.hex(ID_BYTES), shortCode(), wish, now.plus(LIFETIME));
        pending.put(asked.id(), new Pending(wish, asked, asked.end(), "", null));
        return asked;
    }

    /// The login with this id, while it waits for its confirmation.
    public synchronized Optional<Asked> waiting(String id) {
        return live(id).filter(p -> p.person() == null).map(Pending::asked);
    }

    /// Forgets a login that its browser cancelled; returns where to send the browser.
    public synchronized Optional<String> cancel(String id) {
        Optional<Asked> asked = waiting(id);
        pending.remove(id);
        return asked.map(
                a -> a.wish().redirectUri() + "?error=access_denied&state=" + a.wish().state());
    }

    /// Gives a confirmed login its person; returns where to send the browser, with the one-time code.
    public synchronized String complete(String id, Person person) throws SignInException {
        Asked asked = waiting(id).orElseThrow(CliSignIn::gone);
        String code = Digests.base64Url(randomness.bytes(CODE_BYTES));
        pending.put(
                id,
                new Pending(
                        asked.wish(),
                        asked,
                        clock.now().plus(CODE_LIFETIME),
                        Digests.sha256Hex(code),
                        person));
        return asked.wish().redirectUri() + "?code=" + code + "&state=" + asked.wish().state();
    }

    /// Exchanges the one-time code for the person; a wrong code or verifier uses the login up as well.
    public synchronized Person redeem(String id, String code, String codeVerifier)
            throws SignInException {
        Pending login = live(id).orElseThrow(CliSignIn::gone);
        Person person = login.person();
        if (person == null) {
            throw gone();
        }
        pending.remove(id);
        String challenge = Digests.base64Url(Digests.sha256(codeVerifier));
        if (!Digests.same(Digests.sha256Hex(code), login.codeHash())
                || !Digests.same(challenge, login.wish().codeChallenge())) {
            throw gone();
        }
        return person;
    }

    private Optional<Pending> live(String id) {
        return Optional.ofNullable(pending.get(id)).filter(p -> clock.now().isBefore(p.end()));
    }

    private String shortCode() {
        byte[] random = randomness.bytes(8);
        StringBuilder code = new StringBuilder();
        for (int i = 0; i < random.length; i++) {
            String alphabet = i < 4 ? LETTERS : DIGITS;
            code.append(i == 4 ? "-" : "")
                    .append(alphabet.charAt((random[i] & 0xff) % alphabet.length()));
        }
        return code.toString();
    }

    private static SignInException gone() {
        return new SignInException(
                "login_gone",
                "This login does not exist, was already used, was cancelled or has expired.",
                "Run: postern login");
    }

    /// What a terminal asks for.
    ///
    /// @param codeChallenge S256 of the verifier it keeps
    /// @param redirectUri   its loopback listener
    /// @param host          the machine's name, shown to the person
    /// @param address       where it asks from, shown to the person
    public record Wish(
            String codeChallenge, String redirectUri, String state, String host, String address) {

        private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "[::1]");

        private void check() throws SignInException {
            require(
                    codeChallenge.matches("[A-Za-z0-9_-]{43}"),
                    "codeChallenge",
                    "43 characters of base64url");
            require(
                    state.matches("[A-Za-z0-9_-]{16,128}"),
                    "state",
                    "16 to 128 characters of base64url");
            require(host.matches("[\\x21-\\x7e]{1,64}"), "host", "1 to 64 printable characters");
            require(
                    isLoopback(redirectUri),
                    "redirectUri",
                    "http://127.0.0.1:PORT/callback or http://[::1]:PORT/callback");
        }

        private static void require(boolean holds, String field, String expected)
                throws SignInException {
            if (!holds) {
                throw new SignInException(
                        "bad_request", "The field " + field + " is not " + expected + ".", "");
            }
        }

        private static boolean isLoopback(String text) {
            try {
                URI uri = new URI(text);
                return "http".equals(uri.getScheme())
                        && uri.getHost() != null
                        && LOOPBACK.contains(uri.getHost())
                        && uri.getPort() > 0
                        && uri.getPort() <= 65_535
                        && text.equals(
                                "http://" + uri.getHost() + ":" + uri.getPort() + "/callback");
            } catch (URISyntaxException e) {
                return false;
            }
        }
    }

    /// A login that waits for its confirmation.
    ///
    /// @param shortCode shown in the terminal and on the confirm page: the person compares
    public record Asked(String id, String shortCode, Wish wish, Instant end) {}

    private record Pending(
            Wish wish, Asked asked, Instant end, String codeHash, @Nullable Person person) {}
}
