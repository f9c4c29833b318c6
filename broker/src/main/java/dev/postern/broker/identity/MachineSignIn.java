package dev.postern.broker.identity;

import dev.postern.broker.base.Clock;
import dev.postern.broker.base.Ticker;
import dev.postern.json.Json;
import dev.postern.json.MalformedJsonException;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/// Signs in jobs of CI systems with the OIDC tokens that those gave them: no browser, no nonce, rules of its own.
///
/// A token must be for this broker alone, live a day at most, and fit a rule that names what the job is.
public final class MachineSignIn implements AutoCloseable {

    private static final Duration LEEWAY = Duration.ofSeconds(60);
    private static final Duration LONGEST_LIFE = Duration.ofHours(24);
    private static final int LONGEST_SUBJECT = 255;
    private static final int LONGEST_TOKEN = 16 * 1024;

    private final List<Trusted> issuers = new ArrayList<>();
    private final Clock clock;

    public MachineSignIn(List<MachineIssuer> issuers, Clock clock, Ticker ticker) {
        this.clock = clock;
        for (MachineIssuer issuer : issuers) {
            OidcClient documents = new OidcClient(issuer.provider(), clock, ticker);
            this.issuers.add(
                    new Trusted(
                            issuer,
                            documents,
                            new TokenOpener(
                                    issuer.provider().algorithms(),
                                    new SigningKeys(documents::keySet, ticker))));
        }
    }

    /// The machine that `token` vouches for, and how long it is signed in.
    public Admitted admit(String token) throws SignInException {
        Trusted trusted = issuerOf(token);
        Map<String, @Nullable Object> claims = trusted.opener().open(token);
        try {
            return admitted(trusted.issuer(), claims);
        } catch (RuntimeException e) {
            throw TokenOpener.malformed(e);
        }
    }

    /// Which issuer's keys to ask, by what the token says; the signature then decides.
    private Trusted issuerOf(String token) throws SignInException {
        if (issuers.isEmpty()) {
            throw new SignInException(
                    "no_machines",
                    "This broker signs in no machines.",
                    "Ask an administrator to list the issuer of your tokens under machines: in the"
                            + " broker's configuration.");
        }
        Object issuer = unverifiedIssuer(token);
        return issuers.stream()
                .filter(known -> known.issuer().provider().issuer().equals(issuer))
                .findFirst()
                .orElseThrow(() ->
                        new SignInException(
                                "wrong_issuer",
                                "The token is not from an issuer whose machines this broker signs"
                                        + " in.",
                                "Ask an administrator which CI systems are listed under"
                                        + " machines: in the broker's configuration."));
    }

    private static @Nullable Object unverifiedIssuer(String token) throws SignInException {
        String[] parts = token.split("\\.", -1);
        if (token.length() > LONGEST_TOKEN || parts.length != 3) {
            throw SignInException.badToken("token_malformed", "it is not a signed token");
        }
        try {
            return Json.readObject(Base64.getUrlDecoder().decode(parts[1])).get("iss");
        } catch (MalformedJsonException | RuntimeException e) {
            throw TokenOpener.malformed(e);
        }
    }

    private Admitted admitted(MachineIssuer issuer, Map<String, @Nullable Object> claims)
            throws SignInException {
        IdentityConfig provider = issuer.provider();
        Object audience = claims.get("aud");
        if (!provider.clientId().equals(audience)
                && !List.of(provider.clientId()).equals(audience)) {
            throw SignInException.badToken(
                    "wrong_audience",
                    "it is not for this broker alone; ask for a token with the audience "
                            + provider.clientId());
        }
        checkTimes(claims);
        if (!(claims.get("sub") instanceof String subject)
                || subject.isEmpty()
                || subject.length() > LONGEST_SUBJECT) {
            throw SignInException.badToken("bad_subject", "its `sub` is missing or too long");
        }
        MachineIssuer.Rule rule =
                issuer.rules().stream()
                        .filter(each -> each.fits(claims))
                        .findFirst()
                        .orElseThrow(() ->
                                new SignInException(
                                        "no_rule_for_machine",
                                        "The token is genuine, but no rule of this broker is for"
                                                + " such a job.",
                                        "Compare the token's claims with the rules under machines:"
                                                + " in the broker's configuration."));
        return new Admitted(
                new Person(provider.issuer(), subject, rule.name(), "", rule.groups()),
                issuer.lifetime());
    }

    private void checkTimes(Map<String, @Nullable Object> claims) throws SignInException {
        Instant now = clock.now();
        Instant expires = IdTokenVerifier.time(claims, "exp");
        Instant issued = IdTokenVerifier.time(claims, "iat");
        if (!now.isBefore(expires)) {
            throw SignInException.badToken("token_expired", "it has expired");
        }
        if (issued.isAfter(now.plus(LEEWAY))) {
            throw SignInException.skew(
                    "The token is issued "
                            + Duration.between(now, issued).toSeconds()
                            + " s in the future: the clock of the broker or of the issuer is"
                            + " wrong.");
        }
        if (claims.containsKey("nbf")
                && IdTokenVerifier.time(claims, "nbf").isAfter(now.plus(LEEWAY))) {
            throw SignInException.skew("The token is not valid yet.");
        }
        if (Duration.between(issued, expires).compareTo(LONGEST_LIFE) > 0) {
            throw SignInException.badToken("token_too_long_lived", "it lives longer than 24 hours");
        }
    }

    @Override
    public void close() {
        issuers.forEach(issuer -> issuer.documents().close());
    }

    /// A machine that is let in.
    ///
    /// @param lifetime of its sign-in
    public record Admitted(Person machine, Duration lifetime) {}

    private record Trusted(MachineIssuer issuer, OidcClient documents, TokenOpener opener) {}
}
