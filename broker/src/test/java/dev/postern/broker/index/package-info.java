@NullMarked
package dev.postern.broker.index;

import org.jspecify.annotations.NullMarked;
