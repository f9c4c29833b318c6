/// What reviewers write about sessions, and the sessions that wait for them.
@NullMarked
package dev.postern.cli.review;

import org.jspecify.annotations.NullMarked;
