@NullMarked
package dev.postern.broker.store.value;

import org.jspecify.annotations.NullMarked;
