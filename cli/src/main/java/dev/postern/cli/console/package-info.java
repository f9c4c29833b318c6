/// What a terminal user reads: streams, texts made harmless, tables, refusals and exit codes.
@NullMarked
package dev.postern.cli.console;

import org.jspecify.annotations.NullMarked;
