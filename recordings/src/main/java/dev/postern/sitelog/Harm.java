package dev.postern.sitelog;

import java.util.Locale;

/// What was done to evidence. The text is stable and part of the command's output.
public enum Harm {
    /// Bytes are other than they were.
    FLIP,
    /// Something in the middle, or a whole recording, is gone.
    DELETION,
    /// Something is there that was never written.
    INSERTION,
    /// Things are in another order.
    REORDER,
    /// The end is gone.
    TRUNCATION,
    /// One recording is in the place of another.
    SWAP,
    /// An older state was put in the place of a newer one.
    STALE_HEAD,
    /// History was made anew, with hashes that fit.
    REWRITE,
    /// A signature that no key of the site made.
    FORGED_SIGNATURE,
    /// A key signed what was not of its time.
    WRONG_EPOCH_KEY;

    /// The stable text.
    public String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
