/// The forms in which a list or one thing is printed.
@NullMarked
package dev.postern.cli.output;

import org.jspecify.annotations.NullMarked;
