/// `postern play` on a terminal: the session as a full-screen player.
///
/// What is shown is a value ([PlayerState]); keys, time and answers make a new one of it ([Controls], [Playback],
/// [Tape]), and [Screen] makes lines of it. [Player] is the edge: the terminal, the clock and the broker.
@NullMarked
package dev.postern.cli.player;

import org.jspecify.annotations.NullMarked;
