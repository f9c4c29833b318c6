package dev.postern.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.Collections;
import java.util.List;

/// What a scope says, and what it covers.
final class AccessScopeTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "read:orders                    | read:orders",
                "read:public.orders             | read:public.orders",
                "READ:Public.Orders             | read:public.orders",
                "` write:refunds `              | write:refunds",
                "read:*                         | read:*",
                "write:*                        | write:*",
                "read:Public.*                  | read:public.*",
                "read:\"Orders\"                | read:\"Orders\"",
                "read:\"orders\"                | read:orders",
                "read:\"order lines\"           | read:\"order lines\"",
                "read:\"say \"\"hi\"\"\"         | read:\"say \"\"hi\"\"\"",
                "read:\"*\"                     | read:\"*\"",
                "read:\"My Schema\".\"2024\"    | read:\"My Schema\".\"2024\"",
                "read:_a$1                      | read:_a$1",
                "read:\u00c4RGER                | read:\u00c4rger",
                "read:\u0130SLER                | read:\u0130sler"
            })
    void names_areFoldedAsPostgresqlFoldsThem(String written, String understood) throws Exception {
        AccessScope scope = AccessScope.parse(List.of(written));

        assertThat(scope.texts()).containsExactly(understood);
        assertThat(AccessScope.parse(scope.texts())).isEqualTo(scope);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "``                  | 1  | it is empty",
                "orders              | 1  | it begins with neither read: nor write:",
                "delete:orders       | 1  | it begins with neither read: nor write:",
                "read:               | 6  | the name of a table is missing",
                "read:public.        | 13 | the name of a table is missing",
                "read:.orders        | 6  | no name begins with `.`",
                "read:1st            | 6  | no name begins with `1`",
                "read: orders        | 6  | no name begins with ` `",
                "read:*.orders       | 7  | `.` stands behind the name",
                "read:order lines    | 11 | ` ` stands behind the name",
                "read:a,write:b      | 7  | `,` stands behind the name",
                "read:a;drop table b | 7  | `;` stands behind the name",
                "read:shop.public.a  | 17 | a name has two parts at most",
                "read:\"open         | 6  | the quote that begins here never ends",
                "read:\"\".a          | 6  | nothing stands between the quotes",
                "read:\"a.b\"         | 6  | a name with a full stop in it cannot be told from"
            })
    void mistakes_areNamedWithEntryAndPlace(String written, int character, String what) {
        String entry = written == null ? "" : written;
        assertThatThrownBy(() -> AccessScope.parse(List.of("read:a", entry)))
                .isInstanceOfSatisfying(
                        ScopeException.class,
                        e -> {
                            assertThat(e.text())
                                    .startsWith(
                                            "The scope `"
                                                    + entry
                                                    + "` is wrong at character "
                                                    + character
                                                    + ": "
                                                    + what);
                            assertThat(e.hint()).isNotBlank();
                        });
    }

    @Test
    void signsThatCannotBeSeen_areNoPartOfAName() {
        for (String sign :
                List.of("\0", "\n", "\u001b", "\u200b", "\u202e", "\u00a0", "\ud800", "\udc00")) {
            assertThatThrownBy(() -> AccessScope.parse(List.of("read:\"a" + sign + "b\"")))
                    .isInstanceOf(ScopeException.class)
                    .hasMessageContaining("is wrong at character 8: U+")
                    .hasMessageContaining("`read:\"a\ufffdb\"`")
                    .hasMessageContaining("cannot be seen");
        }
    }

    @Test
    void lengths_areBounded() throws Exception {
        String longest = "a".repeat(63);
        assertThat(AccessScope.parse(List.of("read:" + longest)).texts()).hasSize(1);
        assertThatThrownBy(() -> AccessScope.parse(List.of("read:" + longest + "a")))
                .hasMessageContaining("at character 6: a name of PostgreSQL has at most 63 bytes");
        assertThatThrownBy(() -> AccessScope.parse(List.of("read:" + "\u00e4".repeat(32))))
                .hasMessageContaining("63 bytes");
        assertThatThrownBy(() -> AccessScope.parse(List.of("read:" + "a".repeat(196))))
                .hasMessageContaining("at character 201: it has 201 characters, at most 200 fit");
        assertThat(AccessScope.parse(Collections.nCopies(20, "read:a")).texts())
                .containsExactly("read:a");
        assertThatThrownBy(() -> AccessScope.parse(Collections.nCopies(21, "read:a")))
                .hasMessageContaining("21 entries; at most 20 fit");
    }

    @Test
    void writing_includesReading_andNoMore() throws Exception {
        AccessScope scope = AccessScope.parse(List.of("write:refunds", "read:public.orders"));

        assertThat(scope.coversReading("refunds", true)).isTrue();
        assertThat(scope.coversChanging("sales.refunds", true)).isTrue();
        assertThat(scope.coversReading("public.orders", true)).isTrue();
        assertThat(scope.coversChanging("public.orders", true)).isFalse();
        assertThat(scope.coversReading("secret.orders", true)).isFalse();
        assertThat(scope.coversReading("Refunds", true)).isFalse();
        assertThat(scope.coversReading("unrefunds", true)).isFalse();
        assertThat(scope.coversAll()).isFalse();
        assertThat(AccessScope.parse(List.of("write:*")).coversAll()).isTrue();
        assertThat(AccessScope.parse(List.of("read:*")).coversAll()).isFalse();
    }

    @Test
    void nameWithoutSchema_isOneOfPublic_onTheUsualPathAlone() throws Exception {
        AccessScope table = AccessScope.parse(List.of("read:public.orders"));
        AccessScope schema = AccessScope.parse(List.of("read:public.*"));
        AccessScope other = AccessScope.parse(List.of("read:sales.*", "read:sales.orders"));

        assertThat(table.coversReading("orders", true)).isTrue();
        assertThat(table.coversReading("orders", false)).isFalse();
        assertThat(schema.coversReading("orders", true)).isTrue();
        assertThat(schema.coversReading("orders", false)).isFalse();
        assertThat(schema.coversReading("shop.public.orders", false)).isTrue();
        assertThat(schema.coversReading("public.secret.orders", true)).isFalse();
        assertThat(other.coversReading("orders", true)).isFalse();
    }

    @Test
    void whatARecordingHolds_isReadWithCare() {
        assertThat(AccessScope.recorded(null)).isNull();
        assertThat(AccessScope.recorded(List.of())).isNull();
        assertThat(AccessScope.recorded("read:*")).isNull();
        assertThat(AccessScope.recorded(List.of("read:a", "admin:*", 7)))
                .isNotNull()
                .satisfies(scope -> assertThat(scope.texts()).containsExactly("read:a"));
        assertThat(AccessScope.recorded(List.of("admin:*")))
                .isNotNull()
                .satisfies(scope -> assertThat(scope.coversReading("a", true)).isFalse());
    }
}
