package dev.postern.filter;

import java.util.List;

/// A filter that was understood: every clause must hold, and of each clause one term.
public record Filter(List<Clause> clauses) {

    /// The longest filter, in characters.
    public static final int MAX_CHARS = 2_000;

    public Filter {
        clauses = List.copyOf(clauses);
    }

    /// Terms joined by `OR`; one that stands alone is a clause of its own.
    public record Clause(List<FilterTerm> terms) {
        public Clause {
            terms = List.copyOf(terms);
        }
    }

    /// Reads a filter; a blank one has no clauses and holds for everything.
    ///
    /// The grammar, in `docs/filters.md` with examples:
    ///
    /// ```
    /// filter = clause { " " clause }
    /// clause = term { " OR " term }
    /// term   = [ "-" ] ( key ":" value | value )
    /// value  = [ ">" | ">=" | "<" | "<=" | "~" ] ( word | quoted ) [ "*" ]
    /// ```
    ///
    /// @throws FilterException if it is wrong: says where, and what would be right
    public static Filter parse(String input) throws FilterException {
        return new FilterParser(input).parse();
    }
}
