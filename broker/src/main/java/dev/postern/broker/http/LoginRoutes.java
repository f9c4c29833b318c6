package dev.postern.broker.http;

import dev.postern.broker.identity.Login;
import dev.postern.broker.identity.Logins;
import dev.postern.broker.identity.Person;
import dev.postern.broker.identity.SignInException;
import dev.postern.broker.identity.WebSignIn;
import dev.postern.broker.identity.WebSignIn.Purpose;

import io.javalin.http.Context;
import io.javalin.http.Cookie;
import io.javalin.http.SameSite;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/// Signing in and out with a browser, and who one is.
public final class LoginRoutes implements Routes {

    private static final int LOGIN_COOKIE_SECONDS = 600;
    private static final int LONGEST_NEXT = 2048;

    private static final Pattern OWN_PATH =
            Pattern.compile("/(?!/)[A-Za-z0-9._~!$&'()*+,;=:@%/?-]*");

    private final Site site;
    private final SignIns signIns;
    private final BrokerInfo info;

    public LoginRoutes(Site site, SignIns signIns, BrokerInfo info) {
        this.site = site;
        this.signIns = signIns;
        this.info = info;
    }

    @Override
    public void addTo(RouteTable table) {
        table.get("/api/v1/info", Right.ANYONE, this::info);
        table.get("/api/v1/me", Right.OWN_SIGN_IN, LoginRoutes::me);
        table.get("/login", Right.ANYONE, this::begin);
        table.get("/login/callback", Right.ANYONE, this::callback);
        table.post("/logout", Right.OWN_SIGN_IN, this::logOutWeb);
        table.get("/signed-out", Right.ANYONE, SignInPages::signedOut);
        table.get(
                SignInPages.STYLE_PATH,
                Right.ANYONE,
                context ->
                        context.contentType("text/css; charset=utf-8").result(SignInPages.STYLE));
        new CliLoginRoutes(site, signIns, this).addTo(table);
        new DeviceLoginRoutes(signIns).addTo(table);
    }

    private void info(Context context) {
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("name", "Postern");
        answer.put("version", info.version());
        answer.put("issuer", info.issuer());
        answer.put("demo", !info.demoPeople().isEmpty());
        answer.put(
                "postgres",
                Map.of("host", info.postgresHost(), "port", info.postgresPort().getAsInt()));
        answer.put("publicUrl", site.url());
        if (!info.demoPeople().isEmpty()) {
            answer.put("demoPeople", info.demoPeople());
        }
        context.json(answer);
    }

    private static void me(Context context) {
        Caller caller = Caller.of(context);
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("person", PersonView.of(caller.person()));
        answer.put("roles", caller.rights().roles().stream().sorted().toList());
        answer.put(
                "rights",
                Map.of(
                        "seeAllSessions", caller.rights().seeAllSessions(),
                        "seeSessionsOf", caller.rights().seeSessionsOf(),
                        "approve", caller.rights().approve(),
                        "endSessions", caller.rights().endSessions(),
                        "eraseRecordings", caller.rights().eraseRecordings(),
                        "placeLocks", caller.rights().placeLocks(),
                        "administer", caller.rights().administer(),
                        "unmask", caller.rights().unmask()));
        answer.put("expiresAt", caller.login().expiresAt());
        answer.put("csrf", Logins.csrfToken(caller.token().reveal()));
        context.json(answer);
    }

    private void begin(Context context) {
        String next = ownPath(context.queryParam("next"));
        try {
            String address =
                    signIns.web()
                            .begin(bindBrowser(context), new Purpose.ForWeb(next), redirectUri());
            // OpenID Connect Core 3.1.2.1: the provider asks the person anew, whatever it
            // remembers.
            boolean isFresh = "true".equals(context.queryParam("fresh"));
            context.redirect(isFresh ? address + "&prompt=login" : address);
        } catch (SignInException e) {
            refuse(context, e);
        }
    }

    private void callback(Context context) {
        WebSignIn.Answer answer =
                new WebSignIn.Answer(
                        context.queryParam("state"),
                        context.queryParam("code"),
                        context.queryParam("iss"),
                        context.queryParam("error") != null);
        try {
            WebSignIn.Finished finished =
                    signIns.web().finish(answer, context.cookie(site.loginCookie()), redirectUri());
            forget(context, site.loginCookie());
            switch (finished.purpose()) {
                case Purpose.ForWeb web -> signIn(context, finished, web);
                case Purpose.ForCli cli ->
                        context.redirect(
                                signIns.bearers().cli().complete(cli.login(), finished.person()));
            }
        } catch (SignInException e) {
            refuse(context, e);
        }
    }

    private void signIn(Context context, WebSignIn.Finished finished, Purpose.ForWeb web) {
        endPresent(context);
        Logins.Started started =
                signIns.logins().start(Login.Kind.WEB, finished.person(), Gate.address(context));
        signIns.audit().signedIn(started.login());
        Duration life = Duration.between(started.login().startedAt(), started.login().expiresAt());
        set(context, site.sessionCookie(), started.token().reveal(), (int) life.toSeconds());
        context.redirect(web.next());
    }

    /// Ends the sign-in that the browser still has, so that a new one never shares its token.
    private void endPresent(Context context) {
        String token = context.cookie(site.sessionCookie());
        if (token != null) {
            signIns.logins().find(Login.Kind.WEB, token).ifPresent(signIns.logins()::end);
        }
    }

    private void logOutWeb(Context context) {
        Caller caller = Caller.of(context);
        signIns.audit().loggedOut(caller.login());
        signIns.logins().end(caller.login());
        forget(context, site.sessionCookie());
        Optional<String> next =
                signIns.endsAtIssuer()
                        ? signIns.web().endAddress(site.url() + "/signed-out")
                        : Optional.empty();
        next.ifPresentOrElse(
                address -> context.json(Map.of("next", address)), () -> context.status(204));
    }

    /// The identity provider's way back.
    String redirectUri() {
        return site.url() + "/login/callback";
    }

    /// Sets the cookie that binds the browser to the sign-ins it begins; returns its value.
    String bindBrowser(Context context) {
        String key = signIns.web().browserKey(context.cookie(site.loginCookie()));
        set(context, site.loginCookie(), key, LOGIN_COOKIE_SECONDS);
        return key;
    }

    /// Shows why nobody was signed in, and writes it to the audit trail.
    void refuse(Context context, SignInException refusal) {
        signIns.audit().refused(refusal.code(), Gate.address(context));
        int status = refusal.code().equals("provider_failed") ? 503 : 403;
        SignInPages.refused(context, status, refusal.text(), refusal.hint());
    }

    /// `next` if it is a path of this site, else `/`: `//host`, `/\host` and anything with a scheme lead elsewhere.
    static String ownPath(@Nullable String next) {
        return next != null
                        && next.length() <= LONGEST_NEXT
                        && OWN_PATH.matcher(next).matches()
                        && !next.startsWith("/login")
                ? next
                : "/";
    }

    private void set(Context context, String name, String value, int seconds) {
        context.cookie(
                new Cookie(name, value, "/", seconds, site.isSecure(), true, null, SameSite.LAX));
    }

    private void forget(Context context, String name) {
        set(context, name, "", 0);
    }

    /// How a person looks in answers.
    record PersonView(String id, String name, String email, List<String> groups) {
        static PersonView of(Person person) {
            return new PersonView(person.id(), person.name(), person.email(), person.groups());
        }
    }
}
