@NullMarked
package dev.postern.broker.policy;

import org.jspecify.annotations.NullMarked;
