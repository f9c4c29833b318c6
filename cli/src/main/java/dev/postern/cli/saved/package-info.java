/// Filters that are saved under a name.
@NullMarked
package dev.postern.cli.saved;

import org.jspecify.annotations.NullMarked;
