@NullMarked
package dev.postern.broker.mask;

import org.jspecify.annotations.NullMarked;
