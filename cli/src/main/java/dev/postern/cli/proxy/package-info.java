/// A port of this machine for tools that cannot show a certificate.
@NullMarked
package dev.postern.cli.proxy;

import org.jspecify.annotations.NullMarked;
