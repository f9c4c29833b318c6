@NullMarked
package dev.postern.cli.rerun;

import org.jspecify.annotations.NullMarked;
