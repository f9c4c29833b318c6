/// Fuzzing: inputs made of seeds by mutation, kept if they bring out something new.
@NullMarked
package dev.postern.fuzz;

import org.jspecify.annotations.NullMarked;
