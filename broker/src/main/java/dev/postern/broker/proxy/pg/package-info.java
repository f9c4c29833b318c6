/// The PostgreSQL edge: listens, negotiates TLS, admits, logs in to the target, relays.
@NullMarked
package dev.postern.broker.proxy.pg;

import org.jspecify.annotations.NullMarked;
