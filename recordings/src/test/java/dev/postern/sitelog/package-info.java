@NullMarked
package dev.postern.sitelog;

import org.jspecify.annotations.NullMarked;
