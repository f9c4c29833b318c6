@NullMarked
package dev.postern.broker.proxy.pg;

import org.jspecify.annotations.NullMarked;
