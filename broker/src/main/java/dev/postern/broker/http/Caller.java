package dev.postern.broker.http;

import dev.postern.broker.base.Secret;
import dev.postern.broker.identity.Login;
import dev.postern.broker.identity.Person;
import dev.postern.broker.identity.Rights;

import io.javalin.http.Context;

/// Who makes a request: a signed-in person with their rights at this moment.
///
/// @param address the peer's address, for the audit trail; forwarded headers are not believed
/// @param token   the presented token; never logged
public record Caller(Login login, Rights.Granted rights, String address, Secret token) {

    private static final String ATTRIBUTE = "postern.caller";

    /// The person.
    public Person person() {
        return login.person();
    }

    /// The caller of a request to a route that demands a sign-in.
    ///
    /// @throws ApiException 401 if nobody is signed in
    public static Caller of(Context context) {
        Caller caller = context.attribute(ATTRIBUTE);
        if (caller == null) {
            throw Gate.notSignedIn();
        }
        return caller;
    }

    void attachTo(Context context) {
        context.attribute(ATTRIBUTE, this);
    }
}
