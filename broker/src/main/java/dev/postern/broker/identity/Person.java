package dev.postern.broker.identity;

import java.util.List;

/// A person, as their identity provider vouched for them at sign-in.
///
/// @param issuer  the identity provider, exactly as in the token's `iss`
/// @param subject the person there, exactly as in `sub`; issuer and subject together are the person
/// @param name    for display
/// @param email   for display; never an identity
/// @param groups  group names of this sign-in's token
public record Person(
        String issuer, String subject, String name, String email, List<String> groups) {

    public Person {
        groups = List.copyOf(groups);
    }

    /// The key of the person: `issuer` and `subject`, joined by a `|` that no issuer contains.
    public String id() {
        return issuer + "|" + subject;
    }
}
