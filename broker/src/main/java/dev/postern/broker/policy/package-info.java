/// May this person do this here, now: roles from the configuration.
@NullMarked
package dev.postern.broker.policy;

import org.jspecify.annotations.NullMarked;
