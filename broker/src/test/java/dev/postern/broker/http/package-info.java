@NullMarked
package dev.postern.broker.http;

import org.jspecify.annotations.NullMarked;
