package dev.postern.cli.api;

import dev.postern.cli.console.CliException;
import dev.postern.cli.console.ExitCode;
import dev.postern.json.Json;
import dev.postern.json.MalformedJsonException;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.util.Map;
import java.util.UUID;
import java.util.function.IntConsumer;

/// Calls the broker's HTTP API; refusals become [CliException]s with the exit code that belongs to them.
public final class ApiClient {

    private static final int CONNECT_MILLIS = 5_000;
    private static final int READ_MILLIS = 60_000;
    private static final int LARGEST_ANSWER = 32 * 1024 * 1024;

    private final String proxy;
    private final String token;
    private final Trace trace;
    private final String look;
    private final boolean dry;

    /// @param proxy the broker's web address, without a trailing slash
    /// @param token bearer token, or empty to ask without signing in
    public ApiClient(String proxy, String token) {
        this(proxy, token, (method, path, id) -> status -> {});
    }

    /// @param proxy the broker's web address, without a trailing slash
    /// @param token bearer token, or empty to ask without signing in
    /// @param trace is told of every question
    public ApiClient(String proxy, String token, Trace trace) {
        this(proxy, token, trace, "", false);
    }

    private ApiClient(String proxy, String token, Trace trace, String look, boolean dry) {
        this.proxy = proxy;
        this.token = token;
        this.trace = trace;
        this.look = look;
        this.dry = dry;
    }

    /// A client whose reads are one look of one person, however many they are: the audit trail has an event for it, and
    /// not one a read.
    ///
    /// @param word names the look: 8 to 64 letters, digits, `-`, `_`
    public ApiClient looking(String word) {
        return new ApiClient(proxy, token, trace, word, dry);
    }

    /// A client that reads and changes nothing: it throws [WouldAsk] instead.
    public ApiClient dry() {
        return new ApiClient(proxy, token, trace, look, true);
    }

    /// Is told of questions to the broker.
    @FunctionalInterface
    public interface Trace {

        /// A question begins.
        ///
        /// @param id what the broker calls this question in its log
        /// @return is told the HTTP status once the answer begins, or 0 if there is none
        IntConsumer asked(String method, String path, String id);
    }

    /// The broker's web address, without a trailing slash.
    public String proxy() {
        return proxy;
    }

    /// The object that GET `path` answers.
    ///
    /// @param path begins with `/`; the caller has encoded what is foreign in it ([java.net.URLEncoder])
    public Map<String, @Nullable Object> get(String path) throws CliException {
        return object(path, call("GET", path, null));
    }

    /// The object that POST `path` answers; an empty answer is an empty object.
    public Map<String, @Nullable Object> post(String path, Map<String, ?> body)
            throws CliException {
        if (dry) {
            throw new WouldAsk(proxy, "POST", path, body);
        }
        return object(path, call("POST", path, Json.writeBytes(body)));
    }

    /// Calls DELETE `path`.
    public void delete(String path) throws CliException {
        if (dry) {
            throw new WouldAsk(proxy, "DELETE", path, Map.of());
        }
        object(path, call("DELETE", path, null));
    }

    /// The body that GET `path` answers, to be read as it comes and closed by the caller.
    public InputStream stream(String path) throws CliException {
        try {
            return open("GET", path, null).getInputStream();
        } catch (IOException e) {
            throw unreachable(e);
        }
    }

    private byte[] call(String method, String path, byte @Nullable [] body) throws CliException {
        try (InputStream in = open(method, path, body).getInputStream()) {
            byte[] answer = in.readNBytes(LARGEST_ANSWER + 1);
            if (answer.length > LARGEST_ANSWER) {
                throw CliException.failed(
                        "answer_too_large",
                        "the broker's answer to " + path + " is larger than 32 MiB",
                        "Ask for less.");
            }
            return answer;
        } catch (IOException e) {
            throw unreachable(e);
        }
    }

    private HttpURLConnection open(String method, String path, byte @Nullable [] body)
            throws CliException {
        String id = UUID.randomUUID().toString();
        IntConsumer answered = trace.asked(method, path, id);
        try {
            HttpURLConnection connection =
                    (HttpURLConnection) URI.create(proxy + path).toURL().openConnection();
            connection.setConnectTimeout(CONNECT_MILLIS);
            connection.setReadTimeout(READ_MILLIS);
            connection.setInstanceFollowRedirects(false);
            connection.setRequestMethod(method);
            connection.setRequestProperty("Accept", "application/json");
            connection.setRequestProperty("X-Postern-Request", id);
            if (!look.isEmpty()) {
                connection.setRequestProperty("X-Postern-View", look);
            }
            if (!token.isEmpty()) {
                connection.setRequestProperty("Authorization", "Bearer " + token);
            }
            if (body != null) {
                connection.setDoOutput(true);
                connection.setRequestProperty("Content-Type", "application/json");
                try (OutputStream out = connection.getOutputStream()) {
                    out.write(body);
                }
            }
            int status = connection.getResponseCode();
            answered.accept(status);
            if (status >= 300) {
                throw refusal(status, path, connection.getErrorStream());
            }
            return connection;
        } catch (IllegalArgumentException e) {
            throw CliException.usage(
                    "\"" + proxy + path + "\" is no web address", "Give --proxy https://HOST.");
        } catch (IOException e) {
            answered.accept(0);
            throw unreachable(e);
        }
    }

    private static CliException refusal(int status, String path, @Nullable InputStream body)
            throws IOException {
        String code = "http_" + status;
        String message = "the broker answered HTTP " + status + " to " + path;
        String hint = "";
        if (body != null) {
            try (body) {
                Map<String, @Nullable Object> answer =
                        Json.readObject(body.readNBytes(LARGEST_ANSWER));
                if (answer.get("error") instanceof Map<?, ?> error) {
                    code = String.valueOf(error.get("code"));
                    message = String.valueOf(error.get("message"));
                    hint = error.get("hint") instanceof String text ? text : "";
                }
            } catch (MalformedJsonException notOurs) {
                hint = "Is this the address of a Postern broker?";
            }
        }
        return new CliException(exitCode(status, code), code, message, hint);
    }

    /// A filter that cannot be read is a mistake of the command line, which only the broker sees.
    private static ExitCode exitCode(int status, String code) {
        if (code.equals("bad_filter")) {
            return ExitCode.USAGE;
        }
        return switch (status) {
            case 401 -> ExitCode.LOGIN_NEEDED;
            case 403 -> ExitCode.PERMISSION_DENIED;
            case 404 -> ExitCode.NOT_FOUND;
            default -> ExitCode.FAILED;
        };
    }

    private Map<String, @Nullable Object> object(String path, byte[] answer) throws CliException {
        if (answer.length == 0) {
            return Map.of();
        }
        try {
            return Json.readObject(answer);
        } catch (MalformedJsonException e) {
            throw CliException.failed(
                    "not_a_broker",
                    "the answer of " + proxy + path + " is not what a Postern broker says",
                    "Check --proxy or POSTERN_PROXY.");
        }
    }

    private CliException unreachable(IOException e) {
        String why = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        return new CliException(
                ExitCode.UNREACHABLE,
                "unreachable",
                "the broker at " + proxy + " cannot be reached: " + why,
                "Check --proxy or POSTERN_PROXY, and whether the broker runs.");
    }
}
