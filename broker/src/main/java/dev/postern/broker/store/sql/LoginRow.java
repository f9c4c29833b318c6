package dev.postern.broker.store.sql;

/// A row of `login`; times are microseconds since 1970.
///
/// @param tokenHash SHA-256 of the token in lower-case hexadecimal
/// @param groups    a JSON array of texts
public record LoginRow(
        String id,
        String tokenHash,
        String kind,
        String issuer,
        String subject,
        String name,
        String email,
        String groups,
        long startedAt,
        long expiresAt,
        String address) {}
