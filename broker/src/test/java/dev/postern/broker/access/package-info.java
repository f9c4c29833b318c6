@NullMarked
package dev.postern.broker.access;

import org.jspecify.annotations.NullMarked;
