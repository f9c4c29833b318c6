/// Texts of statements, compressed and encrypted together, and the keyed tokens that find them.
@NullMarked
package dev.postern.broker.store.chunk;

import org.jspecify.annotations.NullMarked;
