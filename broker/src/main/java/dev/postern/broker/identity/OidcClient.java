package dev.postern.broker.identity;

import dev.postern.broker.base.Clock;
import dev.postern.broker.base.Ticker;

import org.jspecify.annotations.Nullable;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// The OpenID Connect code flow with PKCE against one issuer, and its device flow. Its documents are fetched when first
/// needed.
public final class OidcClient implements AutoCloseable {

    private static final Duration MOST_SKEW = Duration.ofSeconds(60);
    private static final String SCOPE = "openid profile email";
    private static final String DISCOVERY = "/.well-known/openid-configuration";

    private final IdentityConfig config;
    private final ProviderHttp http;
    private final IdTokenVerifier verifier;
    private final Clock clock;
    private volatile @Nullable Metadata metadata;

    public OidcClient(IdentityConfig config, Clock clock, Ticker ticker) {
        this.config = config;
        this.http = new ProviderHttp(config);
        this.clock = clock;
        this.verifier = new IdTokenVerifier(config, new SigningKeys(this::keySet, ticker), clock);
    }

    /// Where the browser is sent.
    ///
    /// @param prompt an OIDC `prompt` value, or empty
    String authorizationAddress(Begun begun, String redirectUri, String prompt)
            throws SignInException {
        Map<String, String> query = new LinkedHashMap<>();
        query.put("response_type", "code");
        query.put("client_id", config.clientId());
        query.put("redirect_uri", redirectUri);
        query.put("state", begun.state());
        demand(query, begun);
        if (!prompt.isEmpty()) {
            query.put("prompt", prompt);
        }
        URI endpoint = needed(metadata().authorization(), "authorization_endpoint");
        return endpoint
                + (endpoint.getRawQuery() == null ? "?" : "&")
                + query.entrySet().stream()
                        .map(e -> e.getKey() + "=" + ProviderHttp.encode(e.getValue()))
                        .collect(Collectors.joining("&"));
    }

    /// What every kind of sign-in asks for.
    private void demand(Map<String, String> parameters, Begun begun) {
        parameters.put("scope", SCOPE);
        parameters.put("nonce", begun.nonce());
        parameters.put("code_challenge", Digests.base64Url(Digests.sha256(begun.codeVerifier())));
        parameters.put("code_challenge_method", "S256");
        if (!config.rules().acr().isEmpty()) {
            parameters.put("acr_values", String.join(" ", config.rules().acr()));
        }
    }

    /// Asks for a device code. RFC 8628 knows neither a nonce nor PKCE, and providers pass over what they do not know; some
    /// demand PKCE here as well.
    DeviceCode deviceCode(Begun begun) throws SignInException {
        Map<String, String> form = new LinkedHashMap<>();
        form.put("client_id", config.clientId());
        demand(form, begun);
        ProviderHttp.Answer answer = http.ask(deviceEndpoint(), form);
        if (answer.status() != 200) {
            throw DeviceCode.refused(answer.body());
        }
        return DeviceCode.read(begun, answer.body(), config::accepts);
    }

    /// Asks once whether the person has signed in with a device code.
    ///
    /// @throws SignInException it never will be, or the id_token does not hold
    DeviceProgress deviceProgress(DeviceCode code) throws SignInException {
        Map<String, String> form = new LinkedHashMap<>();
        form.put("grant_type", "urn:ietf:params:oauth:grant-type:device_code");
        form.put("device_code", code.secret().reveal());
        form.put("client_id", config.clientId());
        form.put("code_verifier", code.begun().codeVerifier());
        ProviderHttp.Answer answer;
        try {
            answer = http.ask(needed(metadata().token(), "token_endpoint"), form);
        } catch (SignInException e) {
            return new DeviceProgress.Unanswered(e.text());
        }
        return answer.status() == 200
                ? new DeviceProgress.SignedIn(
                        verifier.verifyOfDevice(idToken(answer), code.begun().nonce()))
                : DeviceProgress.refused(answer);
    }

    private URI deviceEndpoint() throws SignInException {
        Object named = metadata().device();
        if (named == null) {
            throw new SignInException(
                    "device_flow_unsupported",
                    "The identity provider names no device_authorization_endpoint: it knows no"
                            + " device flow.",
                    DeviceSignIn.WITH_A_BROWSER);
        }
        return endpoint(named, "device_authorization_endpoint");
    }

    /// Exchanges the provider's answer for a verified person.
    ///
    /// @param issuer the `iss` parameter of the answer, or null (RFC 9207)
    Person finish(Begun begun, String code, @Nullable String issuer, String redirectUri)
            throws SignInException {
        Metadata known = metadata();
        if ((issuer == null && known.sendsIssuer())
                || (issuer != null && !issuer.equals(config.issuer()))) {
            throw new SignInException(
                    "wrong_issuer",
                    "The answer is from another identity provider than it was asked of.",
                    "Sign in again.");
        }
        Map<String, String> form = new LinkedHashMap<>();
        form.put("grant_type", "authorization_code");
        form.put("code", code);
        form.put("redirect_uri", redirectUri);
        form.put("client_id", config.clientId());
        form.put("code_verifier", begun.codeVerifier());
        ProviderHttp.Answer answer = http.post(needed(known.token(), "token_endpoint"), form);
        return verifier.verify(idToken(answer), begun.nonce());
    }

    private String idToken(ProviderHttp.Answer answer) throws SignInException {
        refuseSkew(answer.date());
        if (!(answer.body().get("id_token") instanceof String token)) {
            throw SignInException.provider("The identity provider sent no id_token.");
        }
        return token;
    }

    /// Where the browser is sent to end its session at the provider as well; empty if the provider has no such page.
    ///
    /// @param returnTo a page of the broker's, registered with the provider
    Optional<String> endAddress(String returnTo) throws SignInException {
        URI endpoint = metadata().end();
        return endpoint == null
                ? Optional.empty()
                : Optional.of(
                        endpoint
                                + (endpoint.getRawQuery() == null ? "?" : "&")
                                + "client_id="
                                + ProviderHttp.encode(config.clientId())
                                + "&post_logout_redirect_uri="
                                + ProviderHttp.encode(returnTo));
    }

    private void refuseSkew(@Nullable Instant providers) throws SignInException {
        if (providers == null) {
            return;
        }
        Duration skew = Duration.between(clock.now(), providers);
        if (skew.abs().compareTo(MOST_SKEW) > 0) {
            throw SignInException.skew(
                    "The clocks of the broker and of the identity provider are "
                            + skew.abs().toSeconds()
                            + " s apart (the broker's is "
                            + (skew.isNegative() ? "ahead" : "behind")
                            + "); at most 60 s are accepted.");
        }
    }

    /// The provider's key set, fetched now.
    Map<String, @Nullable Object> keySet() throws SignInException {
        return http.get(metadata().keys());
    }

    @Override
    public void close() {
        http.close();
    }

    private Metadata metadata() throws SignInException {
        Metadata known = metadata;
        if (known != null) {
            return known;
        }
        String issuer = config.issuer();
        String base = issuer.endsWith("/") ? issuer.substring(0, issuer.length() - 1) : issuer;
        Map<String, @Nullable Object> document = http.get(URI.create(base + DISCOVERY));
        if (!issuer.equals(document.get("issuer"))) {
            throw SignInException.provider(
                    "The identity provider's configuration names another issuer than \""
                            + issuer
                            + "\".");
        }
        if (document.get("code_challenge_methods_supported") instanceof List<?> methods
                && !methods.contains("S256")) {
            throw SignInException.provider(
                    "The identity provider does not support PKCE with S256.");
        }
        Metadata read =
                new Metadata(
                        optional(document, "authorization_endpoint"),
                        optional(document, "token_endpoint"),
                        endpoint(document.get("jwks_uri"), "jwks_uri"),
                        optional(document, "end_session_endpoint"),
                        document.get("device_authorization_endpoint"),
                        Boolean.TRUE.equals(
                                document.get("authorization_response_iss_parameter_supported")));
        metadata = read;
        return read;
    }

    private @Nullable URI optional(Map<String, @Nullable Object> document, String name)
            throws SignInException {
        return document.containsKey(name) ? endpoint(document.get(name), name) : null;
    }

    /// What a provider that signs in people must have, and one of machines has not.
    private static URI needed(@Nullable URI endpoint, String name) throws SignInException {
        if (endpoint == null) {
            throw SignInException.provider("The identity provider names no " + name + ".");
        }
        return endpoint;
    }

    private URI endpoint(@Nullable Object named, String name) throws SignInException {
        try {
            URI uri = URI.create(String.valueOf(named));
            if (config.accepts(uri)) {
                return uri;
            }
        } catch (IllegalArgumentException e) {
            throw SignInException.provider(
                    "The identity provider's " + name + " is no address.", e);
        }
        throw SignInException.provider(
                "The identity provider's " + name + " is not https, or is on this machine.");
    }

    /// The secrets of one sign-in under way.
    record Begun(String state, String nonce, String codeVerifier) {
        @Override
        public String toString() {
            return "Begun[***]";
        }
    }

    /// The addresses of a provider; those of machines have keys only.
    ///
    /// @param device as the provider names it, checked only when the device flow needs it
    private record Metadata(
            @Nullable URI authorization,
            @Nullable URI token,
            URI keys,
            @Nullable URI end,
            @Nullable Object device,
            boolean sendsIssuer) {}
}
