@NullMarked
package dev.postern.cli.review;

import org.jspecify.annotations.NullMarked;
