package dev.postern.broker.mask;

import java.util.List;

/// What a reader may see of a masked session.
///
/// @param unmaskings those that are in force
public record Allowance(List<Revealed> unmaskings) {

    /// Nothing but masks.
    public static final Allowance NONE = new Allowance(List.of());

    public Allowance {
        unmaskings = List.copyOf(unmaskings);
    }

    /// Values that are shown.
    ///
    /// @param isRestrictedToo whether those of the class `restricted` are
    public record Revealed(Scope scope, boolean isRestrictedToo) {}

    /// Whether a value is shown.
    boolean reveals(Verdict verdict, Scope.Place place) {
        return unmaskings.stream()
                .anyMatch(one ->
                        one.scope().holds(verdict.name(), place)
                                && (one.isRestrictedToo()
                                        || verdict.maskClass() != MaskClass.RESTRICTED));
    }

    /// Whether everything is shown.
    boolean isWhole() {
        return unmaskings.stream()
                .anyMatch(one -> one.isRestrictedToo() && one.scope() instanceof Scope.Whole);
    }
}
