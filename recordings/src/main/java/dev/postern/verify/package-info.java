/// Checks recordings, the site log, and both against each other, offline and with public keys alone.
@NullMarked
package dev.postern.verify;

import org.jspecify.annotations.NullMarked;
