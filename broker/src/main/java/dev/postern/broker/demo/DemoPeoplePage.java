package dev.postern.broker.demo;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/// The page on which somebody chooses who to be.
final class DemoPeoplePage {

    private static final List<String> CARRIED =
            List.of(
                    "client_id",
                    "redirect_uri",
                    "response_type",
                    "scope",
                    "state",
                    "nonce",
                    "code_challenge",
                    "code_challenge_method");

    private static final String STYLE =
            """
            :root{color-scheme:light dark;font:16px/1.5 system-ui,sans-serif}
            body{max-width:34rem;margin:12vh auto;padding:0 1.5rem}
            h1{font-size:1.25rem;font-weight:600;margin:0}
            p{margin:.25rem 0 1.5rem;opacity:.75}
            button{display:block;width:100%;text-align:left;font:inherit;padding:.75rem 1rem;margin:0 0 .5rem;border:1px solid GrayText;border-radius:6px;background:Canvas;color:CanvasText;cursor:pointer}
            button:hover,button:focus-visible{outline:2px solid Highlight;outline-offset:1px}
            small{display:block;opacity:.75}
            """;

    /// The style's SHA-256 in base64, for the content security policy.
    static final String STYLE_HASH = hash(STYLE);

    private DemoPeoplePage() {}

    /// The page, carrying the authorization request on.
    static String of(Map<String, String> request) {
        StringBuilder page =
                new StringBuilder(
                                "<!doctype html><html lang=\"en\"><head><meta"
                                        + " charset=\"utf-8\"><meta name=\"viewport\""
                                        + " content=\"width=device-width\"><title>Demo"
                                        + " sign-in</title><style>")
                        .append(STYLE)
                        .append(
                                "</style></head><body><h1>Who are you today?</h1><p>The demo's"
                                    + " identity provider knows four people and asks for no"
                                    + " password.</p><form method=\"post\" action=\"/authorize\">");
        for (String name : CARRIED) {
            page.append("<input type=\"hidden\" name=\"")
                    .append(name)
                    .append("\" value=\"")
                    .append(escaped(request.getOrDefault(name, "")))
                    .append("\">");
        }
        for (DemoPerson person : DemoPerson.ALL) {
            page.append("<button name=\"person\" value=\"")
                    .append(escaped(person.login()))
                    .append("\">")
                    .append(escaped(person.name()))
                    .append("<small>")
                    .append(escaped(person.login() + " · " + person.about()))
                    .append("</small></button>");
        }
        return page.append("</form></body></html>").toString();
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }

    private static String hash(String text) {
        try {
            return Base64.getEncoder()
                    .encodeToString(
                            MessageDigest.getInstance("SHA-256")
                                    .digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
