@NullMarked
package dev.postern.sql;

import org.jspecify.annotations.NullMarked;
