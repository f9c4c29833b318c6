package dev.postern.broker.store.sql;

import org.jspecify.annotations.Nullable;

/// A row of `session_review`.
///
/// @param personId  the person whose session it is
/// @param outcome   `ok`, `follow-up` or `incident`
/// @param checklist JSON of the questions that were answered: an array of objects with `item` and `answer`
/// @param takenBack null as long as it stands
public record ReviewRow(
        String id,
        String session,
        String personId,
        String outcome,
        String checklist,
        SignatureColumns reviewed,
        @Nullable SignatureColumns takenBack) {}
