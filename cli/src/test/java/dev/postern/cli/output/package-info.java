@NullMarked
package dev.postern.cli.output;

import org.jspecify.annotations.NullMarked;
