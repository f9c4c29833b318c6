package dev.postern.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import dev.postern.cli.command.CommandContext;
import dev.postern.cli.command.Commands;
import dev.postern.cli.console.Console;
import dev.postern.cli.profile.Profile;
import dev.postern.cli.profile.SavedLogin;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CopyOnWriteArrayList;

/// An HTTP server that gives the answers it was told, and a `postern` that is logged in to it.
public final class StubBroker implements AutoCloseable {

    /// The time that the command believes it is.
    public static final Instant NOW = Instant.parse("2026-11-21T01:00:00Z");

    private final HttpServer server;
    private final Map<String, Deque<Reply>> replies = new ConcurrentHashMap<>();
    private final List<String> calls = new CopyOnWriteArrayList<>();
    private final Path home;
    private final Map<String, String> environment = new HashMap<>();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    /// @param home the profile's folder
    public StubBroker(Path home) throws IOException {
        this.home = home;
        environment.put("POSTERN_HOME", home.toString());
        environment.put("TZ", "UTC");
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    /// The profile is logged in from now on.
    public StubBroker login() throws IOException {
        String address = "http://127.0.0.1:" + server.getAddress().getPort();
        profile().save(new SavedLogin(address, "secret", NOW.plusSeconds(3600), "Ada"));
        return this;
    }

    /// Answers `call`, a method and a path with its query, so.
    public StubBroker on(String call, int status, String body) {
        replies.put(call, new ConcurrentLinkedDeque<>(List.of(new Reply(status, body))));
        return this;
    }

    /// Answers `call` so from the next time on, after what it was told before.
    public StubBroker then(String call, int status, String body) {
        replies.computeIfAbsent(call, c -> new ConcurrentLinkedDeque<>())
                .add(new Reply(status, body));
        return this;
    }

    /// Sets a variable of the command's environment.
    public StubBroker with(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    /// Runs a command line with nobody at the terminal; returns the exit code.
    public int run(String... args) {
        return run("", false, args);
    }

    /// Runs a command line with `input` on standard input and nobody at the terminal.
    public int runPiped(String input, String... args) {
        return run(input, false, args);
    }

    /// Runs a command line with a person at the terminal who types `typed`.
    public int runTyping(String typed, String... args) {
        return run(typed, true, args);
    }

    private int run(String typed, boolean interactive, String... args) {
        out.reset();
        err.reset();
        Console console =
                new Console(
                        new ByteArrayInputStream(typed.getBytes(StandardCharsets.UTF_8)),
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8),
                        interactive);
        return PosternMain.run(console, environment, profile(), InstantSource.fixed(NOW), args);
    }

    /// Every command of the program.
    public Commands commands() {
        return PosternMain.commands();
    }

    /// What commands are given when nobody is at the terminal.
    public CommandContext context() {
        Console console =
                new Console(
                        InputStream.nullInputStream(),
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8),
                        false);
        return new CommandContext(console, environment, profile(), InstantSource.fixed(NOW));
    }

    /// What the last command wrote to standard output.
    public String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    /// What the last command wrote to standard error.
    public String err() {
        return err.toString(StandardCharsets.UTF_8);
    }

    /// The calls so far: method, path, a space and the body.
    public List<String> calls() {
        return calls;
    }

    private Profile profile() {
        return Profile.of(environment, home);
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String call = exchange.getRequestMethod() + " " + exchange.getRequestURI();
            String body =
                    new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            calls.add((call + " " + body).strip());
            Deque<Reply> told = replies.getOrDefault(call, new ConcurrentLinkedDeque<>());
            Reply reply = told.size() > 1 ? told.poll() : told.peek();
            if (reply == null) {
                reply =
                        new Reply(
                                404,
                                "{\"error\":{\"code\":\"unknown\",\"message\":\"no "
                                        + call
                                        + "\"}}");
            }
            byte[] bytes = reply.body().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(reply.status(), bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private record Reply(int status, String body) {}
}
