package dev.postern.broker.identity;

import dev.postern.broker.base.Clock;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Turns an id_token into a person, or refuses it.
///
/// The signature is [TokenOpener]'s; what the claims must say is decided here.
/// Source: OpenID Connect Core 1.0 section 3.1.3.7.
final class IdTokenVerifier {

    private static final int LONGEST_TEXT = 255;
    private static final int MOST_GROUPS = 1000;
    private static final Duration LEEWAY = Duration.ofSeconds(60);
    private static final Duration OLDEST = Duration.ofMinutes(10);

    private final IdentityConfig config;
    private final TokenOpener opener;
    private final Clock clock;

    IdTokenVerifier(IdentityConfig config, SigningKeys keys, Clock clock) {
        this.config = config;
        this.opener = new TokenOpener(config.algorithms(), keys);
        this.clock = clock;
    }

    /// The person that `token` vouches for.
    ///
    /// @param nonce the one this sign-in sent to the provider
    Person verify(String token, String nonce) throws SignInException {
        return verified(token, claims -> checkNonce(claims, nonce));
    }

    /// The person that `token` of a device login vouches for: every check of [#verify], but the nonce may be missing.
    ///
    /// RFC 8628 knows no nonce, so most providers repeat none. What a nonce is for is done otherwise there: the token comes
    /// from the provider's token endpoint alone, never through a browser, against a device code that nobody else has.
    ///
    /// @param nonce the one this login sent to the provider; a token that names another was made for another sign-in
    Person verifyOfDevice(String token, String nonce) throws SignInException {
        return verified(
                token,
                claims -> {
                    if (claims.containsKey("nonce")) {
                        checkNonce(claims, nonce);
                    }
                });
    }

    private Person verified(String token, Binding binding) throws SignInException {
        Map<String, @Nullable Object> claims = opener.open(token);
        try {
            return person(checked(claims, binding));
        } catch (RuntimeException e) {
            throw TokenOpener.malformed(e);
        }
    }

    /// Whether a token is of this sign-in.
    @FunctionalInterface
    private interface Binding {
        void check(Map<String, @Nullable Object> claims) throws SignInException;
    }

    private static void checkNonce(Map<String, @Nullable Object> claims, String nonce)
            throws SignInException {
        if (!(claims.get("nonce") instanceof String found) || !Digests.same(found, nonce)) {
            throw SignInException.badToken("wrong_nonce", "it was made for another sign-in");
        }
    }

    private Map<String, @Nullable Object> checked(
            Map<String, @Nullable Object> claims, Binding binding) throws SignInException {
        if (!config.issuer().equals(claims.get("iss"))) {
            throw SignInException.badToken("wrong_issuer", "it is not from the configured issuer");
        }
        checkAudience(claims);
        binding.check(claims);
        Instant now = clock.now();
        Instant expires = time(claims, "exp");
        if (!now.isBefore(expires)) {
            throw SignInException.badToken("token_expired", "it has expired");
        }
        Instant issued = time(claims, "iat");
        refuseFuture(issued, now, "issued");
        if (issued.isBefore(now.minus(OLDEST))) {
            throw SignInException.badToken(
                    "token_too_old", "it was issued more than 10 minutes ago");
        }
        if (claims.containsKey("nbf")) {
            refuseFuture(time(claims, "nbf"), now, "valid only from");
        }
        if (claims.containsKey("auth_time")) {
            refuseFuture(time(claims, "auth_time"), now, "from a sign-in");
        }
        checkStrength(claims);
        return claims;
    }

    /// What was demanded of the sign-in itself.
    private void checkStrength(Map<String, @Nullable Object> claims) throws SignInException {
        List<String> classes = config.rules().acr();
        if (!classes.isEmpty()
                && !(claims.get("acr") instanceof String found && classes.contains(found))) {
            throw tooWeak("its `acr` is not one of " + classes);
        }
        List<String> methods = config.rules().amr();
        if (!methods.isEmpty()
                && !(claims.get("amr") instanceof List<?> found && found.containsAll(methods))) {
            throw tooWeak("its `amr` does not list all of " + methods);
        }
    }

    private static SignInException tooWeak(String why) {
        return new SignInException(
                "sign_in_too_weak",
                "The identity provider let you in more easily than this broker demands: "
                        + why
                        + ".",
                "Sign in with the second factor that your company asks for; if it did not ask, tell"
                        + " the administrator of the identity provider.");
    }

    private void checkAudience(Map<String, @Nullable Object> claims) throws SignInException {
        Object audience = claims.get("aud");
        boolean several = audience instanceof List<?> list && list.size() > 1;
        boolean ours =
                config.clientId().equals(audience)
                        || (audience instanceof List<?> list && list.contains(config.clientId()));
        if (!ours) {
            throw SignInException.badToken("wrong_audience", "it was made for another application");
        }
        if ((several || claims.containsKey("azp"))
                && !config.clientId().equals(claims.get("azp"))) {
            throw SignInException.badToken("wrong_party", "it was handed to another application");
        }
    }

    private static void refuseFuture(Instant time, Instant now, String what)
            throws SignInException {
        if (time.isAfter(now.plus(LEEWAY))) {
            throw new SignInException(
                    "clock_skew",
                    "The id_token is "
                            + what
                            + " "
                            + Duration.between(now, time).toSeconds()
                            + " s in the future: the clock of the broker or of the identity"
                            + " provider is wrong.",
                    "Tell the administrator to check both clocks.");
        }
    }

    /// The time in seconds since 1970 that is claimed as `name`.
    static Instant time(Map<String, @Nullable Object> claims, String name) throws SignInException {
        if (claims.get(name) instanceof Number number
                && number.doubleValue() >= 0
                && number.doubleValue() < 253402300800.0) {
            return Instant.ofEpochSecond(number.longValue());
        }
        throw SignInException.badToken("bad_time", "its `" + name + "` is missing or no time");
    }

    private Person person(Map<String, @Nullable Object> claims) throws SignInException {
        String subject = text(claims, "sub");
        if (subject.isEmpty() || subject.length() > LONGEST_TEXT) {
            throw SignInException.badToken("bad_subject", "its `sub` is missing or too long");
        }
        String email = text(claims, "email");
        String name = text(claims, "name");
        if (name.isEmpty()) {
            name = text(claims, "preferred_username");
        }
        if (name.isEmpty()) {
            name = email.isEmpty() ? subject : email;
        }
        return new Person(
                config.issuer(), subject, shortened(name), shortened(email), groups(claims));
    }

    /// Whether the provider left the groups out because there were too many (Entra ID: over 200, or over 5 in a link).
    private boolean hasOverage(Map<String, @Nullable Object> claims) {
        String claim = config.rules().groups();
        return !claims.containsKey(claim)
                && ((claims.get("_claim_names") instanceof Map<?, ?> elsewhere
                                && elsewhere.containsKey(claim))
                        || Boolean.TRUE.equals(claims.get("hasgroups")));
    }

    private List<String> groups(Map<String, @Nullable Object> claims) throws SignInException {
        if (hasOverage(claims)) {
            throw new SignInException(
                    "groups_overage",
                    "You are in more groups than the identity provider writes into an id_token, so"
                            + " it left all of them out.",
                    "Ask its administrator to send only the groups that are assigned to this"
                            + " application, or application roles (docs/identity-providers.md).");
        }
        List<String> groups = new ArrayList<>();
        Object value = claims.get(config.rules().groups());
        if (value instanceof String one) {
            groups.add(one);
        } else if (value instanceof List<?> list) {
            for (Object group : list) {
                if (!(group instanceof String text)) {
                    throw SignInException.badToken("bad_groups", "its groups are not all texts");
                }
                groups.add(text);
            }
        } else if (value != null) {
            throw SignInException.badToken(
                    "bad_groups", "its groups are neither a text nor a list");
        }
        if (groups.size() > MOST_GROUPS) {
            throw SignInException.badToken(
                    "bad_groups", "it lists more than " + MOST_GROUPS + " groups");
        }
        return groups;
    }

    private static String text(Map<String, @Nullable Object> claims, String name) {
        return claims.get(name) instanceof String text ? text : "";
    }

    private static String shortened(String text) {
        return text.length() > LONGEST_TEXT ? text.substring(0, LONGEST_TEXT) : text;
    }
}
