/// Tables on SQLite or PostgreSQL.
@NullMarked
package dev.postern.broker.store.sql;

import org.jspecify.annotations.NullMarked;
