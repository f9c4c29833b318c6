/// The layout of a recording file, nothing else.
@NullMarked
package dev.postern.recording.format;

import org.jspecify.annotations.NullMarked;
