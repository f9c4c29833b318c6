@NullMarked
package dev.postern.sql.grammar;

import org.jspecify.annotations.NullMarked;
