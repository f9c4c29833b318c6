/// Searchable facts, derived from recordings and rebuilt from them.
@NullMarked
package dev.postern.broker.index;

import org.jspecify.annotations.NullMarked;
