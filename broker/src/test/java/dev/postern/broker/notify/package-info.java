@NullMarked
package dev.postern.broker.notify;

import org.jspecify.annotations.NullMarked;
