package dev.postern.broker.identity;

import java.util.List;

/// What is read from an id_token, and how strong the sign-in behind it must have been.
///
/// @param groups the claim that lists the person's groups
/// @param acr    one of these must be its `acr`, the class of the sign-in; empty demands none
/// @param amr    all of these must be among its `amr`, the methods of the sign-in; empty demands none
public record TokenRules(String groups, List<String> acr, List<String> amr) {

    public TokenRules {
        acr = List.copyOf(acr);
        amr = List.copyOf(amr);
    }

    /// Groups from a claim, and nothing demanded.
    public static TokenRules groups(String claim) {
        return new TokenRules(claim, List.of(), List.of());
    }
}
