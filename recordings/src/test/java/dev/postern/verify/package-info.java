@NullMarked
package dev.postern.verify;

import org.jspecify.annotations.NullMarked;
