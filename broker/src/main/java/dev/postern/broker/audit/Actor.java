package dev.postern.broker.audit;

/// A person as the audit trail names them.
///
/// @param id issuer and subject, joined as the sign-in joins them
public record Actor(String id, String name, String email) {}
