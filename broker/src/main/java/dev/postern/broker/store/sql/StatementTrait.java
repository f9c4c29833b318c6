package dev.postern.broker.store.sql;

import java.util.EnumSet;
import java.util.Set;

/// What stands out about a statement.
public enum StatementTrait {
    /// Somebody marked it.
    MARK(0, "mark"),
    /// It changes in whose name the session acts.
    IDENTITY(1, "identity"),
    /// It defines, changes or drops something.
    DDL(2, "ddl"),
    /// It gives or takes rights.
    GRANT(3, "grant"),
    /// It is a COPY.
    COPY(4, "copy"),
    /// It returned very many rows.
    BULK(5, "bulk"),
    /// It reaches out of the database.
    OUTSIDE(6, "outside"),
    /// A tool asked it on its own.
    NOISE(7, "noise"),
    /// The person never ran its shape before.
    NEW_TO_PERSON(8, "person"),
    /// The database role never ran its shape on this target before.
    NEW_TO_ROLE(9, "role"),
    /// Nobody ran its shape on this target before.
    NEW_TO_TARGET(10, "target"),
    /// The person had not run its shape on this target when the access was approved.
    NEW_SINCE_APPROVAL(11, "approval"),
    /// It waited, because a person held the session.
    HOLD(12, "hold"),
    /// A person other than its client's had it cancelled.
    CANCEL(13, "cancel"),
    /// It returned values in columns that are classed as personal, secret or restricted.
    SENSITIVE(14, "sensitive"),
    /// It goes beyond what the request of its session was for, or cannot be shown not to.
    UNSCOPED(15, "unscoped");

    private static final Set<StatementTrait> NOVELTIES =
            Set.of(NEW_TO_PERSON, NEW_TO_ROLE, NEW_TO_TARGET, NEW_SINCE_APPROVAL);

    private final long bit;
    private final String word;

    /// @param number of the bit in the index
    StatementTrait(int number, String word) {
        this.bit = 1L << number;
        this.word = word;
    }

    /// As the API and filters say it.
    public String word() {
        return word;
    }

    /// The trait with this word.
    static StatementTrait named(String word) {
        for (StatementTrait trait : values()) {
            if (trait.word.equals(word)) {
                return trait;
            }
        }
        throw new IllegalArgumentException("no trait is called " + word);
    }

    /// Whether it says to whom the shape is new.
    public boolean isNovelty() {
        return NOVELTIES.contains(this);
    }

    long bit() {
        return bit;
    }

    static long bits(Set<StatementTrait> traits) {
        long bits = 0;
        for (StatementTrait trait : traits) {
            bits |= trait.bit();
        }
        return bits;
    }

    static Set<StatementTrait> of(long bits) {
        Set<StatementTrait> traits = EnumSet.noneOf(StatementTrait.class);
        if (bits != 0) {
            for (StatementTrait trait : values()) {
                if ((bits & trait.bit()) != 0) {
                    traits.add(trait);
                }
            }
        }
        return traits;
    }
}
