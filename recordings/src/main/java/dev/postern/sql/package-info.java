/// SQL as PostgreSQL's own scanner sees it: tokens, statements' verbs and tables, fingerprints.
@NullMarked
package dev.postern.sql;

import org.jspecify.annotations.NullMarked;
