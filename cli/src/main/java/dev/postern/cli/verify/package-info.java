/// Verifying recordings and the site log offline.
@NullMarked
package dev.postern.cli.verify;

import org.jspecify.annotations.NullMarked;
