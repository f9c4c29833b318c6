package dev.postern.broker.policy;

/// One rule of a role.
///
/// @param selection  what it is about
/// @param access     how it gives access; a rule that denies ignores it, as well as what follows
/// @param terms      of requests
/// @param conditions when and from where it counts
/// @param replication whether it gives replication connections as well
public record Rule(
        Selection selection,
        Access access,
        Terms terms,
        Conditions conditions,
        boolean replication) {

    /// A rule that gives no replication connections.
    public Rule(Selection selection, Access access, Terms terms, Conditions conditions) {
        this(selection, access, terms, conditions, false);
    }

    /// How a rule gives access.
    public enum Access {
        /// At once.
        OPEN,
        /// While a grant lasts that another person gave.
        ON_REQUEST
    }
}
