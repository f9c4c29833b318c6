/// Tests of targets and what the broker proves itself with there.
@NullMarked
package dev.postern.broker.target;

import org.jspecify.annotations.NullMarked;
