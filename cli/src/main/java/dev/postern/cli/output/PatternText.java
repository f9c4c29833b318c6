package dev.postern.cli.output;

import dev.postern.cli.console.CliException;
import dev.postern.cli.console.ExitCode;

/// Reads the text of `jsonpath=` or `template=` from left to right, and says where it cannot be understood.
final class PatternText {

    private final String form;
    private final String text;
    private int at;

    /// @param form `jsonpath` or `template`
    PatternText(String form, String text) {
        this.form = form;
        this.text = text;
    }

    boolean isAtEnd() {
        return at >= text.length();
    }

    /// The next character, or 0 at the end.
    char peek() {
        return isAtEnd() ? 0 : text.charAt(at);
    }

    char next() {
        char next = peek();
        at++;
        return next;
    }

    boolean startsWith(String word) {
        return text.startsWith(word, at);
    }

    /// Passes over `word` if it is next.
    boolean take(String word) {
        if (!startsWith(word)) {
            return false;
        }
        at += word.length();
        return true;
    }

    void spaces() {
        while (peek() == ' ') {
            at++;
        }
    }

    /// The longest run of characters that a name may have.
    String name() {
        int from = at;
        while (!isAtEnd() && (Character.isLetterOrDigit(peek()) || "_-".indexOf(peek()) >= 0)) {
            at++;
        }
        return text.substring(from, at);
    }

    /// A text in single or double quotes, with `\n`, `\t`, `\r` and a backslash before anything else.
    String quoted() throws CliException {
        int from = at;
        char quote = next();
        StringBuilder value = new StringBuilder();
        while (!isAtEnd()) {
            char c = next();
            if (c == quote) {
                return value.toString();
            }
            value.append(c == '\\' && !isAtEnd() ? escape(next()) : c);
        }
        throw refusal(from, "the text that begins here has no closing " + quote);
    }

    private static char escape(char c) {
        return switch (c) {
            case 'n' -> '\n';
            case 't' -> '\t';
            case 'r' -> '\r';
            default -> c;
        };
    }

    /// Where the next character stands, from 0.
    int position() {
        return at;
    }

    CliException refusal(String why) {
        return refusal(at, why);
    }

    /// @param position from 0
    CliException refusal(int position, String why) {
        return new CliException(
                ExitCode.USAGE,
                "bad_" + form,
                "-o " + form + ": at character " + (position + 1) + ": " + why,
                form.equals("jsonpath")
                        ? "Write it as kubectl does: -o jsonpath='{.items[*].id}'. docs/cli.md has"
                                + " all of it."
                        : "Write it as Go does: -o"
                                + " template='{{range .items}}{{.id}}\\n{{end}}'. docs/cli.md has"
                                + " all of it.");
    }
}
