package dev.postern.cli.login;

import dev.postern.cli.api.Answer;
import dev.postern.cli.api.ApiClient;
import dev.postern.cli.command.CommandContext;
import dev.postern.cli.command.Verb;
import dev.postern.cli.console.Browser;
import dev.postern.cli.console.CliException;
import dev.postern.cli.console.Console;
import dev.postern.cli.console.ExitCode;
import dev.postern.cli.console.HumanDuration;
import dev.postern.cli.console.ShellWord;
import dev.postern.cli.console.Variable;
import dev.postern.cli.profile.SavedLogin;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// `postern login`.
@Command(
        name = "login",
        mixinStandardHelpOptions = true,
        description = "Log in with your company's single sign-on and get certificates for psql.",
        footer = {
            "",
            "Examples:",
            "  postern login --proxy https://postern.example.com",
            "  postern login --browser none        (print the address only)",
            "  postern login --demo engineer       (demo broker, no browser)",
            "  postern login --token-file job.jwt  (a CI job; - reads standard input)",
            "  postern login --ttl 30m             (for a short task, on a foreign machine)",
            "  postern login --device              (type a code in, with a browser anywhere)",
            "",
            "--device works where the broker's administrator has switched it on. It ends with 5 if"
                    + " it is off or was",
            "refused, and with 124 if nobody entered the code in time."
        })
public final class LoginCommand implements Verb {

    private static final int DEMO_SECONDS = 30;

    private final CommandContext context;

    @Option(
            names = "--proxy",
            paramLabel = "URL",
            description = "Web address of the broker (or POSTERN_PROXY).")
    private @Nullable String proxy;

    @Option(
            names = "--demo",
            paramLabel = "PERSON",
            description = "Be a person of the demo, without a browser.")
    private @Nullable String demo;

    @Option(
            names = "--browser",
            paramLabel = "auto|none",
            description = "Whether to open a browser.",
            defaultValue = "auto")
    private String browser = "auto";

    @Option(
            names = "--token-file",
            paramLabel = "FILE",
            description =
                    "Log in a CI job with the OIDC token in FILE; - reads standard input (or"
                            + " POSTERN_TOKEN_FILE).")
    private @Nullable String tokenFile;

    @Option(
            names = "--device",
            description =
                    "Show a code to type in at the identity provider, with a browser on any"
                            + " device.")
    private boolean device;

    @Option(
            names = "--ttl",
            paramLabel = "DURATION",
            description =
                    "End the login and its certificates after this: 30m, 2h. Never longer than the"
                            + " broker allows, which is the default.")
    private @Nullable String ttl;

    public LoginCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public ExitCode run() throws CliException, IOException {
        if (!browser.equals("auto") && !browser.equals("none")) {
            throw CliException.usage("--browser is \"" + browser + "\"", "Give auto or none.");
        }
        String named = Variable.POSTERN_TOKEN_FILE.in(context.environment());
        if (tokenFile == null && demo == null && !device && !named.isEmpty()) {
            tokenFile = named;
        }
        if (tokenFile != null && demo != null) {
            throw CliException.usage("--token-file and --demo exclude each other", "Give one.");
        }
        if (device && (tokenFile != null || demo != null)) {
            throw CliException.usage(
                    "--device excludes --token-file and --demo", "Give one of them.");
        }
        Map<String, String> life = life();
        String address = proxyAddress();
        ApiClient anonymous = context.api(address, "");
        if (demo != null) {
            refuseOutsideDemo(anonymous);
        }
        SavedLogin login;
        if (tokenFile != null) {
            login = MachineToken.of(tokenFile).signIn(anonymous, life);
        } else if (device) {
            login = new DeviceLogin(context).signIn(anonymous, life);
        } else {
            login = signIn(anonymous, life);
        }
        context.profile().save(login);
        ApiClient api = context.api(address, login.token());
        List<String> targets = Certificates.fetch(context, api);
        report(login, targets);
        return ExitCode.SUCCESS;
    }

    private String proxyAddress() throws CliException, IOException {
        String address = proxy;
        if (address == null || address.isEmpty()) {
            address = Variable.POSTERN_PROXY.in(context.environment());
        }
        if (address.isEmpty()) {
            address = context.profile().login().map(SavedLogin::proxy).orElse("");
        }
        if (address.isEmpty()) {
            throw CliException.usage(
                    "which broker?", "Give --proxy https://HOST or set POSTERN_PROXY.");
        }
        if (!address.contains("://")) {
            address = "https://" + address;
        }
        if (!address.startsWith("https://")
                && !(address.startsWith("http://") && DemoBrowser.isLoopback(address))) {
            throw CliException.usage(
                    "\"" + address + "\" is no https address",
                    "Plain http is accepted on loopback only.");
        }
        return address.endsWith("/") ? address.substring(0, address.length() - 1) : address;
    }

    private static void refuseOutsideDemo(ApiClient api) throws CliException {
        Map<String, @Nullable Object> info = api.get("/api/v1/info");
        if (!Answer.flag(info, "demo") || !DemoBrowser.isLoopback(Answer.text(info, "issuer"))) {
            throw CliException.failed(
                    "not_a_demo",
                    "--demo works with the demo identity provider on this machine only; this broker"
                            + " signs in with "
                            + Answer.text(info, "issuer"),
                    "Run: postern login");
        }
    }

    /// What the broker is asked for besides: `ttl`, or nothing.
    private Map<String, String> life() throws CliException {
        String wanted = ttl;
        return wanted == null
                ? Map.of()
                : Map.of("ttl", HumanDuration.parse("--ttl", wanted).toString());
    }

    private SavedLogin signIn(ApiClient api, Map<String, String> life)
            throws CliException, IOException {
        Pkce pkce = Pkce.fresh();
        try (LoopbackListener listener = LoopbackListener.open()) {
            Map<String, String> wish = new LinkedHashMap<>();
            wish.put("codeChallenge", pkce.challenge());
            wish.put("redirectUri", listener.redirectUri());
            wish.put("state", pkce.state());
            wish.put("host", hostName());
            wish.putAll(life);
            Map<String, @Nullable Object> asked = api.post("/api/v1/login/cli", wish);
            Instant end =
                    context.clock()
                            .instant()
                            .plus(Duration.ofSeconds(Answer.number(asked, "expiresInSeconds")));
            String code = code(listener, pkce.state(), end, asked);
            Map<String, String> proof = new LinkedHashMap<>(life);
            proof.put("code", code);
            proof.put("codeVerifier", pkce.verifier());
            Map<String, @Nullable Object> answer =
                    api.post("/api/v1/login/cli/" + Answer.text(asked, "login") + "/token", proof);
            return saved(api, answer);
        }
    }

    /// The sign-in that the broker answered with.
    static SavedLogin saved(ApiClient api, Map<String, @Nullable Object> answer)
            throws CliException {
        try {
            return new SavedLogin(
                    api.proxy(),
                    Answer.text(answer, "token"),
                    Instant.parse(Answer.text(answer, "expiresAt")),
                    Answer.text(Answer.object(answer, "person"), "name"));
        } catch (DateTimeException e) {
            throw CliException.failed("not_a_broker", "the broker's answer has no time in it", "");
        }
    }

    /// The one-time code that the browser brings, or the walk through the demo's pages.
    private String code(LoopbackListener listener, String state, Instant end, Map<String, ?> asked)
            throws CliException, IOException {
        String url = Answer.text(asked, "url");
        if (demo != null) {
            FutureTask<String> code =
                    new FutureTask<>(() -> listener.awaitCode(state, end, context.clock()));
            Thread.ofVirtual().start(code);
            new DemoBrowser(demo).walk(url);
            return result(code);
        }
        context.console().tell("Your code is  " + Answer.text(asked, "shortCode"));
        context.console().tell("Confirm it at " + url);
        if (browser.equals("auto") && !Browser.open(url, context.environment())) {
            context.console()
                    .tell(
                            "No browser could be opened: open the address yourself, on this"
                                    + " machine.");
        }
        return listener.awaitCode(state, end, context.clock());
    }

    private static String result(FutureTask<String> code) throws CliException, IOException {
        try {
            return code.get(DEMO_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof CliException refused) {
                throw refused;
            }
            throw new IOException("the demo login broke off", e);
        } catch (TimeoutException e) {
            throw new IOException("the demo login brought no code", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private void report(SavedLogin login, List<String> targets) {
        Console console = context.console();
        console.note(
                "Logged in as "
                        + login.name()
                        + " until "
                        + context.times().said(login.expiresAt())
                        + ".");
        if (targets.isEmpty()) {
            console.note("None of your roles allows a target yet.");
            return;
        }
        if (context.profile().needsServiceFileVariable()) {
            console.note(
                    "export PGSERVICEFILE="
                            + ShellWord.of(context.profile().serviceFile().toString()));
        }
        targets.forEach(t -> console.note("psql service=postern-" + t));
    }

    private static String hostName() {
        try {
            String name = InetAddress.getLocalHost().getHostName();
            return name.matches("[\\x21-\\x7e]{1,64}") ? name : "unknown";
        } catch (UnknownHostException e) {
            return "unknown";
        }
    }
}
