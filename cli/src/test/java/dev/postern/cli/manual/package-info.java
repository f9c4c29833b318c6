@NullMarked
package dev.postern.cli.manual;

import org.jspecify.annotations.NullMarked;
