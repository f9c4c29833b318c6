@NullMarked
package dev.postern.broker.app;

import org.jspecify.annotations.NullMarked;
