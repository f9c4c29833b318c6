package dev.postern.broker.keys;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.sitelog.Ed25519Signing;
import dev.postern.sitelog.SiteSigningKey;

import org.junit.jupiter.api.Test;

import java.util.Random;

class BouncyCastleEd25519Test {

    @Test
    void sign_givesTheSignatureOfTheJdk() throws Exception {
        Random random = new Random(8032);
        for (int i = 0; i < 50; i++) {
            SiteSigningKey key = SiteSigningKey.generate(Ed25519Signing.JDK);
            SiteSigningKey same =
                    SiteSigningKey.of(key.publicKey(), key.pkcs8(), new BouncyCastleEd25519());
            byte[] message = new byte[random.nextInt(300)];
            random.nextBytes(message);

            assertThat(same.sign(message)).isEqualTo(key.sign(message));
            assertThat(key.publicKey().verifies(message, same.sign(message))).isTrue();
        }
    }
}
