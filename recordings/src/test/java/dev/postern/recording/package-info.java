@NullMarked
package dev.postern.recording;

import org.jspecify.annotations.NullMarked;
