package dev.postern.broker.target;

import java.nio.file.Path;

/// The certificate that the broker shows to a target.
public sealed interface ClientIdentity {

    /// None.
    record Absent() implements ClientIdentity {}

    /// From files, read at every login.
    ///
    /// @param certificate PEM chain, the broker's own certificate first
    /// @param key         its PKCS#8 PEM key
    record Files(Path certificate, Path key) implements ClientIdentity {}

    /// Issued by the broker's own [TargetAuthority], in the name of the database role.
    record Issued() implements ClientIdentity {}
}
