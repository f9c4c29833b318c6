package dev.postern.recording;

import dev.postern.recording.VerificationReport.Seal;
import dev.postern.recording.VerificationReport.SignatureState;
import dev.postern.recording.format.Footer;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.util.HexFormat;
import java.util.Optional;

/// Judges the signatures of footers.
final class Signatures {

    private Signatures() {}

    /// What `footer` says and what its signature is worth.
    ///
    /// @param bytes the whole footer
    static Seal judge(Footer footer, ByteBuffer bytes, SignatureKeys keys) {
        return new Seal(
                state(footer, bytes, keys),
                footer.signature().map(Footer.Signature::keyId).orElse(""),
                footer.summary(),
                footer.completeness());
    }

    private static SignatureState state(Footer footer, ByteBuffer bytes, SignatureKeys keys) {
        if (footer.signature().isEmpty()) {
            return SignatureState.UNSIGNED;
        }
        Footer.Signature signature = footer.signature().get();
        Optional<PublicKey> key = keys.find(signature.keyId());
        if (key.isEmpty()) {
            return SignatureState.UNKNOWN_KEY;
        }
        byte[] message = Footer.signedMessage(footer.signedPart(bytes));
        return isBy(key.get(), message, HexFormat.of().parseHex(signature.hex()))
                ? SignatureState.VALID
                : SignatureState.INVALID;
    }

    private static boolean isBy(PublicKey key, byte[] message, byte[] signature) {
        try {
            Signature check = Signature.getInstance("Ed25519");
            check.initVerify(key);
            check.update(message);
            return check.verify(signature);
        } catch (GeneralSecurityException e) {
            // Neither a key of another kind nor bytes that are no signature prove anything.
            return false;
        }
    }
}
