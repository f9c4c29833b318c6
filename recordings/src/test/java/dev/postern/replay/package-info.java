@NullMarked
package dev.postern.replay;

import org.jspecify.annotations.NullMarked;
