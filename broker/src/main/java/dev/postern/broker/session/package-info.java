/// One brokered session: its identity, its life, the list of the live ones.
@NullMarked
package dev.postern.broker.session;

import org.jspecify.annotations.NullMarked;
