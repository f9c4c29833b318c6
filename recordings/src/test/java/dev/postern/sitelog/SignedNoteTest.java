package dev.postern.sitelog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;

final class SignedNoteTest {

    private static final String TEXT =
            """
            If you think cryptography is the answer to your problem,
            then you don't know what your problem is.
            """;
    private static final String NOTE =
            TEXT
                    + "\n"
                    + "\u2014 PeterNeumann"
                    + " x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";
    private static final String KEY =
            "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";

    @Test
    void noteOfAnotherImplementation_isVerified() throws MalformedLogException {
        byte[] typed = Base64.getDecoder().decode(KEY.substring(KEY.lastIndexOf('+') + 1));
        SiteKey key = SiteKey.of(Arrays.copyOfRange(typed, 1, typed.length));
        SignedNote note = SignedNote.parse(utf8(NOTE));
        assertThat(key.noteKey("PeterNeumann")).isEqualTo(KEY);
        assertThat(note.text()).isEqualTo(TEXT);
        assertThat(note.isSignedBy("PeterNeumann", key)).isTrue();
        assertThat(note.isSignedBy("Somebody", key)).isFalse();
        assertThat(note.encode()).isEqualTo(utf8(NOTE));
    }

    @Test
    void changedText_isNotSigned() throws MalformedLogException {
        SiteSigningKey key = SiteSigningKey.generate();
        byte[] note = SignedNote.sign("a\nb\n", "site", key).encode();
        assertThat(SignedNote.parse(note).isSignedBy("site", key.publicKey())).isTrue();
        note[0] = 'c';
        assertThat(SignedNote.parse(note).isSignedBy("site", key.publicKey())).isFalse();
    }

    @Test
    void signatureOfAnUnknownKey_isPassedOver() throws MalformedLogException {
        SiteSigningKey key = SiteSigningKey.generate();
        String note =
                new String(SignedNote.sign("a\n", "site", key).encode(), StandardCharsets.UTF_8);
        String more = note + "\u2014 witness.example AAAAAAAA\n";
        assertThat(SignedNote.parse(utf8(more)).isSignedBy("site", key.publicKey())).isTrue();
    }

    @Test
    void textWithBlankLines_endsBeforeTheLast() throws MalformedLogException {
        SiteSigningKey key = SiteSigningKey.generate();
        byte[] note = SignedNote.sign("a\n\nb\n", "site", key).encode();
        assertThat(SignedNote.parse(note).text()).isEqualTo("a\n\nb\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a",
                "a\n",
                "a\n\n",
                "a\n\n- site AAAAAAAA\n",
                "a\n\n\u2014 site\n",
                "a\n\n\u2014 site AAAAAAAA",
                "a\n\n\u2014 si+te AAAAAAAA\n",
                "a\n\n\u2014  AAAAAAAA\n",
                "a\n\n\u2014 site AAAA\n",
                "a\n\n\u2014 site !!!!\n",
                "a\u0001\n\n\u2014 site AAAAAAAA\n",
                "a\r\n\n\u2014 site AAAAAAAA\n",
            })
    void whatIsNoNote_isRefused(String text) {
        assertThatThrownBy(() -> SignedNote.parse(utf8(text)))
                .isInstanceOf(MalformedLogException.class);
    }

    @Test
    void tooManySignatures_areRefused() {
        String note = "a\n\n" + "\u2014 site AAAAAAAA\n".repeat(SignedNote.MAX_SIGNATURES + 1);
        assertThatThrownBy(() -> SignedNote.parse(utf8(note)))
                .isInstanceOf(MalformedLogException.class)
                .hasMessageContaining("64");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "site\n",
                "site\n5\n",
                "site\n05\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n",
                "site\n-5\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n",
                "site\n99999999999999999999\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n",
                "site\n5\nAAAA\n",
                "site\n5\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAB=\n",
                "\n5\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n",
            })
    void whatIsNoCheckpoint_isRefused(String text) {
        SignedNote note = SignedNote.sign(text, "site", SiteSigningKey.generate());
        assertThatThrownBy(() -> Checkpoint.parse(note)).isInstanceOf(MalformedLogException.class);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
