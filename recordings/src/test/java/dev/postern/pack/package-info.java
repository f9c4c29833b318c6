@NullMarked
package dev.postern.pack;

import org.jspecify.annotations.NullMarked;
