package dev.postern.sitelog;

import java.io.IOException;

/// Where the hashes of complete subtrees come from.
@FunctionalInterface
public interface HashSource {

    /// The hash over the leaves `index << level` up to, not including, `(index + 1) << level`.
    TreeHash hash(int level, long index) throws IOException;
}
