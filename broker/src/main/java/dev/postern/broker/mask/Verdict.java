package dev.postern.broker.mask;

import java.util.Collection;
import java.util.regex.Pattern;

/// The class of a column or of a constant, and how sure it is.
///
/// @param name    the column, for those who are told what was masked; empty if there is none
/// @param isGiven whether the configuration says so: then the content is not looked at
record Verdict(MaskClass maskClass, String name, boolean isGiven) {

    private static final Pattern IDENTIFIER = Pattern.compile("[\\p{L}_][\\p{L}\\p{N}_$.]{0,126}");

    /// Nothing is known.
    static final Verdict NONE = new Verdict(MaskClass.PLAIN, "", false);

    /// Of a column whose name nobody knows.
    static final Verdict UNNAMED = new Verdict(MaskClass.PERSONAL, "?", false);

    boolean isMasked() {
        return maskClass.isMasked();
    }

    /// What the configuration shows in clear, whatever it holds.
    boolean isGivenPlain() {
        return isGiven && !maskClass.isMasked();
    }

    /// This one without its name, if the name is no identifier: a text of a statement may be a value as well.
    Verdict named() {
        return IDENTIFIER.matcher(name).matches() ? this : new Verdict(maskClass, "", isGiven);
    }

    /// The stronger of two; at the same strength this one.
    Verdict or(Verdict other) {
        return other.maskClass.compareTo(maskClass) > 0 ? other : this;
    }

    /// The strongest.
    static Verdict strongest(Collection<Verdict> verdicts) {
        Verdict strongest = NONE;
        for (Verdict verdict : verdicts) {
            strongest = strongest.or(verdict);
        }
        return strongest;
    }
}
