@NullMarked
package dev.postern.broker.base;

import org.jspecify.annotations.NullMarked;
