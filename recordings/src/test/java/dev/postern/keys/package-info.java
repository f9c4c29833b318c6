@NullMarked
package dev.postern.keys;

import org.jspecify.annotations.NullMarked;
