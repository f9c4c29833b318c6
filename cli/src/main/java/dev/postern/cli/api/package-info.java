/// The broker's HTTP API, as the commands call it.
@NullMarked
package dev.postern.cli.api;

import org.jspecify.annotations.NullMarked;
