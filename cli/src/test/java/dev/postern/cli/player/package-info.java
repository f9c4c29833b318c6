/// Tests of the player, without a terminal.
@NullMarked
package dev.postern.cli.player;

import org.jspecify.annotations.NullMarked;
