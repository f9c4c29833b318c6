package dev.postern.filter;

/// One condition of a filter.
///
/// @param value    what to compare with, as written but for quotes; for a number, a duration or a size, digits: of microseconds
///                 or bytes;
///                 for a time, in lower case
/// @param negated  whether it must not hold
/// @param position index of its first character in the filter
public record FilterTerm(
        FilterKey key, Comparison comparison, String value, boolean negated, int position) {

    /// How the value is compared.
    public enum Comparison {
        /// As the key says: equal, or contained.
        IS,
        BEGINS_WITH,
        MATCHES,
        AT_LEAST,
        AT_MOST,
        MORE_THAN,
        LESS_THAN
    }

    /// The value of a number, a duration in microseconds, or a size in bytes.
    public long number() {
        return Long.parseLong(value);
    }
}
