/// The authorities and the short-lived certificates they issue and judge.
@NullMarked
package dev.postern.broker.ca;

import org.jspecify.annotations.NullMarked;
