package dev.postern.cli.login;

import dev.postern.cli.console.CliException;
import dev.postern.cli.console.ExitCode;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;

/// Waits on a free port of 127.0.0.1 for the browser to bring the one-time code (RFC 8252, section 7.3).
final class LoopbackListener implements AutoCloseable {

    private static final int LONGEST_REQUEST = 8192;
    private static final int ONE_REQUEST_MILLIS = 2_000;

    private final ServerSocket socket;

    private LoopbackListener(ServerSocket socket) {
        this.socket = socket;
    }

    static LoopbackListener open() throws IOException {
        ServerSocket socket = new ServerSocket();
        socket.bind(
                new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), 0), 10);
        return new LoopbackListener(socket);
    }

    /// The address to give to the broker.
    String redirectUri() {
        return "http://127.0.0.1:" + socket.getLocalPort() + "/callback";
    }

    /// The one-time code, once a request with this `state` has come. Requests without it are answered and ignored.
    ///
    /// @throws CliException if the person cancelled, or nobody came before `end`
    String awaitCode(String state, Instant end, InstantSource clock)
            throws CliException, IOException {
        while (true) {
            Duration left = Duration.between(clock.instant(), end);
            if (left.isNegative() || left.isZero()) {
                throw timedOut();
            }
            socket.setSoTimeout(Math.clamp(left.toMillis(), 1, Integer.MAX_VALUE));
            try (Socket browser = socket.accept()) {
                Map<String, String> parameters = answer(browser, state);
                if (state.equals(parameters.get("state"))) {
                    if (parameters.containsKey("code")) {
                        return parameters.getOrDefault("code", "");
                    }
                    throw CliException.failed(
                            "cancelled", "the login was cancelled in the browser", "");
                }
            } catch (SocketTimeoutException e) {
                throw timedOut();
            }
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    private static Map<String, String> answer(Socket browser, String state) {
        Map<String, String> parameters = Map.of();
        try {
            browser.setSoTimeout(ONE_REQUEST_MILLIS);
            parameters = parameters(requestLine(browser.getInputStream()));
            boolean ours = state.equals(parameters.get("state"));
            respond(
                    browser.getOutputStream(),
                    ours ? "200 OK" : "404 Not Found",
                    page(ours, parameters.containsKey("code")));
        } catch (IOException droppedByBrowser) {
            return parameters;
        }
        return parameters;
    }

    private static String requestLine(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        int c = in.read();
        while (c >= 0 && c != '\n' && line.length() < LONGEST_REQUEST) {
            line.append((char) c);
            c = in.read();
        }
        return line.toString().strip();
    }

    private static Map<String, String> parameters(String requestLine) {
        Map<String, String> parameters = new HashMap<>();
        String[] words = requestLine.split(" ", -1);
        if (words.length == 3 && words[0].equals("GET") && words[1].startsWith("/callback?")) {
            for (String pair : words[1].substring("/callback?".length()).split("&", -1)) {
                int at = pair.indexOf('=');
                if (at > 0) {
                    parameters.put(pair.substring(0, at), decoded(pair.substring(at + 1)));
                }
            }
        }
        return parameters;
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return "";
        }
    }

    private static byte[] page(boolean ours, boolean hasCode) {
        if (!ours) {
            return DonePage.of(
                    "Not this login", "This is not the login that the terminal waits for.");
        }
        return hasCode
                ? DonePage.of(
                        "You are logged in",
                        "You can close this window and go back to the terminal.")
                : DonePage.of("The login was cancelled", "You can close this window.");
    }

    private static void respond(OutputStream out, String status, byte[] body) throws IOException {
        String head =
                "HTTP/1.1 "
                        + status
                        + "\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: "
                        + body.length
                        + "\r\n"
                        + "Content-Security-Policy: "
                        + DonePage.POLICY
                        + "\r\n"
                        + "X-Content-Type-Options: nosniff\r\n"
                        + "Referrer-Policy: no-referrer\r\n"
                        + "Cache-Control: no-store\r\n"
                        + "Connection: close\r\n\r\n";
        out.write(head.getBytes(StandardCharsets.US_ASCII));
        out.write(body);
        out.flush();
    }

    private static CliException timedOut() {
        return new CliException(
                ExitCode.TIMEOUT,
                "login_timeout",
                "nobody confirmed the login within 5 minutes",
                "Run: postern login");
    }
}
