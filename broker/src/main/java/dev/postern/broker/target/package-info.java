/// The databases behind the broker and how the broker logs in to them.
@NullMarked
package dev.postern.broker.target;

import org.jspecify.annotations.NullMarked;
