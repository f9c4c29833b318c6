package dev.postern.broker.session;

import java.security.cert.X509Certificate;
import java.util.List;

/// What a client showed and asked for when it connected.
///
/// @param certificates the client's certificate first, then what it sent along; empty if it showed none. The possession
///                     of the key is proven by TLS, nothing else about them is checked yet
/// @param user         the requested database role
/// @param database     the requested database, already defaulted to `user` as the server does
/// @param serverName   the TLS server name asked for, or empty
/// @param application  `application_name`, or empty
/// @param address      the client's address and port
/// @param replication  whether a replication connection is asked for
public record ConnectionAttempt(
        List<X509Certificate> certificates,
        String user,
        String database,
        String serverName,
        String application,
        String address,
        boolean replication) {

    /// An attempt to run statements.
    public ConnectionAttempt(
            List<X509Certificate> certificates,
            String user,
            String database,
            String serverName,
            String application,
            String address) {
        this(certificates, user, database, serverName, application, address, false);
    }

    public ConnectionAttempt {
        certificates = List.copyOf(certificates);
    }
}
