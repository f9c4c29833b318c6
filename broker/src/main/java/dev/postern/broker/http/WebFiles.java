package dev.postern.broker.http;

import io.javalin.http.Context;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/// Serves the web UI's files from the class path folder `web/`; a page address gets `index.html`,
/// signed in or not: the page itself offers the sign-in and keeps the `#` part of its address, which no server sees.
final class WebFiles {

    private static final String FOLDER = "web";
    private static final Pattern FILE =
            Pattern.compile("(/[A-Za-z0-9_-][A-Za-z0-9._-]*)+\\.[a-z0-9]+");
    private static final Map<String, String> TYPES =
            Map.ofEntries(
                    Map.entry("css", "text/css; charset=utf-8"),
                    Map.entry("html", "text/html; charset=utf-8"),
                    Map.entry("ico", "image/x-icon"),
                    Map.entry("js", "text/javascript; charset=utf-8"),
                    Map.entry("json", "application/json"),
                    Map.entry("map", "application/json"),
                    Map.entry("png", "image/png"),
                    Map.entry("svg", "image/svg+xml"),
                    Map.entry("txt", "text/plain; charset=utf-8"),
                    Map.entry("webmanifest", "application/manifest+json"),
                    Map.entry("woff2", "font/woff2"));

    private static final String NOT_BUILT =
            """
            <!doctype html><html lang="en"><meta charset="utf-8"><title>Postern</title>
            <h1>The web application is not part of this build</h1>
            <p>The API works. Build with <code>./mvnw package</code> (Node 20.19 or newer) to get the pages too.</p></html>
            """;

    /// Answers a GET that no route answers.
    void serve(Context context) throws IOException {
        String path = context.path();
        if (path.equals("/api") || path.startsWith("/api/") || path.startsWith("/login/")) {
            throw ApiException.notFound("There is nothing at this address.");
        }
        if (FILE.matcher(path).matches() && !path.equals("/index.html")) {
            byte[] file =
                    read(path).orElseThrow(() -> ApiException.notFound("There is no such file."));
            context.contentType(type(path))
                    .header(
                            "Cache-Control",
                            path.startsWith("/assets/")
                                    ? "public, max-age=31536000, immutable"
                                    : "no-cache")
                    .result(file);
            return;
        }
        context.contentType("text/html; charset=utf-8");
        Optional<byte[]> page = read("/index.html");
        if (page.isPresent()) {
            context.result(page.get());
        } else {
            context.result(NOT_BUILT);
        }
    }

    private static String type(String path) {
        String extension = path.substring(path.lastIndexOf('.') + 1);
        return TYPES.getOrDefault(extension, "application/octet-stream");
    }

    private static Optional<byte[]> read(String path) throws IOException {
        try (@Nullable InputStream in =
                WebFiles.class.getClassLoader().getResourceAsStream(FOLDER + path)) {
            return in == null ? Optional.empty() : Optional.of(in.readAllBytes());
        }
    }
}
