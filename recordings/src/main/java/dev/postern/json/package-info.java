/// A small JSON reader and writer: maps, lists, strings, numbers, booleans and null, with limits.
@NullMarked
package dev.postern.json;

import org.jspecify.annotations.NullMarked;
