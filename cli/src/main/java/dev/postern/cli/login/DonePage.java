package dev.postern.cli.login;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;

/// The page that the browser shows when it has brought the code to the terminal. It loads nothing.
final class DonePage {

    private static final String STYLE =
            """
            :root{color-scheme:light dark;font:16px/1.5 system-ui,sans-serif}
            body{max-width:30rem;margin:18vh auto;padding:0 1.5rem}
            svg{width:2.75rem;height:2.75rem;fill:light-dark(#0f55a3,#7ab5f5)}
            h1{font-size:1.5rem;font-weight:600;margin:1rem 0 .25rem}
            p{margin:0;opacity:.8}
            """;
    private static final String MARK =
            """
            <svg viewBox="0 0 16 16" aria-hidden="true"><path d="M2 15V7a6 6 0 0 1 12 0v8h-2.6V7.2a3.4 3.4 0 0 0-6.8 0V15z"/>\
            <path d="M7 9h2v6H7z"/></svg>\
            """;

    /// What the page may load: its own style and nothing else.
    static final String POLICY =
            "default-src 'none'; style-src 'sha256-" + hash(STYLE) + "'; frame-ancestors 'none'";

    private DonePage() {}

    /// A page with a heading and a sentence.
    static byte[] of(String heading, String sentence) {
        return """
        <!doctype html>
        <html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">\
        <title>%s - Postern</title><style>%s</style></head>
        <body><main>%s<h1>%s</h1><p>%s</p></main></body></html>
        """
                .formatted(heading, STYLE, MARK, heading, sentence)
                .getBytes(StandardCharsets.UTF_8);
    }

    private static String hash(String text) {
        try {
            byte[] sum =
                    MessageDigest.getInstance("SHA-256")
                            .digest(text.getBytes(StandardCharsets.UTF_8));
            return Base64.getEncoder().encodeToString(sum);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
