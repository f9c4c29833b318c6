/// `postern authority`: who vouches for whom, and replacing them while sessions run.
@NullMarked
package dev.postern.cli.authority;

import org.jspecify.annotations.NullMarked;
