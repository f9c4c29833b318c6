package dev.postern.broker.http;

import dev.postern.broker.identity.CliSignIn;
import dev.postern.broker.identity.DeviceSignIn;
import dev.postern.broker.identity.Logins;
import dev.postern.broker.identity.MachineSignIn;
import dev.postern.broker.identity.SignInAudit;
import dev.postern.broker.identity.WebSignIn;

/// What the sign-in routes work with.
///
/// @param endsAtIssuer whether signing out of the web UI leads to the identity provider, to sign out there too
public record SignIns(
        WebSignIn web, Bearers bearers, Logins logins, SignInAudit audit, boolean endsAtIssuer) {

    /// The sign-ins that end in a bearer token.
    public record Bearers(CliSignIn cli, DeviceSignIn devices, MachineSignIn machines) {}
}
