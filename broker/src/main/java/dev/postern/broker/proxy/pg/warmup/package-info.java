/// Drives the edge with queries against a target of its own, so that its code is compiled before the first client comes.
@NullMarked
package dev.postern.broker.proxy.pg.warmup;

import org.jspecify.annotations.NullMarked;
