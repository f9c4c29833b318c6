@NullMarked
package dev.postern.broker.keys;

import org.jspecify.annotations.NullMarked;
