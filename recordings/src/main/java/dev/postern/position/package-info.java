/// Places in a recorded session, as links and notes name them.
@NullMarked
package dev.postern.position;

import org.jspecify.annotations.NullMarked;
