package dev.postern.broker.target;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;

/// How the connection to a target is protected.
///
/// @param mode   what is demanded
/// @param caFile PEM certificates to trust; null means the JDK's own list
public record TargetTls(Mode mode, @Nullable Path caFile) {

    /// What is demanded of the target's certificate. There is no mode that falls back.
    public enum Mode {
        /// A trusted chain and a certificate that names the host. The default.
        VERIFY_FULL,
        /// A trusted chain.
        VERIFY_CA,
        /// TLS, but anybody's certificate; must be written in the configuration.
        REQUIRE,
        /// No TLS; must be written in the configuration.
        DISABLE
    }
}
