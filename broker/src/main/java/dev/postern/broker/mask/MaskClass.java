package dev.postern.broker.mask;

import java.util.Locale;
import java.util.Optional;

/// How much a value is kept from readers, the weakest first.
public enum MaskClass {
    /// Shown as it is.
    PLAIN,
    /// About a person.
    PERSONAL,
    /// Opens something: a password, a token, a key.
    SECRET,
    /// Shown only when two people agree.
    RESTRICTED;

    /// The word of the configuration and the API.
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// The class that `word` names.
    public static Optional<MaskClass> of(String word) {
        for (MaskClass one : values()) {
            if (one.word().equals(word)) {
                return Optional.of(one);
            }
        }
        return Optional.empty();
    }

    /// Whether a value of this class is masked.
    public boolean isMasked() {
        return this != PLAIN;
    }

    /// The stronger of two.
    public MaskClass or(MaskClass other) {
        return compareTo(other) >= 0 ? this : other;
    }
}
