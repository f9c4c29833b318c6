package dev.postern.broker.http;

import dev.postern.broker.access.Lock;
import dev.postern.broker.base.Secret;
import dev.postern.broker.identity.Login;
import dev.postern.broker.identity.Logins;
import dev.postern.broker.identity.Person;
import dev.postern.broker.identity.Rights;

import io.javalin.http.Context;
import io.javalin.http.HandlerType;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.Set;

/// Stands before every route: finds the caller, checks the route's [Right] and the rules against forged requests.
///
/// Anything that goes wrong in here refuses the request.
public final class Gate {

    private static final String BEARER = "Bearer ";

    private final Logins logins;
    private final Rights rights;
    private final LockedOut locked;
    private final Site site;

    public Gate(Logins logins, Rights rights, LockedOut locked, Site site) {
        this.logins = logins;
        this.rights = rights;
        this.locked = locked;
        this.site = site;
    }

    /// Tells who is kept out of the API and the web UI.
    @FunctionalInterface
    public interface LockedOut {
        /// The lock that keeps this person with these roles out, if there is one.
        Optional<Lock> by(Person person, Set<String> roles);
    }

    /// Lets a request pass to a handler that demands `right`, or throws.
    ///
    /// @throws ApiException 401 or 403
    void pass(Context context, Right right) {
        Optional<Caller> caller = identify(context);
        caller.ifPresent(c -> {
            refuseForged(context, c);
            c.attachTo(context);
        });
        if (right != Right.ANYONE && caller.isEmpty()) {
            throw notSignedIn();
        }
        if (right != Right.ANYONE && right != Right.OWN_SIGN_IN) {
            caller.flatMap(c -> locked.by(c.person(), c.rights().roles()))
                    .ifPresent(lock -> {
                        throw lockedOut(lock);
                    });
        }
        switch (right) {
            case ANYONE, OWN_SIGN_IN, SIGNED_IN -> {}
            case PLACE_LOCKS ->
                    demand(
                            caller.orElseThrow(Gate::notSignedIn).rights().placeLocks(),
                            "to place locks",
                            "place-locks");
            case ADMINISTER ->
                    demand(
                            caller.orElseThrow(Gate::notSignedIn).rights().administer(),
                            "to administer the broker",
                            "administer");
            case SEE_ALL_SESSIONS ->
                    demand(
                            caller.orElseThrow(Gate::notSignedIn).rights().seeAllSessions(),
                            "to see all sessions",
                            "see-all-sessions");
            case UNMASK ->
                    demand(
                            caller.orElseThrow(Gate::notSignedIn).rights().unmask(),
                            "to see masked values",
                            "unmask");
            case ERASE_RECORDINGS ->
                    demand(
                            caller.orElseThrow(Gate::notSignedIn).rights().eraseRecordings(),
                            "to erase recordings",
                            "erase-recordings");
        }
    }

    private static void demand(boolean granted, String what, String key) {
        if (!granted) {
            throw ApiException.forbidden(
                    "right_missing",
                    "This needs the right " + what + ", which none of your roles has.",
                    "Ask an administrator for a role with `" + key + "`.");
        }
    }

    /// The caller of a request, if a valid sign-in came with it.
    Optional<Caller> identify(Context context) {
        String header = context.header("Authorization");
        if (header != null) {
            return header.startsWith(BEARER)
                    ? bearer(context, header.substring(BEARER.length()))
                    : Optional.empty();
        }
        String token = context.cookie(site.sessionCookie());
        return token == null
                ? Optional.empty()
                : logins.find(Login.Kind.WEB, token).map(login -> caller(context, login, token));
    }

    static ApiException lockedOut(Lock lock) {
        String text = lock.text();
        return ApiException.forbidden(
                "locked",
                Character.toUpperCase(text.charAt(0)) + text.substring(1) + ".",
                Character.toUpperCase(lock.hint().charAt(0)) + lock.hint().substring(1));
    }

    static ApiException notSignedIn() {
        return new ApiException(
                401,
                "not_signed_in",
                "You are not signed in, or your sign-in has ended.",
                "Run: postern login");
    }

    private Optional<Caller> bearer(Context context, String token) {
        return logins.findBearer(token).map(login -> caller(context, login, token));
    }

    private Caller caller(Context context, Login login, String token) {
        return new Caller(login, rights.of(login.person()), address(context), Secret.of(token));
    }

    /// A cookie comes along with requests that other sites make; those cannot know the token nor set our origin.
    private void refuseForged(Context context, Caller caller) {
        HandlerType method = context.method();
        if (caller.login().kind() != Login.Kind.WEB
                || method.equals(HandlerType.GET)
                || method.equals(HandlerType.HEAD)) {
            return;
        }
        if (!site.isOwnOrigin(context.header("Origin"))) {
            throw ApiException.forbidden(
                    "foreign_origin",
                    "The request came from a page of another site.",
                    "Open " + site.url() + " and try again there.");
        }
        String sent = context.header("X-Postern-Csrf");
        String expected = Logins.csrfToken(caller.token().reveal());
        if (sent == null
                || !MessageDigest.isEqual(
                        sent.getBytes(StandardCharsets.UTF_8),
                        expected.getBytes(StandardCharsets.UTF_8))) {
            throw ApiException.forbidden(
                    "csrf_token_missing",
                    "The request has no valid X-Postern-Csrf header.",
                    "Send the `csrf` value of GET /api/v1/me, or reload the page.");
        }
    }

    /// The peer's address; an IPv6 one without brackets.
    static String address(Context context) {
        String ip = context.req().getRemoteAddr();
        return ip.startsWith("[") ? ip.substring(1, ip.length() - 1) : ip;
    }
}
