@NullMarked
package dev.postern.filter;

import org.jspecify.annotations.NullMarked;
