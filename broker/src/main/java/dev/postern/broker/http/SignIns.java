package dev.postern.broker.http;

import dev.postern.broker.identity.CliSignIn;
import dev.postern.broker.identity.Logins;
import dev.postern.broker.identity.MachineSignIn;
import dev.postern.broker.identity.SignInAudit;
import dev.postern.broker.identity.WebSignIn;

/// What the sign-in routes work with.
///
/// @param endsAtIssuer whether signing out of the web UI leads to the identity provider, to sign out there too
public record SignIns(
        WebSignIn web,
        CliSignIn cli,
        MachineSignIn machines,
        Logins logins,
        SignInAudit audit,
        boolean endsAtIssuer) {}
