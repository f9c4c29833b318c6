/// Writes, reads, seeks and salvages recordings.
@NullMarked
package dev.postern.recording;

import org.jspecify.annotations.NullMarked;
