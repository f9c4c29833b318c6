package dev.postern.broker.target;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;

/// How the connection to a target is protected.
///
/// @param mode            what is demanded
/// @param caFile          PEM certificates to trust; null means the JDK's own list, or the broker's own authority
/// @param trustsAuthority whether the broker's own [TargetAuthority] is trusted, and then nothing but it and `caFile`
public record TargetTls(Mode mode, @Nullable Path caFile, boolean trustsAuthority) {

    /// Protection by certificates that others issued.
    public TargetTls(Mode mode, @Nullable Path caFile) {
        this(mode, caFile, false);
    }

    /// What is demanded of the target's certificate. There is no mode that falls back.
    public enum Mode {
        /// A trusted chain and a certificate that names the host. The default.
        VERIFY_FULL,
        /// A trusted chain.
        VERIFY_CA,
        /// TLS, but anybody's certificate; must be written in the configuration.
        REQUIRE,
        /// No TLS; must be written in the configuration.
        DISABLE;

        /// Whether somebody who is trusted vouches for the target's certificate.
        public boolean isVerified() {
            return this == VERIFY_FULL || this == VERIFY_CA;
        }
    }
}
