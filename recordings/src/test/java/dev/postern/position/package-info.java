@NullMarked
package dev.postern.position;

import org.jspecify.annotations.NullMarked;
