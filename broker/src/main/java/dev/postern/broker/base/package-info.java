/// Clocks, ids, error codes, limits and secrets: what every other package of the broker may use.
@NullMarked
package dev.postern.broker.base;

import org.jspecify.annotations.NullMarked;
