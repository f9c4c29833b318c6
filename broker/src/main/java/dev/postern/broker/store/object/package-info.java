/// Finished recordings and their key files in a directory or an S3-compatible store: upload, spool, fetch.
@NullMarked
package dev.postern.broker.store.object;

import org.jspecify.annotations.NullMarked;
