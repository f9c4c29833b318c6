/// Where key-encryption keys come from, and the broker's own secrets encrypted under them.
@NullMarked
package dev.postern.broker.keys;

import org.jspecify.annotations.NullMarked;
