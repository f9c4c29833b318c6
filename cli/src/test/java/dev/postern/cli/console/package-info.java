@NullMarked
package dev.postern.cli.console;

import org.jspecify.annotations.NullMarked;
