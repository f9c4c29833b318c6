/// Follows both directions of one session and says what happened in it.
@NullMarked
package dev.postern.pgwire.track;

import org.jspecify.annotations.NullMarked;
