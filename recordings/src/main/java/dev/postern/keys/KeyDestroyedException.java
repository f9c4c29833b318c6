package dev.postern.keys;

import java.io.IOException;
import java.io.Serial;

/// The data key of a recording was destroyed on purpose: its content can never be read again, its proof remains.
public final class KeyDestroyedException extends IOException {

    @Serial private static final long serialVersionUID = 1L;

    private final transient Tombstone tombstone;

    public KeyDestroyedException(Tombstone tombstone) {
        super(
                "the content of recording "
                        + tombstone.recordingId()
                        + " was erased on "
                        + tombstone.destroyedAt()
                        + " by "
                        + tombstone.destroyedBy()
                        + " ("
                        + tombstone.reason()
                        + "); its key is destroyed, so nobody can read it, and its proof is kept");
        this.tombstone = tombstone;
    }

    /// When, by whom and why.
    public Tombstone tombstone() {
        return tombstone;
    }
}
