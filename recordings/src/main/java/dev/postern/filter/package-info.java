/// The filter language that lists, searches and the terminal share.
@NullMarked
package dev.postern.filter;

import org.jspecify.annotations.NullMarked;
