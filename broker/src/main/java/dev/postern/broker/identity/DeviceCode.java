package dev.postern.broker.identity;

import dev.postern.broker.base.Secret;

import org.jspecify.annotations.Nullable;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/// A device code of the identity provider: the broker asks with [#secret] whether the person has typed in [#userCode].
///
/// Source: RFC 8628 section 3.2. `verification_uri_complete` is not read: an address that has the code in it is what
/// somebody would send to a victim, and it spares them the one look at a code that they did not ask for.
///
/// @param begun    what the id_token is checked against, and the PKCE verifier
/// @param address  the provider's page
/// @param lifetime how long the provider waits for the person
/// @param interval the pause between two questions, 1 to 60 s
record DeviceCode(
        OidcClient.Begun begun,
        Secret secret,
        String userCode,
        URI address,
        Duration lifetime,
        Duration interval) {

    private static final int LONGEST_SECRET = 4096;
    private static final int LONGEST_ADDRESS = 2048;
    private static final long USUAL_INTERVAL_SECONDS = 5;
    private static final long LONGEST_INTERVAL_SECONDS = 60;
    private static final long LONGEST_LIFETIME_SECONDS = 24 * 60 * 60;

    /// What a token or device endpoint may say was wrong (RFC 6749 section 5.2).
    private static final Set<String> KNOWN_ERRORS =
            Set.of(
                    "invalid_request",
                    "invalid_client",
                    "invalid_grant",
                    "unauthorized_client",
                    "unsupported_grant_type",
                    "invalid_scope",
                    "access_denied");

    /// Reads the provider's answer.
    ///
    /// @param accepted whether the provider may have a page at an address
    static DeviceCode read(
            OidcClient.Begun begun, Map<String, @Nullable Object> answer, Predicate<URI> accepted)
            throws SignInException {
        return new DeviceCode(
                begun,
                Secret.of(text(answer, "device_code", "[\\x21-\\x7e]{1," + LONGEST_SECRET + "}")),
                text(answer, "user_code", "[\\x21-\\x7e]{1,64}"),
                address(answer, accepted),
                Duration.ofSeconds(lifetime(answer)),
                Duration.ofSeconds(interval(answer)));
    }

    private static String text(Map<String, @Nullable Object> answer, String name, String form)
            throws SignInException {
        if (answer.get(name) instanceof String text && text.matches(form)) {
            return text;
        }
        throw malformed(name);
    }

    private static URI address(Map<String, @Nullable Object> answer, Predicate<URI> accepted)
            throws SignInException {
        String name = "verification_uri";
        try {
            URI uri = URI.create(text(answer, name, "[\\x21-\\x7e]{1," + LONGEST_ADDRESS + "}"));
            if (accepted.test(uri)) {
                return uri;
            }
        } catch (IllegalArgumentException e) {
            throw SignInException.provider(malformed(name).text(), e);
        }
        throw SignInException.provider(
                "The identity provider's " + name + " is not https, or is on this machine.");
    }

    private static long lifetime(Map<String, @Nullable Object> answer) throws SignInException {
        if (answer.get("expires_in") instanceof Number seconds && seconds.longValue() >= 1) {
            return Math.min(seconds.longValue(), LONGEST_LIFETIME_SECONDS);
        }
        throw malformed("expires_in");
    }

    private static long interval(Map<String, @Nullable Object> answer) throws SignInException {
        Object interval = answer.get("interval");
        if (interval == null) {
            return USUAL_INTERVAL_SECONDS;
        }
        if (interval instanceof Number seconds && seconds.longValue() >= 0) {
            return Math.clamp(seconds.longValue(), 1, LONGEST_INTERVAL_SECONDS);
        }
        throw malformed("interval");
    }

    private static SignInException malformed(String field) {
        return SignInException.provider(
                "The identity provider's answer to a device login has no "
                        + field
                        + " that can be used.");
    }

    /// The provider says no to the broker, not to the person.
    static SignInException refused(Map<String, @Nullable Object> answer) {
        String error =
                answer.get("error") instanceof String text && KNOWN_ERRORS.contains(text)
                        ? text
                        : "an error that OAuth does not define";
        return new SignInException(
                "device_refused",
                "The identity provider refused the device login (" + error + ").",
                DeviceSignIn.WITH_A_BROWSER
                        + " Its administrator allows this broker's client the device grant"
                        + " (docs/identity-providers.md).");
    }
}
