/// The JSON API, the sign-in pages, and the web UI's files.
@NullMarked
package dev.postern.broker.http;

import org.jspecify.annotations.NullMarked;
