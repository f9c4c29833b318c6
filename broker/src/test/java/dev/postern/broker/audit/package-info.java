@NullMarked
package dev.postern.broker.audit;

import org.jspecify.annotations.NullMarked;
