/// What the command line says about itself: completion for shells, manual pages.
@NullMarked
package dev.postern.cli.manual;

import org.jspecify.annotations.NullMarked;
