/// `postern policy`.
@NullMarked
package dev.postern.cli.policy;

import org.jspecify.annotations.NullMarked;
