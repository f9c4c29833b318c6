@NullMarked
package dev.postern.cli.sessions;

import org.jspecify.annotations.NullMarked;
