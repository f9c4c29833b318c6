package dev.postern.broker.http;

import dev.postern.broker.identity.CliSignIn;
import dev.postern.broker.identity.Login;
import dev.postern.broker.identity.Logins;
import dev.postern.broker.identity.Person;
import dev.postern.broker.identity.SignInException;
import dev.postern.broker.identity.WebSignIn.Purpose;

import io.javalin.http.Context;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// Logging in a terminal with a browser, and logging it out.
final class CliLoginRoutes implements Routes {

    /// A life that a sign-in cannot have.
    static final String BAD_TTL = "bad_ttl";

    private final Site site;
    private final SignIns signIns;
    private final LoginRoutes web;

    CliLoginRoutes(Site site, SignIns signIns, LoginRoutes web) {
        this.site = site;
        this.signIns = signIns;
        this.web = web;
    }

    @Override
    public void addTo(RouteTable table) {
        table.post("/api/v1/login/cli", Right.ANYONE, this::ask);
        table.post("/api/v1/login/cli/{login}/token", Right.ANYONE, this::redeem);
        table.post("/api/v1/login/machine", Right.ANYONE, this::admit);
        table.post("/api/v1/logout", Right.OWN_SIGN_IN, this::logOut);
        table.get("/login/cli/{login}", Right.ANYONE, this::show);
        table.post("/login/cli/{login}", Right.ANYONE, this::decide);
    }

    private void ask(Context context) {
        AskBody body = ApiJson.body(context, AskBody.class);
        CliSignIn.Wish wish =
                new CliSignIn.Wish(
                        orEmpty(body.codeChallenge()),
                        orEmpty(body.redirectUri()),
                        orEmpty(body.state()),
                        orEmpty(body.host()),
                        Gate.address(context));
        Duration wanted = ttl(body.ttl());
        try {
            signIns.logins().check(wanted);
            CliSignIn.Asked asked = signIns.bearers().cli().ask(wish);
            Map<String, Object> answer = new LinkedHashMap<>();
            answer.put("login", asked.id());
            answer.put("url", site.url() + "/login/cli/" + asked.id());
            answer.put("shortCode", asked.shortCode());
            answer.put("expiresInSeconds", CliSignIn.LIFETIME.toSeconds());
            context.json(answer);
        } catch (SignInException e) {
            signIns.audit().refused(e.code(), Gate.address(context));
            throw new ApiException(
                    e.code().equals("too_many") ? 429 : 400, e.code(), e.text(), e.hint());
        }
    }

    private void show(Context context) {
        Optional<CliSignIn.Asked> asked =
                signIns.bearers().cli().waiting(context.pathParam("login"));
        if (asked.isEmpty()) {
            SignInPages.refused(
                    context,
                    404,
                    "This login was used, cancelled or has expired.",
                    "Run: postern login");
            return;
        }
        String key = web.bindBrowser(context);
        SignInPages.confirm(context, asked.get(), confirmToken(asked.get().id(), key));
    }

    private void decide(Context context) {
        String id = context.pathParam("login");
        String key = context.cookie(site.loginCookie());
        String token = context.formParam("token");
        String origin = context.header("Origin");
        if (key == null
                || token == null
                || !same(token, confirmToken(id, key))
                || (origin != null && !site.isOwnOrigin(origin))) {
            web.refuse(
                    context,
                    new SignInException(
                            "forged_confirmation",
                            "The confirmation did not come from this browser's own page.",
                            "Open the address that your terminal shows."));
            return;
        }
        if (!"confirm".equals(context.formParam("decision"))) {
            signIns.audit().refused("cancelled", Gate.address(context));
            signIns.bearers()
                    .cli()
                    .cancel(id)
                    .ifPresentOrElse(
                            address -> SignInPages.goOn(context, address),
                            () -> SignInPages.signedOut(context));
            return;
        }
        begin(context, id, key);
    }

    private void begin(Context context, String id, String key) {
        if (signIns.bearers().cli().waiting(id).isEmpty()) {
            SignInPages.refused(
                    context,
                    404,
                    "This login was used, cancelled or has expired.",
                    "Run: postern login");
            return;
        }
        try {
            SignInPages.goOn(
                    context, signIns.web().begin(key, new Purpose.ForCli(id), web.redirectUri()));
        } catch (SignInException e) {
            web.refuse(context, e);
        }
    }

    private void redeem(Context context) {
        RedeemBody body = ApiJson.body(context, RedeemBody.class);
        Duration wanted = ttl(body.ttl());
        try {
            signIns.logins().check(wanted);
            Person person =
                    signIns.bearers()
                            .cli()
                            .redeem(
                                    context.pathParam("login"),
                                    orEmpty(body.code()),
                                    orEmpty(body.codeVerifier()));
            Logins.Started started =
                    signIns.logins().start(Login.Kind.CLI, person, Gate.address(context), wanted);
            handOver(context, signIns, started);
        } catch (SignInException e) {
            signIns.audit().refused(e.code(), Gate.address(context));
            throw refusal(e);
        }
    }

    /// What a terminal wants its sign-in's life to be, or null.
    static @Nullable Duration ttl(@Nullable String text) {
        return text == null ? null : RequestRoutes.duration(text);
    }

    private static ApiException refusal(SignInException e) {
        return e.code().equals(BAD_TTL)
                ? new ApiException(400, e.code(), e.text(), e.hint())
                : ApiException.forbidden(e.code(), e.text(), e.hint());
    }

    /// A machine's token against a sign-in of its own kind.
    private void admit(Context context) {
        MachineBody body = ApiJson.body(context, MachineBody.class);
        Duration wanted = ttl(body.ttl());
        try {
            handOver(
                    context,
                    signIns,
                    signIns.logins()
                            .startMachine(
                                    signIns.bearers().machines().admit(orEmpty(body.token())),
                                    Gate.address(context),
                                    wanted));
        } catch (SignInException e) {
            signIns.audit().refused(e.code(), Gate.address(context));
            if (e.code().equals("provider_failed")) {
                throw new ApiException(503, e.code(), e.text(), e.hint());
            }
            throw refusal(e);
        }
    }

    /// Writes a sign-in to the audit trail, and then answers its token.
    static void handOver(Context context, SignIns signIns, Logins.Started started) {
        signIns.audit().signedIn(started.login());
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("token", started.token().reveal());
        answer.put("expiresAt", started.login().expiresAt());
        answer.put("person", LoginRoutes.PersonView.of(started.login().person()));
        context.json(answer);
    }

    private void logOut(Context context) {
        Caller caller = Caller.of(context);
        signIns.audit().loggedOut(caller.login());
        signIns.logins().end(caller.login());
        context.status(204);
    }

    /// Only the page that this browser got knows it: it depends on the browser's cookie, which scripts cannot read.
    private static String confirmToken(String id, String key) {
        return Logins.csrfToken("confirm:" + id + ":" + key);
    }

    private static boolean same(String a, String b) {
        return MessageDigest.isEqual(
                a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));
    }

    static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }

    record AskBody(
            @Nullable String codeChallenge,
            @Nullable String redirectUri,
            @Nullable String state,
            @Nullable String host,
            @Nullable String ttl) {}

    record MachineBody(@Nullable String token, @Nullable String ttl) {}

    record RedeemBody(@Nullable String code, @Nullable String codeVerifier, @Nullable String ttl) {}
}
