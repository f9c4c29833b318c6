/// One command that shows all of it: a real PostgreSQL, a broker, an identity provider, a recorded session.
@NullMarked
package dev.postern.broker.demo;

import org.jspecify.annotations.NullMarked;
