/// The packaged broker and command, driven from outside.
@NullMarked
package dev.postern.cli.system;

import org.jspecify.annotations.NullMarked;
