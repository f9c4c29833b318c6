/// Keeping people, roles, targets, grants and sessions from access.
@NullMarked
package dev.postern.cli.lock;

import org.jspecify.annotations.NullMarked;
