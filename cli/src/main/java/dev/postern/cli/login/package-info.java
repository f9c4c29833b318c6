/// Log in, log out, and the state of the login.
@NullMarked
package dev.postern.cli.login;

import org.jspecify.annotations.NullMarked;
