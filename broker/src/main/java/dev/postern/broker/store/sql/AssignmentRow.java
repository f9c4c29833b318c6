package dev.postern.broker.store.sql;

/// A row of `review_assignment`: who is to review a session.
///
/// @param personId the person whose session it is
/// @param assigned who said so and when
public record AssignmentRow(String session, String personId, To to, SignatureColumns assigned) {

    /// Who is to review it.
    public record To(String id, String name, String email) {}
}
