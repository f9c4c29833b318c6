/// What readers of recordings see in place of values that are nobody's business, and who may see the values.
@NullMarked
package dev.postern.broker.mask;

import org.jspecify.annotations.NullMarked;
