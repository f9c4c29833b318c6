package dev.postern.broker.review;

import dev.postern.keys.DataKey;
import dev.postern.keys.DataKeys;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;

import javax.crypto.Mac;

/// Draws the number that says whether a session is in a sample.
///
/// It is a keyed hash of the session's id under a key that comes from the data key of its recording: the same whenever it
/// is drawn, and nobody without the broker's keys can foresee it.
final class Sampling {

    private static final byte[] LABEL =
            "postern review sample 1\n".getBytes(StandardCharsets.US_ASCII);

    private final DataKeys keys;

    Sampling(DataKeys keys) {
        this.keys = keys;
    }

    /// The number of a session, from 0 to 999 999, evenly spread.
    ///
    /// @throws dev.postern.keys.KeyDestroyedException   if the session's content is erased
    /// @throws dev.postern.keys.KeyUnavailableException if its key cannot be had
    long draw(String session) throws IOException {
        try (DataKey key = keys.dataKey(session)) {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(key.secret());
            mac.update(LABEL);
            byte[] hash = mac.doFinal(session.getBytes(StandardCharsets.US_ASCII));
            return Long.remainderUnsigned(ByteBuffer.wrap(hash).getLong(), ReviewRule.ALL);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HMAC-SHA-256", e);
        }
    }
}
