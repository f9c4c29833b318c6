package dev.postern.cli.console;

/// What `-o` chooses between.
public enum OutputFormat {
    /// Columns for people.
    table,
    /// Columns for people, all of them.
    wide,
    /// One JSON document.
    json,
    /// One JSON object a line.
    jsonl,
    /// Only the names or identifiers, one a line.
    name
}
