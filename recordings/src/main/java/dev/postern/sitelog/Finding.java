package dev.postern.sitelog;

/// One harm that was found.
///
/// @param where a recording's session, or a file of the log
/// @param first number of the first bad entry or leaf, from 1; 0 if it cannot be told
/// @param text  one sentence
public record Finding(Harm harm, String where, long first, String text) {}
