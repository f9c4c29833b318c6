/// The targets a person has a way into, and `psql` on them.
@NullMarked
package dev.postern.cli.db;

import org.jspecify.annotations.NullMarked;
