package dev.postern.broker.store.sql;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// What about a session is worth a look, in three steps: the first of them that there is a reason for.
///
/// This is the one place that says what counts as a reason. Each is a term of the filter grammar, so that whoever is told
/// of a risk can look for what it comes from. It reckons with nothing else: the same statements make the same risk.
public enum SessionRisk {
    /// Something was done that is more than reading and writing what the access was for: it was taken without an approval,
    /// statements are beyond the request, rights or identity were changed, or something reached out of the database.
    HIGH(
            "high",
            List.of(
                    StatementTrait.UNSCOPED,
                    StatementTrait.GRANT,
                    StatementTrait.IDENTITY,
                    StatementTrait.OUTSIDE),
            false),
    /// Something was done, or tried, that work on data seldom needs: definitions, mass reads, sensitive values, statements
    /// that a person stopped, or that the server refused for want of rights.
    SOME(
            "some",
            List.of(
                    StatementTrait.DDL,
                    StatementTrait.BULK,
                    StatementTrait.SENSITIVE,
                    StatementTrait.CANCEL),
            true),
    /// None of these.
    NONE("none", List.of(), false);

    private static final String BREAK_GLASS = "has:breakglass";
    private static final String DENIED = "error:" + SessionDigest.DENIED;

    private final String word;

    @SuppressWarnings("ImmutableEnumChecker") // List.of
    private final List<StatementTrait> traits;

    private final boolean isOfDenied;

    /// @param traits     each is a reason for it
    /// @param isOfDenied whether it is one that the server refused a statement for want of rights
    SessionRisk(String word, List<StatementTrait> traits, boolean isOfDenied) {
        this.word = word;
        this.traits = traits;
        this.isOfDenied = isOfDenied;
    }

    /// What is known of the risk of a session.
    ///
    /// @param reasons terms of the filter grammar that hold for it, none for no risk
    public record Found(SessionRisk risk, List<String> reasons) {
        public Found {
            reasons = List.copyOf(reasons);
        }
    }

    /// The risk of a session, with all that is a reason for it.
    ///
    /// @param breakGlass whether nobody had approved its access
    /// @param digest     what its statements come to; null if that is not known
    /// @return null if only the statements could tell
    public static @Nullable Found of(boolean breakGlass, @Nullable SessionDigest digest) {
        for (SessionRisk risk : List.of(HIGH, SOME)) {
            List<String> reasons = risk.reasons(risk == HIGH && breakGlass, digest);
            if (!reasons.isEmpty()) {
                return new Found(risk, reasons);
            }
        }
        return digest == null ? null : new Found(NONE, List.of());
    }

    private List<String> reasons(boolean breakGlass, @Nullable SessionDigest digest) {
        List<String> reasons = new ArrayList<>();
        if (breakGlass) {
            reasons.add(BREAK_GLASS);
        }
        if (digest != null) {
            traits.stream()
                    .filter(digest.traits()::contains)
                    .map(trait -> "has:" + trait.word())
                    .forEach(reasons::add);
            if (isOfDenied && digest.denied()) {
                reasons.add(DENIED);
            }
        }
        return reasons;
    }

    /// As the API and filters say it.
    public String word() {
        return word;
    }

    /// The risk with this word.
    static SessionRisk named(String word) {
        for (SessionRisk risk : values()) {
            if (risk.word.equals(word)) {
                return risk;
            }
        }
        throw new IllegalArgumentException("no risk is called " + word);
    }

    /// Whether it is a reason for it that the server refused a statement for want of rights.
    boolean isOfDenied() {
        return isOfDenied;
    }

    /// The bits of the traits that are reasons for it.
    long traits() {
        return StatementTrait.bits(Set.copyOf(traits));
    }

    /// The bits of [SessionDigest#contents] that are reasons for it.
    long contents() {
        return traits() | (isOfDenied ? SessionDigest.DENIED_BIT : 0);
    }
}
