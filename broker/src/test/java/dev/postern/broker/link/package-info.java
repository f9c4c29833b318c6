@NullMarked
package dev.postern.broker.link;

import org.jspecify.annotations.NullMarked;
