package dev.postern.cli.login;

import dev.postern.cli.console.CliException;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Walks the pages of a demo login as a person with a browser would: confirms, picks a person, follows the redirects.
///
/// It talks to this machine only, keeps cookies by host and port, and knows just enough HTML for the two pages.
final class DemoBrowser {

    private static final int MOST_STEPS = 12;
    private static final int LARGEST_PAGE = 256 * 1024;
    private static final int TIMEOUT_MILLIS = 10_000;
    private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "localhost", "[::1]");
    private static final Pattern FORM = Pattern.compile("<form[^>]*\\saction=\"([^\"]*)\"");
    private static final Pattern HIDDEN =
            Pattern.compile("<input type=\"hidden\" name=\"([^\"]*)\" value=\"([^\"]*)\">");

    private final String person;
    private final Map<String, Map<String, String>> cookies = new HashMap<>();

    /// @param person who to be, as the demo identity provider lists them
    DemoBrowser(String person) {
        this.person = person;
    }

    /// Whether an address is on this machine.
    static boolean isLoopback(String address) {
        try {
            String host = URI.create(address).getHost();
            return host != null && LOOPBACK.contains(host);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /// Goes from the confirm page to the terminal's own listener.
    void walk(String confirmPage) throws CliException, IOException {
        Page page = load(URI.create(confirmPage), null);
        for (int step = 0; step < MOST_STEPS; step++) {
            if (!page.next().isEmpty()) {
                page = load(page.address().resolve(page.next()), null);
            } else if (page.body().contains("name=\"decision\"")) {
                page = submit(page, "decision", "confirm");
            } else if (page.body().contains("name=\"person\"")) {
                if (!page.body().contains("name=\"person\" value=\"" + person + "\"")) {
                    throw CliException.failed(
                            "no_such_person",
                            "the demo identity provider knows no \"" + person + "\"",
                            "Try: --demo engineer, approver, auditor or admin.");
                }
                page = submit(page, "person", person);
            } else {
                break;
            }
        }
        if (page.status() != 200) {
            throw CliException.failed(
                    "demo_login_failed",
                    "the demo login stopped with HTTP "
                            + page.status()
                            + " at "
                            + page.address().getPath(),
                    "");
        }
    }

    private Page submit(Page page, String name, String value) throws CliException, IOException {
        Matcher form = FORM.matcher(page.body());
        if (!form.find()) {
            throw CliException.failed(
                    "demo_login_failed", "a page of the demo login has no form", "");
        }
        List<String> fields = new ArrayList<>();
        Matcher hidden = HIDDEN.matcher(page.body());
        while (hidden.find()) {
            fields.add(
                    encoded(unescaped(hidden.group(1)))
                            + "="
                            + encoded(unescaped(hidden.group(2))));
        }
        fields.add(encoded(name) + "=" + encoded(value));
        return load(page.address().resolve(unescaped(form.group(1))), String.join("&", fields));
    }

    private Page load(URI address, @Nullable String form) throws CliException, IOException {
        if (!"http".equals(address.getScheme()) || !isLoopback(address.toString())) {
            throw CliException.failed(
                    "not_a_demo",
                    "the demo login would leave this machine for " + address.getHost(),
                    "");
        }
        HttpURLConnection connection = (HttpURLConnection) address.toURL().openConnection();
        connection.setInstanceFollowRedirects(false);
        connection.setConnectTimeout(TIMEOUT_MILLIS);
        connection.setReadTimeout(TIMEOUT_MILLIS);
        Map<String, String> jar =
                cookies.computeIfAbsent(address.getAuthority(), a -> new HashMap<>());
        if (!jar.isEmpty()) {
            List<String> pairs = new ArrayList<>();
            jar.forEach((n, v) -> pairs.add(n + "=" + v));
            connection.setRequestProperty("Cookie", String.join("; ", pairs));
        }
        if (form != null) {
            connection.setDoOutput(true);
            connection.setRequestMethod("POST");
            connection.setRequestProperty("Content-Type", "application/x-www-form-urlencoded");
            try (OutputStream out = connection.getOutputStream()) {
                out.write(form.getBytes(StandardCharsets.US_ASCII));
            }
        }
        int status = connection.getResponseCode();
        keepCookies(connection, jar);
        try (@Nullable InputStream in =
                status < 400 ? connection.getInputStream() : connection.getErrorStream()) {
            String body =
                    in == null
                            ? ""
                            : new String(in.readNBytes(LARGEST_PAGE), StandardCharsets.UTF_8);
            return new Page(address, status, next(connection, status), body);
        }
    }

    private static void keepCookies(HttpURLConnection connection, Map<String, String> jar) {
        for (String header : connection.getHeaderFields().getOrDefault("Set-Cookie", List.of())) {
            String pair = header.split(";", 2)[0];
            int at = pair.indexOf('=');
            if (at > 0) {
                jar.put(pair.substring(0, at).strip(), pair.substring(at + 1).strip());
            }
        }
    }

    /// Where the answer leads by itself, or empty.
    private static String next(HttpURLConnection connection, int status) {
        String location = connection.getHeaderField("Location");
        if (status >= 300 && status < 400 && location != null) {
            return location;
        }
        String refresh = connection.getHeaderField("Refresh");
        return refresh != null && refresh.startsWith("0;url=")
                ? refresh.substring("0;url=".length())
                : "";
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static String unescaped(String text) {
        return text.replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&quot;", "\"")
                .replace("&#39;", "'")
                .replace("&amp;", "&");
    }

    private record Page(URI address, int status, String next, String body) {}
}
