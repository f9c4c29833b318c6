package dev.postern.broker.identity;

import dev.postern.json.Json;
import dev.postern.json.MalformedJsonException;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.Map;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;

/// Asks the identity provider for JSON: no redirect is followed, 1 MiB and 5 s at most.
final class ProviderHttp implements AutoCloseable {

    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final int LARGEST_BYTES = 1024 * 1024;

    private final IdentityConfig config;
    private final HttpClient client;

    ProviderHttp(IdentityConfig config) {
        this.config = config;
        this.client =
                HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .followRedirects(HttpClient.Redirect.NEVER)
                        .connectTimeout(TIMEOUT)
                        .build();
    }

    /// The object at `uri`.
    Map<String, @Nullable Object> get(URI uri) throws SignInException {
        return send(HttpRequest.newBuilder(checked(uri)).GET(), ProviderHttp::isSuccess).body();
    }

    /// What answers a form; the client identifies itself with its secret if it has one.
    Answer post(URI uri, Map<String, String> form) throws SignInException {
        return send(form(uri, form), ProviderHttp::isSuccess);
    }

    /// What answers a form as above, also if it is a refusal: those are JSON with status 4xx (RFC 6749 section 5.2).
    Answer ask(URI uri, Map<String, String> form) throws SignInException {
        return send(form(uri, form), status -> isSuccess(status) || status / 100 == 4);
    }

    private static boolean isSuccess(int status) {
        return status == 200;
    }

    private HttpRequest.Builder form(URI uri, Map<String, String> form) throws SignInException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(checked(uri))
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(
                                BodyPublishers.ofString(
                                        form.entrySet().stream()
                                                .map(e ->
                                                        encode(e.getKey())
                                                                + "="
                                                                + encode(e.getValue()))
                                                .collect(Collectors.joining("&"))));
        if (config.clientSecret() != null) {
            String pair = encode(config.clientId()) + ":" + encode(config.clientSecret().reveal());
            request.header(
                    "Authorization",
                    "Basic "
                            + Base64.getEncoder()
                                    .encodeToString(pair.getBytes(StandardCharsets.UTF_8)));
        }
        return request;
    }

    @Override
    public void close() {
        client.close();
    }

    static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private URI checked(URI uri) throws SignInException {
        if (!config.accepts(uri)) {
            throw SignInException.provider(
                    "The identity provider names an address that is not https, or that is on this"
                            + " machine: "
                            + uri);
        }
        return uri;
    }

    private Answer send(HttpRequest.Builder builder, IntPredicate accepted) throws SignInException {
        HttpRequest request = builder.timeout(TIMEOUT).header("Accept", "application/json").build();
        String name = "Identity provider " + request.uri().getHost();
        try {
            HttpResponse<InputStream> response = client.send(request, BodyHandlers.ofInputStream());
            try (InputStream body = response.body()) {
                if (!accepted.test(response.statusCode())) {
                    throw SignInException.provider(
                            name
                                    + " answered HTTP "
                                    + response.statusCode()
                                    + " to "
                                    + request.uri().getPath()
                                    + ".");
                }
                byte[] bytes = body.readNBytes(LARGEST_BYTES + 1);
                if (bytes.length > LARGEST_BYTES) {
                    throw SignInException.provider(name + " answered more than 1 MiB.");
                }
                return new Answer(response.statusCode(), Json.readObject(bytes), date(response));
            }
        } catch (MalformedJsonException e) {
            throw SignInException.provider(
                    name + " answered something that is not a JSON object.", e);
        } catch (IOException e) {
            throw SignInException.provider(
                    name
                            + " did not answer within 5 s ("
                            + (e.getMessage() == null ? "it closed the connection" : e.getMessage())
                            + "). Nobody can sign in until it does; who is signed in stays so.",
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw SignInException.provider("The sign-in was interrupted.", e);
        }
    }

    private static @Nullable Instant date(HttpResponse<?> response) {
        try {
            return response.headers()
                    .firstValue("Date")
                    .map(text -> DateTimeFormatter.RFC_1123_DATE_TIME.parse(text, Instant::from))
                    .orElse(null);
        } catch (DateTimeException e) {
            return null;
        }
    }

    /// What the provider answered.
    ///
    /// @param date its time, to the second, or null if it did not say
    record Answer(int status, Map<String, @Nullable Object> body, @Nullable Instant date) {}
}
