/// `postern doctor`: what is wrong between this machine and the broker, and the remedy.
@NullMarked
package dev.postern.cli.doctor;

import org.jspecify.annotations.NullMarked;
