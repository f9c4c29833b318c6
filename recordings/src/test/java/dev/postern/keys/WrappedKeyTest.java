package dev.postern.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;

final class WrappedKeyTest {

    private static final byte[] PLAIN = Keys.random(7).bytes(32);

    @Test
    void wrappedKey_opensForWhatItWasMadeFor() throws Exception {
        WrappedKey wrapped = Keys.ring(1).wrap(KeyPurpose.RECORDING, Keys.RECORDING, PLAIN);

        WrappedKey read = WrappedKey.parse(wrapped.toBytes());

        assertThat(Keys.ring(1).unwrap(KeyPurpose.RECORDING, Keys.RECORDING, read))
                .isEqualTo(PLAIN);
        assertThat(read.keyEncryptionKeyId()).isEqualTo(Keys.key(1).id());
        assertThat(HexFormat.of().formatHex(wrapped.toBytes()))
                .doesNotContain(HexFormat.of().formatHex(PLAIN));
    }

    /// The layout, pinned: a change here makes every key that is stored unreadable.
    @Test
    void layout_isPinned() throws Exception {
        WrappedKey wrapped = Keys.ring(1).wrap(KeyPurpose.RECORDING, Keys.RECORDING, PLAIN);

        assertThat(HexFormat.of().formatHex(wrapped.toBytes()))
                .isEqualTo(
                        "01011063306262326135663637643036393436"
                                + "c2cec8b5cf251584adbc8fbe"
                                + "0030"
                                + "865866a684c1045038e18684862088944cd1ff43ce17842aeff5a05972b68b89"
                                + "46f18ba5906186edb42db9a4827f6259");
    }

    @Test
    void otherSubjectOrPurpose_doesNotOpen() throws Exception {
        WrappedKey wrapped = Keys.ring(1).wrap(KeyPurpose.RECORDING, Keys.RECORDING, PLAIN);

        assertThatExceptionOfType(CorruptKeyException.class)
                .isThrownBy(() -> Keys.ring(1).unwrap(KeyPurpose.RECORDING, Keys.OTHER, wrapped))
                .withMessageContaining(Keys.OTHER);
        assertThatExceptionOfType(CorruptKeyException.class)
                .isThrownBy(() -> Keys.ring(1).unwrap(KeyPurpose.JOURNAL, Keys.RECORDING, wrapped));
    }

    @Test
    void missingKeyEncryptionKey_isNamedWithThePlacesLookedIn() throws Exception {
        WrappedKey wrapped = Keys.ring(1).wrap(KeyPurpose.RECORDING, Keys.RECORDING, PLAIN);

        assertThatExceptionOfType(KeyUnavailableException.class)
                .isThrownBy(
                        () -> Keys.ring(2, 3).unwrap(KeyPurpose.RECORDING, Keys.RECORDING, wrapped))
                .withMessageContaining(Keys.key(1).id())
                .withMessageContaining("test key 2 with key " + Keys.key(2).id())
                .withMessageContaining("test key 3");
    }

    @Test
    void olderKey_stillOpens() throws Exception {
        WrappedKey wrapped = Keys.ring(1).wrap(KeyPurpose.INDEX, "index", PLAIN);

        assertThat(Keys.ring(2, 1).unwrap(KeyPurpose.INDEX, "index", wrapped)).isEqualTo(PLAIN);
    }

    @Test
    void everyBitFlip_isRefused() throws Exception {
        KeyRing ring = Keys.ring(1);
        byte[] good = ring.wrap(KeyPurpose.RECORDING, Keys.RECORDING, PLAIN).toBytes();
        for (int bit = 0; bit < good.length * 8; bit++) {
            byte[] bad = good.clone();
            bad[bit / 8] ^= (byte) (1 << bit % 8);

            assertThatIOException()
                    .as("bit %d", bit)
                    .isThrownBy(() ->
                            ring.unwrap(
                                    KeyPurpose.RECORDING, Keys.RECORDING, WrappedKey.parse(bad)));
        }
    }

    @Test
    void everyTruncation_isCorrupt() throws Exception {
        byte[] good = Keys.ring(1).wrap(KeyPurpose.RECORDING, Keys.RECORDING, PLAIN).toBytes();
        for (int length = 0; length < good.length; length++) {
            byte[] cut = Arrays.copyOf(good, length);

            assertThatExceptionOfType(CorruptKeyException.class)
                    .as("length %d", length)
                    .isThrownBy(() -> WrappedKey.parse(cut));
        }
        byte[] longer = Arrays.copyOf(good, good.length + 1);
        assertThatExceptionOfType(CorruptKeyException.class)
                .isThrownBy(() -> WrappedKey.parse(longer))
                .withMessageContaining("after its end");
    }

    @Test
    void keyText_isHexOrBase64() throws Exception {
        byte[] bytes = Keys.random(1).bytes(32);

        assertThat(KeyEncryptionKey.parse(HexFormat.of().formatHex(bytes) + "\n", "x").id())
                .isEqualTo(
                        KeyEncryptionKey.parse(Base64.getEncoder().encodeToString(bytes), "x").id())
                .isEqualTo(Keys.key(1).id())
                .hasSize(16);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "correct horse battery staple",
                "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
                "00112233445566778899aabbccddeeff",
                "0001020304"
            })
    void textThatIsNoKey_isRefusedWithoutRepeatingIt(String text) {
        assertThatExceptionOfType(CorruptKeyException.class)
                .isThrownBy(() -> KeyEncryptionKey.parse(text, "file /kek"))
                .withMessageStartingWith("file /kek")
                .satisfies(e ->
                        assertThat(text.isEmpty() || !String.valueOf(e.getMessage()).contains(text))
                                .isTrue());
    }

    @Test
    void closedDataKey_isWiped() throws Exception {
        DataKey key = DataKey.of(PLAIN);
        byte[] check = key.checkValue();
        assertThat(check).hasSize(DataKey.CHECK_BYTES).isEqualTo(DataKey.of(PLAIN).checkValue());
        assertThat(check).isNotEqualTo(DataKey.generate(Keys.random(8)).checkValue());
        javax.crypto.SecretKey secret = key.secret();

        key.close();

        assertThat(secret.isDestroyed()).isTrue();
        assertThatIllegalStateException().isThrownBy(secret::getEncoded);
        assertThatIllegalStateException().isThrownBy(key::secret);
    }

    @Test
    void keys_areNeverPrintedNorSerialized() throws IOException {
        DataKey key = DataKey.of(PLAIN);

        assertThat(key.toString() + key.secret() + Keys.ring(1)).doesNotContain("[B").contains("*");
        try (ObjectOutputStream out = new ObjectOutputStream(new ByteArrayOutputStream())) {
            assertThatExceptionOfType(NotSerializableException.class)
                    .isThrownBy(() -> out.writeObject(key.secret()));
        }
    }

    @Test
    void dataKey_survivesWrapping() throws Exception {
        KeyRing ring = Keys.ring(1);
        DataKey key = DataKey.generate(Keys.random(9));

        DataKey read = DataKey.unwrap(ring, Keys.RECORDING, key.wrap(ring, Keys.RECORDING));

        assertThat(read.secret().getEncoded()).isEqualTo(key.secret().getEncoded());
        WrappedKey tooLong = ring.wrap(KeyPurpose.RECORDING, Keys.RECORDING, new byte[33]);
        assertThatExceptionOfType(CorruptKeyException.class)
                .isThrownBy(() -> DataKey.unwrap(ring, Keys.RECORDING, tooLong))
                .withMessageContaining("33 bytes");
    }
}
