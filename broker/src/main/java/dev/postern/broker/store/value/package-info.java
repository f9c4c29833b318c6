/// Values that people saw: their normal forms, the keyed tokens of these, and filters that tell which tokens a part of a
/// recording may hold.
@NullMarked
package dev.postern.broker.store.value;

import org.jspecify.annotations.NullMarked;
