@NullMarked
package dev.postern.json;

import org.jspecify.annotations.NullMarked;
