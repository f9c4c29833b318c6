package dev.postern.broker.target;

import dev.postern.broker.base.Secret;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;

/// How the broker logs in to a target as one database role.
///
/// @param databaseRole  the role; `*` stands for any role that the client asks for
/// @param password      null if the server asks for none
/// @param clientCertificate PEM chain the broker shows to the target, or null
/// @param clientKey     PKCS#8 key of that certificate, or null
/// @param allowCleartext whether a request for the password in clear text is answered; only over verified TLS
/// @param allowMd5      whether MD5 is answered
public record TargetLogin(
        String databaseRole,
        @Nullable Secret password,
        @Nullable Path clientCertificate,
        @Nullable Path clientKey,
        boolean allowCleartext,
        boolean allowMd5) {}
