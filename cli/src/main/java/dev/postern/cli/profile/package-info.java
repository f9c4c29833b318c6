/// The files of a signed-in person on this machine.
@NullMarked
package dev.postern.cli.profile;

import org.jspecify.annotations.NullMarked;
