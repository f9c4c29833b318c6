@NullMarked
package dev.postern.broker.store.sql;

import org.jspecify.annotations.NullMarked;
