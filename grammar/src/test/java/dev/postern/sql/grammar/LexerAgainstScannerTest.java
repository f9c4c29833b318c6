package dev.postern.sql.grammar;

import static org.assertj.core.api.Assertions.assertThat;

import static java.util.Objects.requireNonNull;

import dev.postern.json.Json;
import dev.postern.json.MalformedJsonException;
import dev.postern.sql.SqlLexer;
import dev.postern.sql.SqlToken;
import dev.postern.sql.SqlToken.Kind;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/// Compares our lexer with PostgreSQL's own scanner.
class LexerAgainstScannerTest {

    // Token numbers of the grammar.
    private static final int IDENT = 258;
    private static final int UIDENT = 259;
    private static final int FCONST = 260;
    private static final int SCONST = 261;
    private static final int XCONST = 264;
    private static final int OPERATOR = 265;
    private static final int ICONST = 266;
    private static final int PARAM = 267;
    private static final int COLON_EQUALS = 270;
    private static final int NOT_EQUALS = 274;
    private static final int C_COMMENT = 276;

    private static final String[] PIECES = {
        "select",
        " ",
        "  ",
        "\n",
        "\t",
        "'a'",
        "'it''s'",
        "E'a\\'b'",
        "e'\\\\'",
        "U&'d\\0061'",
        "N'x'",
        "n 'x'",
        "B'01'",
        "x'1F'",
        "$$a$$",
        "$t$ $$ $t$",
        "$1",
        "$12",
        "a$b",
        "\"q\"",
        "\"Q\"\"q\"",
        "U&\"d\"",
        "u",
        "e",
        "b",
        "_x1",
        "ä",
        "1",
        "1.5",
        ".5",
        "1e5",
        "1.e-3",
        "0x1F",
        "0b01",
        "0o17",
        "1_000",
        "..",
        "1..2",
        ".",
        ",",
        ";",
        "(",
        ")",
        "[",
        "]",
        ":",
        "::",
        ":=",
        "+",
        "-",
        "*",
        "/",
        "%",
        "^",
        "<",
        ">",
        "=",
        "<=",
        ">=",
        "<>",
        "!=",
        "=>",
        "->",
        "->>",
        "#>",
        "@>",
        "||",
        "@-",
        "*-",
        "+-",
        "~",
        "!",
        "&&",
        "?",
        "?|",
        "`",
        "-- c\n",
        "/* c */",
        "/* /* n */ */",
        "--",
        "x",
        "from",
    };

    private final PgParser parser = PgParser.create();

    private record Token(Kind kind, int start, int end) {}

    @Test
    void cutsTheCorpusAlike() throws MalformedJsonException {
        for (Corpus known : Corpus.all()) {
            compare(known.sql());
        }
        for (PostgresGrammarTest.Expected hard : PostgresGrammarTest.hard()) {
            compare(hard.sql());
        }
    }

    @Test
    void cutsAnythingAlike() throws MalformedJsonException {
        Random random = new Random(23);
        int compared = 0;
        for (int i = 0; i < 6_000; i++) {
            StringBuilder sql = new StringBuilder();
            int pieces = 1 + random.nextInt(12);
            for (int j = 0; j < pieces; j++) {
                sql.append(PIECES[random.nextInt(PIECES.length)]);
            }
            compared += compare(sql.toString()) ? 1 : 0;
        }
        assertThat(compared).isGreaterThan(3_000);
    }

    /// Whether there was something to compare: the scanner refuses what our lexer reads on through.
    private boolean compare(String sql) throws MalformedJsonException {
        String answer = parser.scan(sql.getBytes(StandardCharsets.UTF_8));
        if (sql.isEmpty() || !answer.startsWith("{")) {
            return false;
        }
        List<Token> ours = new ArrayList<>();
        for (SqlToken token : SqlLexer.tokens(sql)) {
            ours.add(new Token(token.kind(), token.start(), token.end()));
        }
        assertThat(ours).as(sql).isEqualTo(theirs(sql, answer));
        return true;
    }

    private static List<Token> theirs(String sql, String answer) throws MalformedJsonException {
        int[] characters = characters(sql);
        List<Token> tokens = new ArrayList<>();
        Map<String, ?> tree = Json.readObject(answer);
        for (Object one : requireNonNull((List<?>) tree.get("tokens"))) {
            Map<?, ?> token = (Map<?, ?>) one;
            int type = number(token, "tokenType");
            if (type > NOT_EQUALS && type <= C_COMMENT) {
                continue;
            }
            int start = characters[number(token, "start")];
            int end = characters[number(token, "end")];
            Kind kind = kind(type, sql.charAt(start));
            boolean national =
                    kind == Kind.TEXT
                            && !tokens.isEmpty()
                            && tokens.getLast().end() == start
                            && end > start
                            && tokens.getLast().end() - tokens.getLast().start() == 1
                            && "nN".indexOf(sql.charAt(start - 1)) >= 0
                            && sql.charAt(start) == '\'';
            if (national) {
                start = tokens.removeLast().start();
            }
            tokens.add(new Token(kind, start, end));
        }
        return tokens;
    }

    private static int number(Map<?, ?> token, String key) {
        return requireNonNull((Number) token.get(key)).intValue();
    }

    /// The index of the character that begins at each byte.
    private static int[] characters(String sql) {
        int[] characters = new int[sql.getBytes(StandardCharsets.UTF_8).length + 1];
        int at = 0;
        for (int i = 0; i < sql.length(); i += Character.charCount(sql.codePointAt(i))) {
            characters[at] = i;
            at += Character.toString(sql.codePointAt(i)).getBytes(StandardCharsets.UTF_8).length;
        }
        characters[at] = sql.length();
        return characters;
    }

    /// Our name for a token of theirs.
    private static Kind kind(int type, char first) {
        if (type == IDENT) {
            return first == '"' ? Kind.QUOTED_NAME : Kind.WORD;
        }
        if (type == UIDENT) {
            return Kind.QUOTED_NAME;
        }
        if (type == ICONST || type == FCONST) {
            return Kind.NUMBER;
        }
        if (type >= SCONST && type <= XCONST) {
            return Kind.TEXT;
        }
        if (type == PARAM) {
            return Kind.PARAMETER;
        }
        if (type == OPERATOR || (type > COLON_EQUALS && type <= NOT_EQUALS)) {
            return Kind.OPERATOR;
        }
        if (type > C_COMMENT) {
            return Kind.WORD;
        }
        if ("()[],;.:".indexOf(first) >= 0) {
            return Kind.PUNCTUATION;
        }
        return "+-*/%^<>=".indexOf(first) >= 0 ? Kind.OPERATOR : Kind.UNKNOWN;
    }
}
