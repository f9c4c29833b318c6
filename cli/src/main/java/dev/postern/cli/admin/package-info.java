/// What administrators and auditors do: retention, legal holds, erasure.
@NullMarked
package dev.postern.cli.admin;

import org.jspecify.annotations.NullMarked;
