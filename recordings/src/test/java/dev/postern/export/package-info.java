@NullMarked
package dev.postern.export;

import org.jspecify.annotations.NullMarked;
