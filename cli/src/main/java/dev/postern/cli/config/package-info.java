/// The configuration file of this program.
@NullMarked
package dev.postern.cli.config;

import org.jspecify.annotations.NullMarked;
