package dev.postern.recording;

/// The ways in which a recording can be not what was written.
public enum Harm {
    /// Bytes were changed in place.
    FLIP,
    /// The end is missing.
    TRUNCATION,
    /// Bytes or blocks are missing before the end.
    DELETION,
    /// Bytes or blocks were added.
    INSERTION,
    /// Blocks of this recording are not in their order.
    REORDER,
    /// A block, or everything, is another recording's.
    SWAP,
    /// Content was changed and its checksums were made anew: only the chain shows it.
    FORGERY,
    /// The signature is not by the key that it names.
    BAD_SIGNATURE
}
