/// Tests of events.
@NullMarked
package dev.postern.event;

import org.jspecify.annotations.NullMarked;
