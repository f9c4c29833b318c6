/// Data keys of recordings, wrapped by a key-encryption key and kept in a folder beside the recordings.
@NullMarked
package dev.postern.keys;

import org.jspecify.annotations.NullMarked;
