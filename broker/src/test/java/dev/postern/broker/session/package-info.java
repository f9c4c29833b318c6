@NullMarked
package dev.postern.broker.session;

import org.jspecify.annotations.NullMarked;
