/// From a web single sign-on to a verified person, and the sign-ins of the web UI and the CLI.
@NullMarked
package dev.postern.broker.identity;

import org.jspecify.annotations.NullMarked;
