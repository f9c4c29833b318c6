/// SQL read by PostgreSQL's own grammar: what a statement is, which tables it reads and writes, where it reaches out.
@NullMarked
package dev.postern.sql.grammar;

import org.jspecify.annotations.NullMarked;
