package dev.postern.broker.target;

import dev.postern.broker.base.Secret;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Set;

/// How the broker logs in to a target as one database role.
///
/// @param databaseRole the role; `*` stands for any role that the client asks for
/// @param password     null if the broker has none
/// @param identity     the certificate that it shows
/// @param allowed      what it does for a target only because the configuration says so
/// @param sessions     how many sessions may run as this role at once, 0 for any number
public record TargetLogin(
        String databaseRole,
        @Nullable PasswordSource password,
        ClientIdentity identity,
        Set<Concession> allowed,
        int sessions) {

    public TargetLogin {
        allowed = Set.copyOf(allowed);
    }

    /// A login by password or by a certificate in files, which also takes a target that asks for nothing.
    public TargetLogin(
            String databaseRole,
            @Nullable Secret password,
            @Nullable Path clientCertificate,
            @Nullable Path clientKey,
            boolean allowCleartext,
            boolean allowMd5) {
        this(
                databaseRole,
                password == null ? null : PasswordSource.of(password),
                clientCertificate == null || clientKey == null
                        ? new ClientIdentity.Absent()
                        : new ClientIdentity.Files(clientCertificate, clientKey),
                concessions(allowCleartext, allowMd5),
                0);
    }

    private static Set<Concession> concessions(boolean cleartext, boolean md5) {
        Set<Concession> allowed = EnumSet.of(Concession.TRUST, Concession.UNBOUND_SCRAM);
        if (cleartext) {
            allowed.add(Concession.CLEARTEXT);
        }
        if (md5) {
            allowed.add(Concession.MD5);
        }
        return allowed;
    }

    /// What a target may ask for beyond SCRAM that is bound to its certificate.
    public enum Concession {
        /// To let the broker in without any proof of who it is.
        TRUST,
        /// The password in clear text; over verified TLS only.
        CLEARTEXT,
        /// The password hashed with MD5.
        MD5,
        /// SCRAM over TLS that is not bound to the target's certificate, as pools and proxies before a server offer it.
        UNBOUND_SCRAM
    }
}
