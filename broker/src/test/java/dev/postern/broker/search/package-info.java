@NullMarked
package dev.postern.broker.search;

import org.jspecify.annotations.NullMarked;
