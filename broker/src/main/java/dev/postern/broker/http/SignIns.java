package dev.postern.broker.http;

import dev.postern.broker.identity.CliSignIn;
import dev.postern.broker.identity.Logins;
import dev.postern.broker.identity.SignInAudit;
import dev.postern.broker.identity.WebSignIn;

/// What the sign-in routes work with.
public record SignIns(WebSignIn web, CliSignIn cli, Logins logins, SignInAudit audit) {}
