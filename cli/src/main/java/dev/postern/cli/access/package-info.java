/// Why somebody may or may not use a target.
@NullMarked
package dev.postern.cli.access;

import org.jspecify.annotations.NullMarked;
