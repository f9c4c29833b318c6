/// Runs what was recorded in a session again, at another target.
@NullMarked
package dev.postern.cli.rerun;

import org.jspecify.annotations.NullMarked;
