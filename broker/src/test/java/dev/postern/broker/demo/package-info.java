@NullMarked
package dev.postern.broker.demo;

import org.jspecify.annotations.NullMarked;
