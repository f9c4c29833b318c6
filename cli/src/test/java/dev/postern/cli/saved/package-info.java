@NullMarked
package dev.postern.cli.saved;

import org.jspecify.annotations.NullMarked;
