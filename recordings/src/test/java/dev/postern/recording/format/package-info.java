@NullMarked
package dev.postern.recording.format;

import org.jspecify.annotations.NullMarked;
