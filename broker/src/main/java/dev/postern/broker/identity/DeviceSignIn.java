package dev.postern.broker.identity;

import dev.postern.broker.base.Randomness;
import dev.postern.broker.base.Ticker;

import org.jspecify.annotations.Nullable;

import java.net.URI;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/// Logins of terminals whose person types a code in at the identity provider (RFC 8628), with any browser anywhere.
///
/// Off unless the configuration says otherwise, because nothing binds that browser to the terminal: whoever makes somebody
/// type in a code that is not theirs is signed in as them (RFC 8628 section 5.4, "remote phishing"). What can be done
/// against it is: no address with the code in it is handed on, a code lives [#LIFETIME] at most, the sign-in has a kind of
/// its own in the audit trail, and it never counts as a fresh one.
///
/// The device code stays in here. A terminal is known by the verifier whose S256 challenge it began with, and asks the
/// broker as often as it likes: the provider is asked no sooner than it said, and by one question at a time.
public final class DeviceSignIn {

    /// How long a person has at most, whatever the provider allows.
    public static final Duration LIFETIME = Duration.ofMinutes(10);

    static final String AGAIN = "Run: postern login --device";
    static final String WITH_A_BROWSER = "Run postern login on a machine with a browser.";

    private static final Duration REFUSED_LIFETIME = Duration.ofMinutes(1);
    private static final Duration SLOWER = Duration.ofSeconds(5);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(60);
    private static final int MOST = 500;
    private static final int MOST_OF_ONE_ADDRESS = 10;
    private static final int SECRET_BYTES = 32;
    private static final int ID_BYTES = 16;

    private final boolean isOn;
    private final OidcClient oidc;
    private final Ticker ticker;
    private final Randomness randomness;
    private final Map<String, Pending> pending = new LinkedHashMap<>();

    /// @param isOn whether any login of this kind is taken
    public DeviceSignIn(boolean isOn, OidcClient oidc, Ticker ticker, Randomness randomness) {
        this.isOn = isOn;
        this.oidc = oidc;
        this.ticker = ticker;
        this.randomness = randomness;
    }

    /// Takes a terminal's wish, and gets a code from the identity provider. Blocks.
    ///
    /// @param codeChallenge S256 of the verifier that the terminal keeps
    /// @param address       where it asks from
    /// @throws SignInException `device_flow_off`, `bad_request`, `too_many`, or what the provider refuses with
    public Asked ask(String codeChallenge, String address) throws SignInException {
        refuseIfOff();
        if (!codeChallenge.matches("[A-Za-z0-9_-]{43}")) {
            throw new SignInException(
                    "bad_request",
                    "The field codeChallenge is not 43 characters of base64url.",
                    "");
        }
        String id = randomness.hex(ID_BYTES);
        reserve(id, new Pending(codeChallenge, address, ends(LIFETIME), null));
        OidcClient.Begun begun = new OidcClient.Begun("", secret(), secret());
        boolean isBegun = false;
        try {
            DeviceCode code = oidc.deviceCode(begun);
            Duration life = code.lifetime().compareTo(LIFETIME) < 0 ? code.lifetime() : LIFETIME;
            Question question = new Question(code, code.interval(), ends(code.interval()), false);
            put(id, new Pending(codeChallenge, address, ends(life), question));
            isBegun = true;
            return new Asked(id, code.address(), code.userCode(), code.interval(), life);
        } finally {
            if (!isBegun) {
                // It counts for a while, so that nobody has the provider asked without end.
                put(id, new Pending(codeChallenge, address, ends(REFUSED_LIFETIME), null));
            }
        }
    }

    /// Asks whether the person has signed in. Blocks if the identity provider is to be asked now.
    ///
    /// @param codeVerifier what the challenge was made from; a wrong one uses the login up
    /// @throws SignInException the login is over: denied, expired, refused, or its id_token does not hold
    public Progress progress(String id, String codeVerifier) throws SignInException {
        refuseIfOff();
        Pending login;
        Question question;
        synchronized (this) {
            login = pending.get(id);
            if (login == null || login.question() == null) {
                throw gone();
            }
            question = login.question();
            if (!Digests.same(
                    Digests.base64Url(Digests.sha256(codeVerifier)), login.codeChallenge())) {
                pending.put(id, login.with(null));
                throw gone();
            }
            long now = ticker.nanos();
            if (now - login.endNanos() >= 0) {
                pending.put(id, login.with(null));
                throw expired();
            }
            if (question.isAsked() || question.dueNanos() - now > 0) {
                return new Progress.Waiting(pause(Math.max(0, question.dueNanos() - now)), "");
            }
            pending.put(id, login.with(question.asked()));
        }
        return asked(id, login, question);
    }

    /// Asks the identity provider; on every way out the login is over, or waits for the next question.
    private Progress asked(String id, Pending login, Question question) throws SignInException {
        Question next = null;
        boolean isSignedIn = false;
        try {
            DeviceProgress progress = oidc.deviceProgress(question.code());
            Duration interval = question.interval();
            switch (progress) {
                case DeviceProgress.SignedIn done -> {
                    isSignedIn = true;
                    return new Progress.SignedIn(done.person());
                }
                case DeviceProgress.Pending _ -> next = question.after(interval, ends(interval));
                case DeviceProgress.SlowDown _ -> {
                    Duration slower = interval.plus(SLOWER);
                    next = question.after(slower, ends(slower));
                }
                case DeviceProgress.Unanswered unanswered -> {
                    Duration slower = shorter(interval.multipliedBy(2), LONGEST_PAUSE);
                    next = question.after(slower, ends(slower));
                    return new Progress.Waiting(slower, unanswered.text());
                }
            }
            return new Progress.Waiting(next.interval(), "");
        } finally {
            synchronized (this) {
                Pending now = pending.get(id);
                if (isSignedIn) {
                    pending.remove(id);
                } else if (now != null && now.question() != null) {
                    pending.put(id, login.with(next));
                }
            }
        }
    }

    private void refuseIfOff() throws SignInException {
        if (!isOn) {
            throw new SignInException(
                    "device_flow_off",
                    "This broker takes no device logins: they are switched off.",
                    WITH_A_BROWSER
                            + " Only an administrator of the broker can switch device logins on,"
                            + " with device-flow: true under sign-in: in its configuration.");
        }
    }

    private synchronized void reserve(String id, Pending login) throws SignInException {
        long now = ticker.nanos();
        int ofAddress = 0;
        Iterator<Pending> each = pending.values().iterator();
        while (each.hasNext()) {
            Pending other = each.next();
            if (now - other.endNanos() >= 0) {
                each.remove();
            } else if (other.address().equals(login.address())) {
                ofAddress++;
            }
        }
        if (pending.size() >= MOST || ofAddress >= MOST_OF_ONE_ADDRESS) {
            throw new SignInException(
                    "too_many",
                    "Too many device logins are waiting for their person: at most "
                            + MOST_OF_ONE_ADDRESS
                            + " of one address, and "
                            + MOST
                            + " in all.",
                    "Finish one, or wait " + LIFETIME.toMinutes() + " minutes.");
        }
        pending.put(id, login);
    }

    private synchronized void put(String id, Pending login) {
        pending.put(id, login);
    }

    private long ends(Duration after) {
        return ticker.nanos() + after.toNanos();
    }

    /// Whole seconds, rounded up, at least one.
    private static Duration pause(long nanos) {
        return Duration.ofSeconds(Math.max(1, Math.ceilDiv(nanos, 1_000_000_000L)));
    }

    private static Duration shorter(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }

    private String secret() {
        return Digests.base64Url(randomness.bytes(SECRET_BYTES));
    }

    private static SignInException gone() {
        return new SignInException(
                "login_gone",
                "This login does not exist, was already used, was refused or has expired.",
                AGAIN);
    }

    static SignInException expired() {
        return new SignInException(
                "device_expired", "Nobody entered the code of this login in time.", AGAIN);
    }

    /// A login that has begun.
    ///
    /// @param verificationUri the identity provider's page
    /// @param userCode        what the person types in there
    /// @param interval        the pause before the first question
    /// @param lifetime        how long the person has
    public record Asked(
            String id,
            URI verificationUri,
            String userCode,
            Duration interval,
            Duration lifetime) {}

    /// How far a login is.
    public sealed interface Progress {
        /// The person has not finished.
        ///
        /// @param pause   before the next question
        /// @param trouble why the identity provider could not be asked just now, or empty
        record Waiting(Duration pause, String trouble) implements Progress {}

        /// The person has signed in; the login is used up.
        record SignedIn(Person person) implements Progress {}
    }

    /// @param question null before there is a code, and when the login is over
    private record Pending(
            String codeChallenge, String address, long endNanos, @Nullable Question question) {
        private Pending with(@Nullable Question other) {
            return new Pending(codeChallenge, address, endNanos, other);
        }
    }

    /// What the identity provider is asked next.
    ///
    /// @param dueNanos not before
    /// @param isAsked  whether it is being asked
    private record Question(DeviceCode code, Duration interval, long dueNanos, boolean isAsked) {
        private Question asked() {
            return new Question(code, interval, dueNanos, true);
        }

        private Question after(Duration pause, long due) {
            return new Question(code, pause, due, false);
        }
    }
}
