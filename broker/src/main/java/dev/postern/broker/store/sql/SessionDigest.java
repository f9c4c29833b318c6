package dev.postern.broker.store.sql;

import org.jspecify.annotations.Nullable;

import java.util.Set;

/// What the statements of a session come to, so that a list of sessions need not look at them.
///
/// @param traits     what stands out about any of them; never what is new about it, which later recordings can change
/// @param rolledBack whether any was rolled back
/// @param denied     whether the server refused any for want of rights
/// @param spark      when something was done
public record SessionDigest(
        Set<StatementTrait> traits, boolean rolledBack, boolean denied, SessionSpark spark) {

    /// The SQLSTATE of what is refused for want of rights.
    public static final String DENIED = "42501";

    private static final long ROLLED_BACK_BIT = 1L << 40;
    static final long DENIED_BIT = 1L << 41;

    public SessionDigest {
        traits = Set.copyOf(traits);
    }

    /// All but the spark, for the index: the bits of traits, and two more.
    long contents() {
        return StatementTrait.bits(traits)
                | (rolledBack ? ROLLED_BACK_BIT : 0)
                | (denied ? DENIED_BIT : 0);
    }

    /// What [#contents] and [SessionSpark#toText] wrote; null if nothing was.
    static @Nullable SessionDigest of(@Nullable Long contents, @Nullable String spark) {
        return contents == null || spark == null
                ? null
                : new SessionDigest(
                        StatementTrait.of(contents),
                        (contents & ROLLED_BACK_BIT) != 0,
                        (contents & DENIED_BIT) != 0,
                        SessionSpark.of(spark));
    }
}
