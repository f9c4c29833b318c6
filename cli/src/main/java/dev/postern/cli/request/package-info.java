/// Asking for access, and deciding about it.
@NullMarked
package dev.postern.cli.request;

import org.jspecify.annotations.NullMarked;
