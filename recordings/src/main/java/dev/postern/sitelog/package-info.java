/// The site log: an append-only Merkle tree of everything a site did, signed, and checkable by anybody with its public
/// keys.
@NullMarked
package dev.postern.sitelog;

import org.jspecify.annotations.NullMarked;
