/// What happened in a session, in words that no protocol owns.
@NullMarked
package dev.postern.event;

import org.jspecify.annotations.NullMarked;
