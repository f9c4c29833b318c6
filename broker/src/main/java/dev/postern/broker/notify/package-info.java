/// Telling people: messages about requests and locks, by webhook and mail.
@NullMarked
package dev.postern.broker.notify;

import org.jspecify.annotations.NullMarked;
