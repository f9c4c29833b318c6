package dev.postern.broker.app;

import dev.postern.broker.base.Secret;
import dev.postern.broker.ca.AuthorityName;
import dev.postern.broker.identity.IdentityConfig;
import dev.postern.broker.identity.MachineIssuer;
import dev.postern.broker.keys.KeysConfig;
import dev.postern.broker.mask.MaskRules;
import dev.postern.broker.notify.NotifyConfig;
import dev.postern.broker.policy.Role;
import dev.postern.broker.record.SpaceLimits;
import dev.postern.broker.retention.RetentionRule;
import dev.postern.broker.review.ReviewRule;
import dev.postern.broker.store.sql.DatabaseConfig;
import dev.postern.broker.target.Target;
import dev.postern.broker.target.TargetOptions.Announce;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/// Everything a broker is told, already checked; see `docs/configuration.md` for the keys.
///
/// @param data     folder for keys, state, journal and recordings; made with mode 0700 if it is not there
/// @param authorities those that others made; the broker makes the rest
/// @param managed     what may be added while the broker runs
/// @param masking   what of recordings is masked
/// @param reviews   which sessions are to be reviewed, in order; empty for all
/// @param notifying who is told of requests and locks
/// @param store    where finished recordings go besides the data folder; null for nowhere
public record BrokerConfig(
        Path data,
        KeysConfig keys,
        DatabaseConfig database,
        Postgres postgres,
        Web web,
        SignIn signIn,
        Duration certificateLifetime,
        Map<AuthorityName, GivenFiles> authorities,
        RecorderLimits recorder,
        @Nullable StoreConfig store,
        List<Anchoring> anchors,
        List<RetentionRule> retention,
        NotifyConfig notifying,
        MaskRules masking,
        List<ReviewRule> reviews,
        Managed managed,
        List<Target> targets,
        List<Role> roles) {

    public BrokerConfig {
        authorities = Map.copyOf(authorities);
        anchors = List.copyOf(anchors);
        retention = List.copyOf(retention);
        reviews = List.copyOf(reviews);
        targets = List.copyOf(targets);
        roles = List.copyOf(roles);
    }

    /// An address that the broker opens.
    ///
    /// @param port  0 takes any free one
    /// @param place where the configuration says so: `FILE:LINE: KEY`
    public record Listen(String host, int port, String place) {

        /// The start cannot go on because the address cannot be had.
        StartException unusable(String why, Exception cause) {
            return new StartException(
                    place
                            + " is \""
                            + host
                            + ":"
                            + port
                            + "\", where the broker cannot listen ("
                            + why
                            + "); stop what uses it, or choose another address (port 0 takes a free"
                            + " one)",
                    cause);
        }
    }

    /// The PostgreSQL edge.
    ///
    /// @param publicHost what clients dial; the server certificate names it
    /// @param publicPort what clients dial; 0 means the port listened on
    /// @param warmUp     whether the relay is rehearsed after the start, so that the first queries are fast
    /// @param announce   which clients are told of their session, unless a target says otherwise
    /// @param certificates what clients are shown, chosen by the server name they ask for; empty for a certificate of
    ///     the broker's own authority
    /// @param drain      at a stop, the time for sessions whose statement or transaction has not ended
    public record Postgres(
            Listen listen,
            String publicHost,
            int publicPort,
            boolean warmUp,
            Announce announce,
            List<CertificateFiles> certificates,
            Duration drain) {

        public Postgres {
            certificates = List.copyOf(certificates);
        }

        /// A server certificate in files.
        ///
        /// @param certificate PEM chain, the server's own first
        /// @param key         PKCS#8 PEM, encrypted or not
        /// @param password    of an encrypted key, or null
        public record CertificateFiles(Path certificate, Path key, @Nullable Secret password) {}
    }

    /// The HTTP edge.
    ///
    /// @param publicUrl the address people open, without a trailing slash; null means the address listened on
    /// @param certificate PEM chain, or null for plain HTTP, which is accepted on loopback only
    /// @param key         PEM key of the certificate
    public record Web(
            Listen listen,
            @Nullable String publicUrl,
            @Nullable Path certificate,
            @Nullable Path key) {}

    /// How people sign in, and machines.
    ///
    /// @param endsAtIssuer whether signing out of the web UI leads to the identity provider, to sign out there too
    /// @param deviceFlow   whether people may sign in with a code that they type in at the identity provider
    /// @param machines     who vouches for machines
    public record SignIn(
            IdentityConfig identity,
            boolean endsAtIssuer,
            boolean deviceFlow,
            List<MachineIssuer> machines) {
        public SignIn {
            machines = List.copyOf(machines);
        }
    }

    /// The files of an authority that others made.
    ///
    /// @param certificate PEM chain, the authority first, its root last
    /// @param key         PKCS#8 PEM, encrypted or not
    /// @param password    of an encrypted key, or null
    /// @param older       chains of those whose certificates are accepted as well
    public record GivenFiles(
            Path certificate, Path key, @Nullable Secret password, List<Path> older) {
        public GivenFiles {
            older = List.copyOf(older);
        }
    }

    /// Targets and roles that are added while the broker runs.
    ///
    /// @param secrets     the folder whose files their definitions may name, or null if none are taken
    /// @param environment the variables that they may name
    public record Managed(@Nullable Path secrets, Map<String, String> environment) {
        public Managed {
            environment = Map.copyOf(environment);
        }

        @Override
        public String toString() {
            return "Managed[" + secrets + "]";
        }
    }

    /// What the recorder may use.
    ///
    /// @param segmentBytes size of one journal segment
    /// @param segments     how many segments one event loop may fill before sessions are paused
    /// @param space        how much room the disk must have
    /// @param allowVolatileStore whether recordings may be lost with the machine, so that any file system will do
    public record RecorderLimits(
            int segmentBytes, int segments, SpaceLimits space, boolean allowVolatileStore) {}

    /// Where checkpoints of the site log are kept.
    ///
    /// @param file  they are added to, or null for the object store
    /// @param every the shortest time between two of them
    public record Anchoring(@Nullable Path file, Duration every) {}
}
