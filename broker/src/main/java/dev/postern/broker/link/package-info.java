/// Short addresses of moments in recorded sessions, which end by themselves.
@NullMarked
package dev.postern.broker.link;

import org.jspecify.annotations.NullMarked;
