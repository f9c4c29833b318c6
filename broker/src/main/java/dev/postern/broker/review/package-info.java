/// What reviewers write about recorded sessions: notes, bookmarks, tags, and that a session was reviewed.
@NullMarked
package dev.postern.broker.review;

import org.jspecify.annotations.NullMarked;
