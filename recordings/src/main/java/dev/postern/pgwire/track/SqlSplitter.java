package dev.postern.pgwire.track;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Splits the text of a simple query into its statements, as the server's scanner does.
///
/// Knows quoted strings (with backslashes where `E''` or the setting says so), quoted names, dollar quotes, line comments
/// and nested block comments, parentheses (rules) and `BEGIN ATOMIC` bodies of functions. Runs in one pass.
/// Source: `scan.l`; `psqlscan.l` for the bodies.
public final class SqlSplitter {

    /// One statement.
    ///
    /// @param text   without the semicolon and without space around it
    /// @param start  index in the whole text of the first char that belongs to it, comments included
    /// @param end    index of its semicolon, or the length of the whole text
    public record Part(String text, int start, int end) {}

    private static final String CREATE = "create";

    /// The words that say whether a routine is defined are among so many.
    private static final int LEADING_WORDS = 4;

    private final String sql;
    private final boolean standardStrings;
    private final List<Part> parts = new ArrayList<>();
    private int at;
    private int partStart;
    private boolean hasToken;
    private int parens;
    private int bodyDepth;
    private int words;
    private final StringBuilder leading = new StringBuilder();
    private boolean mayDefineRoutine = true;

    private SqlSplitter(String sql, boolean standardStrings) {
        this.sql = sql;
        this.standardStrings = standardStrings;
    }

    /// The statements of `sql`, in order; empty for text of space, comments and semicolons only.
    ///
    /// @param standardStrings  the setting standard_conforming_strings: false makes `\` an escape in plain strings
    public static List<Part> split(String sql, boolean standardStrings) {
        return new SqlSplitter(sql, standardStrings).run();
    }

    private List<Part> run() {
        while (at < sql.length()) {
            step(sql.charAt(at));
        }
        endPart(sql.length());
        return parts;
    }

    private void step(char c) {
        if (c == '-' && peek(1) == '-') {
            lineComment();
        } else if (c == '/' && peek(1) == '*') {
            blockComment();
        } else if (Character.isWhitespace(c)) {
            at++;
        } else if (c == ';') {
            semicolon();
        } else {
            hasToken = true;
            token(c);
        }
    }

    private void semicolon() {
        if (parens > 0 || bodyDepth > 0) {
            at++;
            return;
        }
        endPart(at);
        at++;
        partStart = at;
    }

    private void token(char c) {
        if (c == '\'') {
            quoted('\'', !standardStrings);
        } else if (c == '"') {
            quoted('"', false);
        } else if (c == '$') {
            dollar();
        } else if (isNameStart(c)) {
            word();
        } else if (c >= '0' && c <= '9') {
            number();
        } else {
            parens += c == '(' ? 1 : 0;
            parens -= c == ')' && parens > 0 ? 1 : 0;
            at++;
        }
    }

    private char peek(int ahead) {
        return at + ahead < sql.length() ? sql.charAt(at + ahead) : '\0';
    }

    private void lineComment() {
        while (at < sql.length() && sql.charAt(at) != '\n' && sql.charAt(at) != '\r') {
            at++;
        }
    }

    private void blockComment() {
        int depth = 0;
        do {
            if (peek(0) == '/' && peek(1) == '*') {
                depth++;
                at += 2;
            } else if (peek(0) == '*' && peek(1) == '/') {
                depth--;
                at += 2;
            } else {
                at++;
            }
        } while (depth > 0 && at < sql.length());
        at = Math.min(at, sql.length());
    }

    private void quoted(char quote, boolean backslashes) {
        at++;
        while (at < sql.length()) {
            char c = sql.charAt(at++);
            if (c == '\\' && backslashes) {
                at++;
            } else if (c == quote) {
                if (peek(0) != quote) {
                    return;
                }
                at++;
            }
        }
        at = Math.min(at, sql.length());
    }

    private void dollar() {
        int end = at + 1;
        while (end < sql.length() && isNamePart(sql.charAt(end)) && sql.charAt(end) != '$') {
            end++;
        }
        boolean opens =
                end < sql.length()
                        && sql.charAt(end) == '$'
                        && (end == at + 1 || isNameStart(sql.charAt(at + 1)));
        if (!opens) {
            at++;
            return;
        }
        String tag = sql.substring(at, end + 1);
        int close = sql.indexOf(tag, end + 1);
        at = close < 0 ? sql.length() : close + tag.length();
    }

    private void number() {
        while (at < sql.length()
                && (Character.isLetterOrDigit(sql.charAt(at)) || sql.charAt(at) == '_')) {
            at++;
        }
    }

    private void word() {
        int from = at;
        while (at < sql.length() && isNamePart(sql.charAt(at))) {
            at++;
        }
        if (peek(0) == '\'' && at - from == 1) {
            char prefix = sql.charAt(from);
            boolean plain = "bBxXnN".indexOf(prefix) >= 0;
            if (plain || prefix == 'e' || prefix == 'E') {
                quoted('\'', !plain || ("nN".indexOf(prefix) >= 0 && !standardStrings));
                return;
            }
        }
        followBodies(from, at);
    }

    /// Counts BEGIN, CASE and END inside CREATE FUNCTION and CREATE PROCEDURE, whose bodies have semicolons.
    private void followBodies(int from, int to) {
        if (to - from > 12) {
            words++;
            return;
        }
        boolean isLeading = words < LEADING_WORDS;
        words++;
        if (isLeading && leading.isEmpty() && mayDefineRoutine) {
            mayDefineRoutine = isCreate(from, to);
        }
        if (!mayDefineRoutine) {
            return;
        }
        String word = sql.substring(from, to).toLowerCase(Locale.ROOT);
        if (isLeading) {
            leading.append(word).append(' ');
        }
        if (parens > 0 || !definesRoutine()) {
            return;
        }
        switch (word) {
            case "begin" -> bodyDepth++;
            case "case" -> bodyDepth += bodyDepth > 0 ? 1 : 0;
            case "end" -> bodyDepth -= bodyDepth > 0 ? 1 : 0;
            default -> {}
        }
    }

    private boolean isCreate(int from, int to) {
        return to - from == CREATE.length()
                && sql.regionMatches(true, from, CREATE, 0, CREATE.length());
    }

    private boolean definesRoutine() {
        String head = leading.toString();
        return head.startsWith("create function ")
                || head.startsWith("create procedure ")
                || head.startsWith("create or replace function ")
                || head.startsWith("create or replace procedure ");
    }

    private static boolean isNameStart(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c >= 0x80;
    }

    private static boolean isNamePart(char c) {
        return isNameStart(c) || (c >= '0' && c <= '9') || c == '$';
    }

    private void endPart(int end) {
        if (hasToken) {
            parts.add(new Part(sql.substring(partStart, end).strip(), partStart, end));
        }
        hasToken = false;
        parens = 0;
        bodyDepth = 0;
        words = 0;
        leading.setLength(0);
        mayDefineRoutine = true;
    }
}
