package dev.postern.cli.login;

import dev.postern.cli.api.Answer;
import dev.postern.cli.api.ApiClient;
import dev.postern.cli.command.CommandContext;
import dev.postern.cli.console.CliException;
import dev.postern.cli.console.Console;
import dev.postern.cli.console.ExitCode;
import dev.postern.cli.profile.SavedLogin;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// A login whose person types a code in at the identity provider, with a browser on any device.
///
/// The broker talks to the identity provider; this asks the broker, and proves with the PKCE verifier that it is the one
/// that began.
final class DeviceLogin {

    private static final String PATH = "/api/v1/login/device";
    private static final long LONGEST_PAUSE_SECONDS = 60;

    private final CommandContext context;

    DeviceLogin(CommandContext context) {
        this.context = context;
    }

    /// Shows the code, and waits for its person.
    ///
    /// @param life `ttl`, or nothing
    /// @throws CliException exit code 5 if device logins are off or this one was refused, 124 if nobody came in time
    SavedLogin signIn(ApiClient api, Map<String, String> life) throws CliException, IOException {
        Pkce pkce = Pkce.fresh();
        Map<String, @Nullable Object> asked =
                api.post(PATH, with(life, "codeChallenge", pkce.challenge()));
        Console console = context.console();
        console.tell("Open      " + Answer.text(asked, "verificationUri"));
        console.tell("and enter " + Answer.text(asked, "userCode"));
        console.tell("Enter no code that somebody sent you: its sender would be logged in as you.");
        Instant end =
                context.clock()
                        .instant()
                        .plus(Duration.ofSeconds(Answer.number(asked, "expiresInSeconds")));
        String path = PATH + "/" + Answer.text(asked, "login") + "/token";
        Map<String, String> proof = with(life, "codeVerifier", pkce.verifier());
        return await(api, path, proof, Answer.number(asked, "intervalSeconds"), end);
    }

    private static Map<String, String> with(Map<String, String> life, String name, String value) {
        Map<String, String> body = new LinkedHashMap<>();
        body.put(name, value);
        body.putAll(life);
        return body;
    }

    private SavedLogin await(
            ApiClient api, String path, Map<String, String> proof, long first, Instant end)
            throws CliException, IOException {
        long pause = first;
        boolean saidTrouble = false;
        while (context.clock().instant().isBefore(end)) {
            rest(pause);
            Map<String, @Nullable Object> answer = ask(api, path, proof);
            if (!Answer.flag(answer, "pending")) {
                return LoginCommand.saved(api, answer);
            }
            pause = Answer.number(answer, "intervalSeconds");
            String trouble = Answer.text(answer, "trouble");
            if (!trouble.isEmpty() && !saidTrouble) {
                saidTrouble = true;
                context.console().note(trouble + " Still waiting.");
            }
        }
        throw timedOut();
    }

    private static Map<String, @Nullable Object> ask(
            ApiClient api, String path, Map<String, String> proof) throws CliException {
        try {
            return api.post(path, proof);
        } catch (CliException e) {
            throw e.code().equals("device_expired") ? timedOut() : e;
        }
    }

    private static void rest(long seconds) throws IOException {
        try {
            boolean counted =
                    new CountDownLatch(1)
                            .await(Math.clamp(seconds, 1, LONGEST_PAUSE_SECONDS), TimeUnit.SECONDS);
            if (counted) {
                throw new IllegalStateException("nobody counts it down");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private static CliException timedOut() {
        return new CliException(
                ExitCode.TIMEOUT,
                "login_timeout",
                "nobody entered the code in time",
                "Run: postern login --device");
    }
}
