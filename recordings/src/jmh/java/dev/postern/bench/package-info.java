/// Micro-benchmarks of what every byte passes: cutting and decoding messages, following them, writing them to a recording.
@NullMarked
package dev.postern.bench;

import org.jspecify.annotations.NullMarked;
