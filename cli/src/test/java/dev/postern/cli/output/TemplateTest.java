package dev.postern.cli.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.postern.cli.console.CliException;
import dev.postern.cli.console.ExitCode;
import dev.postern.json.Json;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TemplateTest {

    private static final String DOCUMENT =
            """
            {"items":[{"id":"a","n":1,"who":{"email":"e@x"},"tags":["x","y"],"error":null},\
            {"id":"b","n":0,"who":{"email":"f@x"},"tags":[],"error":{"code":"e"}}],"total":2,"empty":[]}\
            """;

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    {{range .items}}{{.id}},{{end}}                       | a,b,
                    {{ range .items }}{{ .who.email }} {{ end }}          | e@x f@x
                    {{range .items}}{{range .tags}}{{.}}{{$.total}}{{end}}{{end}} | x2y2
                    {{range .empty}}x{{else}}none{{end}}                  | none
                    {{range .missing}}x{{end}}.                           | .
                    {{range .items}}{{if .error}}{{.error.code}}{{else}}-{{end}}{{end}} | -e
                    {{range .items}}{{if .n}}{{.id}}{{end}}{{end}}        | a
                    {{range .items}}{{if .tags}}{{.id}}{{end}}{{end}}     | a
                    {{len .items}} {{len .missing}}                       | 2 0
                    {{.total}}{{.missing}}{{.total.deeper}}.              | 2.
                    {"a{":{{"{{"}}                                        | {"a{":{{
                    a\\\\b\\d                                             | a\\b\\d
                    """)
    void template_isFilledIn(String template, String expected) throws Exception {
        assertThat(Template.parse(template).apply(Json.readObject(DOCUMENT)).strip())
                .isEqualTo(expected);
    }

    @Test
    void backslashes_areLineFeedsAndTabs() throws Exception {
        assertThat(Template.parse("a\\tb\\n{{\"\\n\"}}").apply(Json.readObject("{}")))
                .isEqualTo("a\tb\n\n");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    {{.id                    | 1  | these {{ have no }}
                    {{.id}                   | 6  | }} was expected
                    {{id}}                   | 3  | a field begins with a dot
                    {{.a.}}                  | 6  | a name is missing
                    x{{range .items}}{{.id}} | 2  | this {{range}} has no {{end}}
                    {{if .a}}{{else}}        | 1  | this {{if}} has no {{end}}
                    a{{end}}                 | 7  | {{end}} without
                    {{printf .a}}            | 3  | a field begins with a dot
                    """)
    void badTemplate_isRefusedWithItsPlace(String template, int character, String why) {
        assertThatExceptionOfType(CliException.class)
                .isThrownBy(() -> Template.parse(template))
                .satisfies(e -> assertThat(e.exitCode()).isEqualTo(ExitCode.USAGE))
                .satisfies(e -> assertThat(e.code()).isEqualTo("bad_template"))
                .withMessageStartingWith("-o template: at character " + character + ": ")
                .withMessageContaining(why);
    }
}
