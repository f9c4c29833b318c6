package dev.postern.broker.identity;

import dev.postern.broker.base.Clock;
import dev.postern.broker.base.Randomness;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// Sign-ins under way in browsers: begun here, gone to the identity provider, not yet back.
///
/// Each is bound to the browser that began it by a random cookie, is used once, and is forgotten after 10 minutes.
public final class WebSignIn {

    private static final Duration LIFETIME = Duration.ofMinutes(10);
    private static final int MOST = 10_000;
    private static final int SECRET_BYTES = 32;
    private static final int LONGEST_PARAMETER = 4096;

    private final OidcClient oidc;
    private final Clock clock;
    private final Randomness randomness;
    private final Map<String, Transaction> transactions = new LinkedHashMap<>();

    public WebSignIn(OidcClient oidc, Clock clock, Randomness randomness) {
        this.oidc = oidc;
        this.clock = clock;
        this.randomness = randomness;
    }

    /// A value for the cookie that binds a browser to its sign-ins: the one it has, or a new one.
    public String browserKey(@Nullable String present) {
        return present != null && present.matches("[A-Za-z0-9_-]{43}")
                ? present
                : Digests.base64Url(randomness.bytes(SECRET_BYTES));
    }

    /// Begins a sign-in; returns the identity provider's address to go to.
    public String begin(String browserKey, Purpose purpose, String redirectUri)
            throws SignInException {
        OidcClient.Begun begun = new OidcClient.Begun(secret(), secret(), secret());
        String prompt = purpose instanceof Purpose.ForCli ? "login" : "";
        String address = oidc.authorizationAddress(begun, redirectUri, prompt);
        remember(
                new Transaction(
                        begun, Digests.sha256Hex(browserKey), purpose, clock.now().plus(LIFETIME)));
        return address;
    }

    /// Takes the identity provider's answer.
    public Finished finish(Answer answer, @Nullable String browserKey, String redirectUri)
            throws SignInException {
        Transaction transaction = take(answer.state());
        if (transaction == null
                || browserKey == null
                || !Digests.same(Digests.sha256Hex(browserKey), transaction.browserHash())) {
            throw new SignInException(
                    "unknown_state",
                    "This browser did not begin that sign-in, or it began it more than 10 minutes"
                            + " ago.",
                    "Begin again.");
        }
        if (answer.code() == null
                || answer.code().isEmpty()
                || answer.code().length() > LONGEST_PARAMETER
                || answer.failed()) {
            throw new SignInException(
                    "provider_refused",
                    "The identity provider did not sign you in.",
                    "Begin again.");
        }
        return new Finished(
                oidc.finish(transaction.begun(), answer.code(), answer.issuer(), redirectUri),
                transaction.purpose());
    }

    /// Where a browser ends its session at the identity provider too; empty if it cannot, or cannot be asked now.
    public Optional<String> endAddress(String returnTo) {
        try {
            return oidc.endAddress(returnTo);
        } catch (SignInException e) {
            return Optional.empty(); // the sign-in here has ended, which is what was asked for
        }
    }

    private synchronized void remember(Transaction transaction) {
        Instant now = clock.now();
        transactions.values().removeIf(t -> !now.isBefore(t.end()));
        transactions.put(transaction.begun().state(), transaction);
        Iterator<String> oldest = transactions.keySet().iterator();
        while (transactions.size() > MOST) {
            oldest.next();
            oldest.remove();
        }
    }

    private synchronized @Nullable Transaction take(@Nullable String state) {
        Transaction transaction = state == null ? null : transactions.remove(state);
        return transaction != null && clock.now().isBefore(transaction.end()) ? transaction : null;
    }

    private String secret() {
        return Digests.base64Url(randomness.bytes(SECRET_BYTES));
    }

    /// Where a sign-in leads.
    public sealed interface Purpose {
        /// Back to a page of the web UI.
        ///
        /// @param next a path of this site
        record ForWeb(String next) implements Purpose {}

        /// To the CLI that asked for it.
        ///
        /// @param login the id of the CLI login
        record ForCli(String login) implements Purpose {}
    }

    /// The parameters of the provider's redirect, as they came.
    public record Answer(
            @Nullable String state,
            @Nullable String code,
            @Nullable String issuer,
            boolean failed) {}

    /// A verified person and where to go.
    public record Finished(Person person, Purpose purpose) {}

    private record Transaction(
            OidcClient.Begun begun, String browserHash, Purpose purpose, Instant end) {}
}
