package dev.postern.cli.manual;

/// A word that may stand where a person types.
///
/// @param word  as it is typed
/// @param about a few words for those shells that show them, or empty
record Candidate(String word, String about) {}
