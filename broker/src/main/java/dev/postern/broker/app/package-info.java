/// Reads the configuration, builds the broker's parts, starts and stops them.
@NullMarked
package dev.postern.broker.app;

import org.jspecify.annotations.NullMarked;
