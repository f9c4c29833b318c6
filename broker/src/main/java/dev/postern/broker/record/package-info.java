/// From the bytes of running sessions to durable recordings: journal, group commit, sealing, recovery.
@NullMarked
package dev.postern.broker.record;

import org.jspecify.annotations.NullMarked;
