package dev.postern.cli.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.postern.cli.console.CliException;
import dev.postern.cli.console.ExitCode;
import dev.postern.json.Json;
import dev.postern.json.MalformedJsonException;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class JsonPathTest {

    private static final String DOCUMENT =
            """
            {"schemaVersion":1,"items":[{"id":"a","n":1,"who":{"email":"e@x","a b":"odd"},"tags":["x","y"]},\
            {"id":"b","n":2.5,"ok":true,"none":null,"who":{"email":"f@x"},"tags":[]}],"total":2}\
            """;

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    {.items[*].id}                                     | a b
                    .items[*].id                                       | a b
                    $.total                                            | 2
                    {$.items[0].who.email}                             | e@x
                    {.items[-1].id}                                    | b
                    {.items[7].id}x                                    | x
                    {.items[0:1].id}-{.items[1:].id}-{.items[:-1].id}  | a-b-a
                    {.items.id}                                        | a b
                    {['items'][0]['who']['a b']}                       | odd
                    {.items[0].tags}                                   | ["x","y"]
                    {.items[*].tags[*]}                                | x y
                    {.items[1].who.*}                                  | f@x
                    {.items[1].none}{.items[1].missing}{.nope.deep}.   | .
                    {.items[1].ok} {.items[*].n}                       | true 1 2.5
                    n={.total}, {"{"}{"\\t\\""}                        | n=2, {	"
                    {range .items[*]}{.id}={@.n};{end}                 | a=1;b=2.5;
                    {range .items[*]}{range .tags[*]}{@}{$.total} {end}{end}| x2 y2
                    { .total }                                         | 2
                    """)
    void path_findsValues(String path, String expected) throws Exception {
        assertThat(apply(path).strip()).isEqualTo(expected.strip());
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    {.items[*].id                | 1  | this { has no }
                    {.items[*.id}                | 10 | ] was expected
                    {.items[0                    | 8  | this [ has no ]
                    {.items[x]}                  | 9  | a number, * or a name in quotes
                    {.items[?(@.id=="a")]}       | 9  | filters are not part of it
                    {..id}                       | 3  | recursion
                    {.items.}                    | 9  | a name is missing
                    {items}                      | 2  | a path begins with a dot
                    {.id ; head}                 | 6  | } was expected, not ";"
                    {"abc}                       | 2  | has no closing "
                    {range .items[*]}{.id}       | 23 | {range} without {end}
                    a{end}                       | 2  | {end} without {range}
                    items                        | 1  | there is no {.path}
                    .items id                    | 7  | a member or the end was expected
                    """)
    void badPath_isRefusedWithItsPlace(String path, int character, String why) {
        assertThatExceptionOfType(CliException.class)
                .isThrownBy(() -> JsonPath.parse(path))
                .satisfies(e -> assertThat(e.exitCode()).isEqualTo(ExitCode.USAGE))
                .satisfies(e -> assertThat(e.code()).isEqualTo("bad_jsonpath"))
                .withMessageStartingWith("-o jsonpath: at character " + character + ": ")
                .withMessageContaining(why);
    }

    private static String apply(String path) throws CliException, MalformedJsonException {
        return JsonPath.parse(path).apply(Json.readObject(DOCUMENT));
    }
}
