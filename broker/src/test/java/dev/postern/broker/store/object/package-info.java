@NullMarked
package dev.postern.broker.store.object;

import org.jspecify.annotations.NullMarked;
