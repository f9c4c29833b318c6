package dev.postern.sitelog;

import java.nio.file.Path;

/// The names in a log's folder.
///
/// `checkpoint` and `tile/` are laid out as C2SP tlog-tiles says; `keys` are the public keys; `tail` holds leaves that
/// are in no tile yet.
public final class SiteLogFiles {

    private SiteLogFiles() {}

    /// The newest signed checkpoint.
    public static Path checkpoint(Path folder) {
        return folder.resolve("checkpoint");
    }

    /// The public keys.
    public static Path keys(Path folder) {
        return folder.resolve("keys");
    }

    static Path tail(Path folder) {
        return folder.resolve("tail");
    }
}
