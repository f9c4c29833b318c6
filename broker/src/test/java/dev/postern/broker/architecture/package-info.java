@NullMarked
package dev.postern.broker.architecture;

import org.jspecify.annotations.NullMarked;
