/// The evidence pack: one file with which somebody who has no broker reads, and checks, what was recorded of a session.
@NullMarked
package dev.postern.pack;

import org.jspecify.annotations.NullMarked;
