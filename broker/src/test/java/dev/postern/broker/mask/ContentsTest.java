package dev.postern.broker.mask;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Random;

final class ContentsTest {

    private static final String CONFUSING = "0123456789abcXYZ@. -'\":{}[]=$/\\,%_äß\n";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "jane.doe@example.com | j***@e***.com",
                "write to jane@mail.example.co.uk. | write to j***@m***.uk.",
                "j@x.org | ***@***.org",
                "DE89 3704 0044 0532 0130 00 | ****3000",
                "pay GB82WEST12345698765432 now | pay ****5432 now",
                "4111 1111 1111 1111 12/27 | ****1111 12/27",
                "7 4111-1111-1111-1111 | 7 ****1111",
                "ssn 219-09-9999. | ssn ▒▒▒.",
                "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abc-_ | ▒▒▒",
                "key AKIAIOSFODNN7EXAMPLE | key ▒▒▒",
                "ghp_0123456789abcdefghijABCDEFGHIJ012345 | ▒▒▒",
                "md5aabbccddeeff00112233445566778899 | ▒▒▒",
                "SCRAM-SHA-256$4096:c2FsdA==$c3RvcmVk:c2VydmVy | ▒▒▒",
                "postgres://app:hunter2@db.example:5432/x | postgres://app:▒▒▒:5432/x",
                "host=db password=hunter2 user=app | host=db password=▒▒▒ user=app",
                "{\"name\": \"x\", \"password\": \"a\\\"b\", \"n\": 1} |"
                        + " {\"name\": \"x\", \"password\": \"▒▒▒\", \"n\": 1}",
                "{\"ssn\":123456,\"b\":2} | {\"ssn\":▒▒▒,\"b\":2}",
                "\"api_key\"=>\"k 1\", \"b\"=>\"2\" | \"api_key\"=>\"▒▒▒\", \"b\"=>\"2\""
            })
    void whatGivesItselfAway_isMasked(String text, String expected) {
        assertThat(Masks.within(text, Contents.find(text))).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "4111111111111112",
                "1732234567890",
                "2026-11-22 01:20:33.123456+00",
                "9007199254740991",
                "DE00 3704 0044 0532 0130 00",
                "01K9T2QWERTY01K9T2QWERTY01",
                "123e4567-e89b-12d3-a456-426614174000",
                "user@localhost",
                "a @ b",
                "SELECT 1",
                "-----BEGIN CERTIFICATE-----",
                "{\"total\": 3, \"city\": \"Izmir\"}"
            })
    void whatHasNoSuchForm_isLeftAlone(String text) {
        assertThat(Contents.find(text)).isEmpty();
    }

    @Test
    void privateKey_isMaskedToItsEnd_orToTheEnd() {
        String key = "-----BEGIN RSA PRIVATE KEY-----\nMIIabc\n-----END RSA PRIVATE KEY-----";

        assertThat(mask("a " + key + " b")).isEqualTo("a ▒▒▒ b");
        assertThat(mask("a " + key.substring(0, 40))).isEqualTo("a ▒▒▒");
    }

    /// Whatever stands around them: of an address, a card, an account and a token no more is left than is documented.
    @Test
    void values_inAnyText_leakNoMoreThanTheDocumentedCharacters() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        for (int i = 0; i < 3_000; i++) {
            String local = letters(random, 6 + random.nextInt(10));
            String domain = letters(random, 6 + random.nextInt(10));
            String card = card(random);
            String token = "ghp_" + letters(random, 30);
            String text =
                    noise(random)
                            + " "
                            + local
                            + "@"
                            + domain
                            + ".com "
                            + noise(random)
                            + " "
                            + card
                            + " "
                            + noise(random)
                            + " "
                            + token
                            + " "
                            + noise(random);
            String masked = mask(text);

            assertThat(masked)
                    .as("seed %d: %s", seed, text)
                    .doesNotContain(local.substring(1))
                    .doesNotContain(domain.substring(1))
                    .doesNotContain(card.substring(0, card.length() - 4))
                    .doesNotContain(token.substring(4));
        }
    }

    @Test
    void wholeValues_ofMaskedColumns_leakNoMoreThanTheDocumentedCharacters() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        for (int i = 0; i < 3_000; i++) {
            String value = noise(random) + noise(random);
            for (MaskClass maskClass :
                    new MaskClass[] {MaskClass.PERSONAL, MaskClass.SECRET, MaskClass.RESTRICTED}) {
                String mask = Masks.of(maskClass, value);

                assertThat(mask)
                        .as("seed %d: %s of %s", seed, maskClass, value)
                        .matches(
                                "▒▒▒|\\*{4}[0-9A-Za-z]{4}|.{0,2}\\*\\*\\*@.{0,2}\\*\\*\\*\\.\\p{L}+");
            }
        }
    }

    @Test
    void longTexts_areReadInTimeThatGrowsWithThem() {
        String text = ("a.b%" + "@".repeat(3) + "\"k\":" + "{[").repeat(40_000);

        assertThat(Contents.find(text)).isEmpty();
    }

    private static String mask(String text) {
        return Masks.within(text, Contents.find(text));
    }

    private static String letters(Random random, int length) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < length; i++) {
            text.append((char) ('a' + random.nextInt(26)));
        }
        return text.toString();
    }

    private static String noise(Random random) {
        StringBuilder text = new StringBuilder();
        int length = random.nextInt(20);
        for (int i = 0; i < length; i++) {
            text.append(CONFUSING.charAt(random.nextInt(CONFUSING.length())));
        }
        return text.toString();
    }

    /// 16 digits that begin with 4 and end with the right check digit.
    private static String card(Random random) {
        StringBuilder digits = new StringBuilder("4");
        while (digits.length() < 15) {
            digits.append(random.nextInt(10));
        }
        for (int check = 0; check < 10; check++) {
            String card = digits.toString() + check;
            if (!Contents.find(card).isEmpty()) {
                return card;
            }
        }
        throw new AssertionError("no check digit fits " + digits);
    }
}
