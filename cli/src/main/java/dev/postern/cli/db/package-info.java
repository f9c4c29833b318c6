/// `postern db`: what there is to connect to, and connecting with psql.
@NullMarked
package dev.postern.cli.db;

import org.jspecify.annotations.NullMarked;
