/// The audit trail.
@NullMarked
package dev.postern.cli.audit;

import org.jspecify.annotations.NullMarked;
