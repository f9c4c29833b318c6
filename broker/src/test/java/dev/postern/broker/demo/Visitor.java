package dev.postern.broker.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.json.Json;

import org.jspecify.annotations.Nullable;

import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Somebody with a browser, or a program, at a [SignInBroker]: keeps cookies by origin, follows nothing by itself.
final class Visitor {

    private static final Pattern HIDDEN =
            Pattern.compile("<input type=\"hidden\" name=\"([^\"]*)\" value=\"([^\"]*)\">");

    private final SignInBroker broker;
    private final HttpClient client =
            HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NEVER).build();
    private final Map<String, Map<String, String>> cookies = new HashMap<>();

    Visitor(SignInBroker broker) {
        this.broker = broker;
    }

    /// The cookies that the broker set, by name; a copy.
    Map<String, String> cookiesOfBroker() {
        return new HashMap<>(
                cookies.getOrDefault(URI.create(broker.url()).getAuthority(), Map.of()));
    }

    /// Takes these in the place of the cookies that the broker set.
    void useCookies(Map<String, String> instead) {
        cookies.put(URI.create(broker.url()).getAuthority(), new HashMap<>(instead));
    }

    /// As another browser.
    void forgetCookies() {
        cookies.clear();
    }

    HttpResponse<String> signIn(String login, String person) throws Exception {
        String toProvider = location(send(HttpRequest.newBuilder(absolute(login))));
        return send(HttpRequest.newBuilder(URI.create(location(choose(toProvider, person)))));
    }

    /// Picks a person at the identity provider; the answer leads back to the broker.
    HttpResponse<String> choose(String authorize, String person) throws Exception {
        HttpResponse<String> page = send(HttpRequest.newBuilder(URI.create(authorize)));
        return send(
                HttpRequest.newBuilder(URI.create(authorize).resolve("/authorize"))
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(BodyPublishers.ofString(fields(page.body()) + "person=" + person)));
    }

    HttpResponse<String> get(String path) throws Exception {
        return send(request(path));
    }

    HttpResponse<String> form(String path, String body) throws Exception {
        return send(
                request(path)
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(BodyPublishers.ofString(body)));
    }

    HttpResponse<String> post(String path, String token, Map<String, ?> body) throws Exception {
        HttpRequest.Builder request = request(path).POST(BodyPublishers.ofString(Json.write(body)));
        if (!token.isEmpty()) {
            request.header("Authorization", "Bearer " + token);
        }
        return send(request);
    }

    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(absolute(path));
    }

    private URI absolute(String address) {
        return URI.create(address.startsWith("/") ? broker.url() + address : address);
    }

    HttpResponse<String> send(HttpRequest.Builder builder) throws Exception {
        URI uri = builder.copy().build().uri();
        Map<String, String> jar = cookies.computeIfAbsent(uri.getAuthority(), a -> new HashMap<>());
        if (!jar.isEmpty()) {
            builder.header(
                    "Cookie",
                    String.join(
                            "; ",
                            jar.entrySet().stream()
                                    .map(e -> e.getKey() + "=" + e.getValue())
                                    .toList()));
        }
        HttpResponse<String> response = client.send(builder.build(), BodyHandlers.ofString());
        for (String cookie : response.headers().allValues("Set-Cookie")) {
            assertThat(cookie).contains("HttpOnly").contains("SameSite=Lax");
            String[] pair = cookie.split(";", 2)[0].split("=", 2);
            jar.put(pair[0], pair[1]);
        }
        return response;
    }

    static String location(HttpResponse<String> response) {
        String location =
                response.headers()
                        .firstValue("Location")
                        .orElseThrow(() -> new AssertionError(response.body()));
        return response.uri().resolve(location).toString();
    }

    static Map<String, @Nullable Object> json(HttpResponse<String> response) throws Exception {
        return Json.readObject(response.body());
    }

    static String fields(String page) {
        StringBuilder fields = new StringBuilder();
        Matcher hidden = HIDDEN.matcher(page);
        while (hidden.find()) {
            fields.append(encoded(hidden.group(1)))
                    .append('=')
                    .append(encoded(hidden.group(2).replace("&amp;", "&")))
                    .append('&');
        }
        return fields.toString();
    }

    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
