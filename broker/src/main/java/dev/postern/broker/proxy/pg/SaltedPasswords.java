package dev.postern.broker.proxy.pg;

import com.ongres.scram.common.ScramFunctions;
import com.ongres.scram.common.ScramMechanism;
import com.ongres.scram.common.StringPreparation;

import dev.postern.broker.base.Secret;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.LinkedHashMap;
import java.util.Map;

/// The salted passwords that targets asked for, so that a role's next login does not compute thousands of rounds again.
///
/// They are in memory only, as the passwords themselves are, and found by a hash of password, salt and rounds: another
/// password, or a target that salts anew, never meets an old one. At most [#MOST], those used last. Thread-safe.
final class SaltedPasswords {

    private static final int MOST = 256;

    private final Map<ByteBuffer, byte[]> salted = new LinkedHashMap<>(16, 0.75f, true);

    /// The salted password; computed, perhaps for milliseconds, if it was not asked for before.
    byte[] of(Secret password, byte[] salt, int iterations) {
        ByteBuffer name = name(password, salt, iterations);
        synchronized (this) {
            byte[] known = salted.get(name);
            if (known != null) {
                return known.clone();
            }
        }
        byte[] made =
                ScramFunctions.saltedPassword(
                        ScramMechanism.SCRAM_SHA_256,
                        StringPreparation.SASL_PREPARATION,
                        password.reveal().toCharArray(),
                        salt,
                        iterations);
        synchronized (this) {
            salted.put(name, made.clone());
            while (salted.size() > MOST) {
                salted.remove(salted.keySet().iterator().next());
            }
        }
        return made;
    }

    private static ByteBuffer name(Secret password, byte[] salt, int iterations) {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            ByteBuffer numbers = ByteBuffer.allocate(2 * Integer.BYTES);
            sha256.update(numbers.putInt(iterations).putInt(salt.length).flip());
            sha256.update(salt);
            sha256.update(password.reveal().getBytes(StandardCharsets.UTF_8));
            return ByteBuffer.wrap(sha256.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java has no SHA-256", e);
        }
    }
}
