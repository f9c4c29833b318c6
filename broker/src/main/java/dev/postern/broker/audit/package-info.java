/// What the broker and its users did, one event each, written before the act.
@NullMarked
package dev.postern.broker.audit;

import org.jspecify.annotations.NullMarked;
