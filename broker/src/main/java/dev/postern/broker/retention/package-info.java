/// What must be kept and what must be forgotten: retention rules, legal holds, erasure.
@NullMarked
package dev.postern.broker.retention;

import org.jspecify.annotations.NullMarked;
