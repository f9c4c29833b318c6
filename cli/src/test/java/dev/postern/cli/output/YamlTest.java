package dev.postern.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.json.Json;
import dev.postern.json.MalformedJsonException;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.constructor.SafeConstructor;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What a parser of YAML 1.1, which takes more for other types than 1.2 does, makes of what is written.
final class YamlTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "plain",
                "two words",
                " lead",
                "trail ",
                "a: b",
                "a:",
                ": a",
                "# no",
                "a # b",
                "- a",
                "-",
                "--- ",
                "...",
                "?",
                "? a",
                "!tag",
                "&a",
                "*a",
                "|",
                ">",
                "%a",
                "@a",
                "`a",
                "{a}",
                "[a]",
                "a, b",
                "'",
                "\"",
                "\\",
                "yes",
                "No",
                "ON",
                "off",
                "y",
                "N",
                "true",
                "FALSE",
                "null",
                "Null",
                "~",
                "=",
                "<<",
                "1",
                "-1",
                "+1",
                "0x1f",
                "0o17",
                "017",
                "1_000",
                "1.5",
                ".5",
                "1e3",
                "1E+3",
                ".inf",
                "-.Inf",
                ".nan",
                "12:30:45",
                "2026-11-21",
                "2026-11-21T01:00:00Z",
                "01K9T2Q00000000000000000AA",
                "line\nfeed",
                "cr\rlf\r\n",
                "tab\there",
                "\n",
                "esc \u001b[2J",
                "\u0085nel",
                "\u2028 \u2029",
                "\u202e",
                "\ufeffbom",
                "\ufffe\uffff",
                "\u00e9\u4e2d\ud83d\ude00",
                "\u0000nul",
                "\u007f",
                "select 1; -- x: y",
                "e10",
                "_",
                "/p"
            })
    void text_isReadBackAsTheSameText(String text) {
        Map<String, Object> value = new LinkedHashMap<>();
        value.put("value", text);
        value.put("list", List.of(text, text));
        value.put("key " + text, Map.of(text, text));

        assertThat(read(Yaml.write(value))).isEqualTo(value);
    }

    @Test
    void structures_areReadBack() throws MalformedJsonException {
        Map<String, @Nullable Object> value =
                Json.readObject(
                        """
                        {"a":null,"b":true,"c":[],"d":{},"e":[[],{},null,[1,[2,[]]],{"x":[{"y":1},{"z":[]}],"w":{"v":{}}}],
                        "f":-3,"g":1.5,"h":9007199254740993,"i":{"j":{"k":["l"]}},"m":[{"n":{"o":1},"p":2}]}\
                        """);

        assertThat(read(Yaml.write(value))).isEqualTo(readBack(value));
        assertThat(read(Yaml.write(Map.of()))).isEqualTo(Map.of());
    }

    @Test
    void numbersWithAnExponent_stayNumbers() throws MalformedJsonException {
        Map<String, @Nullable Object> value = Json.readObject("{\"a\":1e30,\"b\":1.5e-9}");

        assertThat(read(Yaml.write(value))).isEqualTo(Map.of("a", 1e30, "b", 1.5e-9));
    }

    @Test
    void nothingThatATerminalWouldInterpret_isWritten() {
        String yaml =
                Yaml.write(Map.of("a", "\u001b[2J\u009b\u202e\u2028", "\u001b", List.of("\u0007")));

        assertThat(yaml.chars().filter(c -> c != '\n'))
                .as(yaml)
                .allMatch(c -> c >= 0x20 && c < 0x7f);
    }

    /// What the parser gives numbers as: whole ones of 32 bits are `Integer`.
    private static Object readBack(Map<String, @Nullable Object> value) {
        return read(Json.write(value));
    }

    private static Object read(String yaml) {
        org.yaml.snakeyaml.Yaml parser =
                new org.yaml.snakeyaml.Yaml(new SafeConstructor(new LoaderOptions()));
        return parser.load(yaml);
    }
}
