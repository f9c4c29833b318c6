@NullMarked
package dev.postern.broker.record;

import org.jspecify.annotations.NullMarked;
