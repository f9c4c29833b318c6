@NullMarked
package dev.postern.broker.store.chunk;

import org.jspecify.annotations.NullMarked;
