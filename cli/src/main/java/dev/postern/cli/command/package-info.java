/// What every command is given.
@NullMarked
package dev.postern.cli.command;

import org.jspecify.annotations.NullMarked;
