package dev.postern.broker.store.object;

import java.time.Instant;
import java.util.Optional;

/// Is told what became of uploads, on the thread that made them, before it counts.
///
/// An exception of a listener counts as a failure of the step it was told of, which is then made again: what cannot be
/// written to the audit trail has not happened.
public interface UploadListener {

    /// An object is in the store, and compared.
    void stored(Upload upload, ObjectStore.Outcome outcome);

    /// An object is in the store with other content, or should be and is not.
    void disputed(String name, String problem);

    /// A key file, or a recording whose time is over, was removed from the store with every version.
    void erased(String name);

    /// A recording whose time is over is to be removed, and the store refuses for now.
    ///
    /// @param until when its lock ends, as the store says it; empty if it does not
    void locked(String name, Optional<Instant> until);

    /// The store changed from one state to another.
    void changed(StoreStatus.State before, StoreStatus now);
}
