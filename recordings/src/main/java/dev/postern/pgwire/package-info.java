/// The vocabulary of the PostgreSQL wire protocol, versions 3.0 to 3.2.
@NullMarked
package dev.postern.pgwire;

import org.jspecify.annotations.NullMarked;
