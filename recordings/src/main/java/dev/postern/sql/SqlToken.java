package dev.postern.sql;

/// One piece of SQL: `end` is the index behind its last character.
public record SqlToken(Kind kind, int start, int end) {

    /// What a piece of SQL is. Spaces and comments are no tokens.
    public enum Kind {
        /// A word that is a keyword or a name, not quoted.
        WORD,
        /// `"a name"` or `U&"a name"`.
        QUOTED_NAME,
        /// `'text'`, `E'text'`, `U&'text'`, `B'01'`, `X'1F'`, `N'text'` or `$tag$text$tag$`.
        TEXT,
        /// `42`, `1.5e3`, `0xFF`, `1_000`.
        NUMBER,
        /// `$1`.
        PARAMETER,
        /// One or more of the characters of operators.
        OPERATOR,
        /// `(`, `)`, `[`, `]`, `,`, `;`, `.`, `:`, `::`, `:=`, `..`.
        PUNCTUATION,
        /// The beginning of a quoted text, name or comment that never ends, to the end of the SQL.
        UNTERMINATED,
        /// A character that SQL has no use for.
        UNKNOWN
    }
}
