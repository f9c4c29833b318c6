@NullMarked
package dev.postern.broker.retention;

import org.jspecify.annotations.NullMarked;
