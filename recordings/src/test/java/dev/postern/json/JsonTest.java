package dev.postern.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

class JsonTest {

    private static final String DOCUMENT =
            "{\"a\":[1,-2,3.5,true,false,null,\"x\\\"\\\\\\n\\u001b\"],\"b\":{\"c\":\"\\u00e9"
                    + " \\ud83d\\ude00\"},\"d\":{}}";

    @Test
    void read_everyKindOfValue_givesJavaValues() throws Exception {
        Map<String, @Nullable Object> object = Json.readObject(DOCUMENT);

        assertThat(object.get("a"))
                .isEqualTo(Arrays.asList(1L, -2L, 3.5, true, false, null, "x\"\\\n\u001b"));
        assertThat(object.get("b")).isEqualTo(Map.of("c", "é 😀"));
        assertThat(object.keySet()).containsExactly("a", "b", "d");
    }

    @Test
    void write_whatWasRead_isTheSameDocument() throws Exception {
        String written = Json.write(Json.read(DOCUMENT));

        assertThat(Json.read(written)).isEqualTo(Json.read(DOCUMENT));
        assertThat(written).contains("é 😀").contains("\\u001b").doesNotContain(" \u001b");
    }

    @Test
    void read_numbers_keepTheirValue() throws Exception {
        assertThat(Json.read("9223372036854775807")).isEqualTo(Long.MAX_VALUE);
        assertThat(Json.read("-9223372036854775808")).isEqualTo(Long.MIN_VALUE);
        assertThat(Json.read("9223372036854775808"))
                .isEqualTo(new BigDecimal("9223372036854775808"));
        assertThat(Json.read("0.1")).isEqualTo(0.1);
        assertThat(Json.read("1e3")).isEqualTo(1000.0);
        assertThat(Json.read("0.12345678901234567890123"))
                .isEqualTo(new BigDecimal("0.12345678901234567890123"));
        assertThat(Json.read("1e400")).isEqualTo(new BigDecimal("1e400"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "{",
                "[",
                "\"",
                "{\"a\"}",
                "{\"a\":}",
                "{\"a\":1,}",
                "{a:1}",
                "[1,]",
                "[1 2]",
                "01",
                "-",
                "1.",
                ".5",
                "+1",
                "1e",
                "1e+",
                "tru",
                "nul",
                "NaN",
                "\"\\x\"",
                "\"\\u12g4\"",
                "\"\\u12\"",
                "\"\\ud800\"",
                "\"\\udc00\"",
                "\"\\ud800\\u0041\"",
                "\"\u0001\"",
                "\"\ud800\"",
                "1 2",
                "{} {}",
                "{\"a\":1,\"a\":2}",
                "// x\n1",
                "1e10000",
                "'a'",
                "\u00a01"
            })
    void read_whatIsNoJson_isRefusedWithAnOffset(String text) {
        assertThatThrownBy(() -> Json.read(text))
                .isInstanceOfSatisfying(
                        MalformedJsonException.class,
                        e -> assertThat(e.offset()).isBetween(0, text.length()))
                .hasMessageContaining(" at offset ");
    }

    @Test
    void read_everyPrefix_isRefused() {
        for (int length = 0; length < DOCUMENT.length(); length++) {
            String prefix = DOCUMENT.substring(0, length);
            assertThatThrownBy(() -> Json.read(prefix)).isInstanceOf(MalformedJsonException.class);
        }
    }

    @Test
    void read_atAndAboveTheLimits_isAcceptedAndRefused() throws Exception {
        String deep = "[".repeat(Json.MAX_DEPTH) + "]".repeat(Json.MAX_DEPTH);

        assertThat(Json.read(deep)).isInstanceOf(List.class);
        assertThatThrownBy(() -> Json.read("[" + deep + "]"))
                .hasMessageContaining("nests deeper than 64");
        assertThatThrownBy(() -> Json.read("[".repeat(1_000_000)))
                .isInstanceOf(MalformedJsonException.class);
        assertThatThrownBy(() -> Json.read("[1]", 64, 2)).hasMessageContaining("the limit is 2");
        assertThatThrownBy(() -> Json.read("1".repeat(1_001)))
                .hasMessageContaining("more than 1000 characters");
    }

    @Test
    void readObject_ofBytesThatAreNoUtf8_isRefused() {
        byte[] bytes = "{\"a\":\"\u00ff\"}".getBytes(StandardCharsets.ISO_8859_1);

        assertThatThrownBy(() -> Json.readObject(bytes)).hasMessageContaining("not UTF-8");
        assertThatThrownBy(() -> Json.readObject("[]")).hasMessageContaining("no object");
    }

    @Test
    void write_dangerousCharacters_areEscaped() {
        String text = "\u0000\u007f\u009b\u202e\u2028\u2066\ufeff\ud800x";

        assertThat(Json.write(text))
                .isEqualTo("\"\\u0000\\u007f\\u009b\\u202e\\u2028\\u2066\\ufeff\ufffdx\"");
    }

    @Test
    void write_whatIsNoJsonValue_isTheCallersMistake() {
        Map<Object, Object> numbered = new LinkedHashMap<>();
        numbered.put(1, "x");

        assertThatThrownBy(() -> Json.write(Double.NaN))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Json.write(new Object()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Json.write(numbered)).isInstanceOf(IllegalArgumentException.class);
    }
}
