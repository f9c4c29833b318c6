@NullMarked
package dev.postern.broker.review;

import org.jspecify.annotations.NullMarked;
