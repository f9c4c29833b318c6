package dev.postern.broker.http;

import dev.postern.broker.identity.CliSignIn;

import io.javalin.http.Context;

/// The few pages that the broker writes itself: no script, no inline style, every foreign text escaped.
final class SignInPages {

    static final String STYLE_PATH = "/login/style.css";

    static final String STYLE =
            """
            :root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
            body { max-width: 34rem; margin: 12vh auto; padding: 0 1.25rem; }
            .code { font: 600 2rem/1.2 ui-monospace, monospace; letter-spacing: 0.1em; }
            dt { opacity: 0.7; } dd { margin: 0 0 0.5rem; }
            button { font: inherit; padding: 0.5rem 1.25rem; margin-right: 0.75rem; border-radius: 0.4rem; border: 1px solid; cursor: pointer; }
            button[value="cancel"] { font-weight: 600; }
            """;

    private SignInPages() {}

    /// Asks whether a terminal may be logged in. Cancel comes first, so Enter cancels.
    static void confirm(Context context, CliSignIn.Asked asked, String token) {
        context.header("Referrer-Policy", "same-origin");
        page(
                context,
                200,
                "Log in a terminal?",
                """
                <h1>Log in a terminal?</h1>
                <p>Continue only if your own terminal shows this code:</p>
                <p class="code">%s</p>
                <dl><dt>Asking machine</dt><dd>%s</dd><dt>Its address</dt><dd>%s</dd></dl>
                <p>Whoever sent you a link to this page would act as you. If you did not type <code>postern login</code>
                just now, cancel.</p>
                <form method="post" action="/login/cli/%s">
                <input type="hidden" name="token" value="%s">
                <button name="decision" value="cancel" autofocus>Cancel</button>
                <button name="decision" value="confirm">The codes match: continue</button>
                </form>
                """
                        .formatted(
                                escaped(asked.shortCode()),
                                escaped(asked.wish().host()),
                                escaped(asked.wish().address()),
                                escaped(asked.id()),
                                escaped(token)));
    }

    /// Leads on to another site. A redirect would be forbidden by the page's own `form-action 'self'`.
    static void goOn(Context context, String address) {
        context.header("Refresh", "0;url=" + address);
        page(
                context,
                200,
                "Continue",
                """
                <h1>One moment</h1>
                <p><a href="%s">Continue</a> if your browser does not do so by itself.</p>
                """
                        .formatted(escaped(address)));
    }

    /// Says goodbye.
    static void signedOut(Context context) {
        page(
                context,
                200,
                "Signed out",
                """
                <h1>You are signed out</h1>
                <p><a href="/login">Sign in again</a></p>
                """);
    }

    /// Says why nobody was signed in.
    static void refused(Context context, int status, String message, String hint) {
        page(
                context,
                status,
                "Not signed in",
                """
                <h1>You are not signed in</h1>
                <p>%s</p>
                <p>%s</p>
                <p><a href="/login">Sign in</a></p>
                """
                        .formatted(escaped(message), escaped(hint)));
    }

    static String escaped(String text) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '&' -> out.append("&amp;");
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '"' -> out.append("&quot;");
                case '\'' -> out.append("&#39;");
                default -> out.append(c);
            }
        }
        return out.toString();
    }

    private static void page(Context context, int status, String title, String body) {
        context.status(status)
                .contentType("text/html; charset=utf-8")
                .result(
                        """
                        <!doctype html>
                        <html lang="en"><head><meta charset="utf-8"><title>%s - Postern</title>
                        <meta name="viewport" content="width=device-width, initial-scale=1">
                        <link rel="icon" href="/favicon.svg"><link rel="stylesheet" href="%s"></head>
                        <body><main>
                        %s</main></body></html>
                        """
                                .formatted(escaped(title), STYLE_PATH, body));
    }
}
