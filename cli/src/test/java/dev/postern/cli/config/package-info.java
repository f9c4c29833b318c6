@NullMarked
package dev.postern.cli.config;

import org.jspecify.annotations.NullMarked;
