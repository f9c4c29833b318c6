package dev.postern.keys;

/// What a wrapped key is for; it is authenticated, so a key wrapped for one purpose cannot be used for another.
public enum KeyPurpose {
    /// The data key of one recording; the subject is the recording's ULID.
    RECORDING("recording"),
    /// The key of one journal segment; the subject is chosen by the journal.
    JOURNAL("journal"),
    /// The key of the search index; the subject is the index's identifier.
    INDEX("index"),
    /// The private key of a certificate authority; the subject is the authority's name.
    AUTHORITY("authority"),
    /// A private key that signs recordings or checkpoints; the subject is the signing key's name.
    SIGNING("signing"),
    /// A password or token that the broker presents to others; the subject names where.
    CREDENTIAL("credential");

    private final String label;

    KeyPurpose(String label) {
        this.label = label;
    }

    /// The word that is authenticated and stored; never changed once released.
    public String label() {
        return label;
    }

    /// The purpose whose label is `label`.
    ///
    /// @throws CorruptKeyException if there is none
    public static KeyPurpose of(String label) throws CorruptKeyException {
        for (KeyPurpose purpose : values()) {
            if (purpose.label.equals(label)) {
                return purpose;
            }
        }
        throw new CorruptKeyException(
                "\"" + label + "\" is no purpose of a key that this version knows");
    }
}
