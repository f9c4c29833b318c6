/// Filters that people saved under a name, for themselves or for everybody.
@NullMarked
package dev.postern.broker.search;

import org.jspecify.annotations.NullMarked;
