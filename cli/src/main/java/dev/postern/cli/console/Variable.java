package dev.postern.cli.console;

import java.util.Map;

/// Every variable of the environment that the command line reads.
public enum Variable {
    POSTERN_FORMAT(
            "the output form where `-o` does not say one: `export POSTERN_FORMAT=json` in a"
                    + " script",
            "format"),
    POSTERN_HOME("the folder of the profile: login, keys, certificates, `config.toml`", ""),
    POSTERN_PROXY("the broker's web address", "proxy"),
    POSTERN_TOKEN_FILE(
            "the file with a CI job's OIDC token, for `login` without `--token-file`",
            "token-file"),
    POSTERN_DATA("the data directory that `verify` looks into", "data"),
    POSTERN_KEY_FILE(
            "the key-encryption key of a recording that is read from its file", "key-file"),
    POSTERN_PAGER("what `play` shows a session with on a terminal, before `PAGER`", "pager"),
    POSTERN_DEBUG(
            "`1`: a line on standard error for each question to the broker, with its status, time"
                    + " and id, as with `--debug`",
            "debug"),
    POSTERN_UTC("`1`: times in UTC on a terminal, too, as with `--utc`", "utc"),
    PAGER("what `play` shows a session with on a terminal; empty for nothing", ""),
    BROWSER("the program that opens web addresses, for `login` and `search --open`", ""),
    COLUMNS("how wide the terminal is", ""),
    LINES("how high the terminal is, for `--watch`", ""),
    NO_COLOR("anything: the player shows no red", ""),
    TZ("the zone of the times on a terminal, as `Europe/Berlin`", ""),
    PATH("where psql is looked for", "");

    private final String about;
    private final String key;

    Variable(String about, String key) {
        this.about = about;
        this.key = key;
    }

    /// What it is for, as Markdown.
    public String about() {
        return about;
    }

    /// Its name in the configuration file, or empty if it cannot stand there.
    public String key() {
        return key;
    }

    /// Its value, or empty.
    public String in(Map<String, String> environment) {
        return environment.getOrDefault(name(), "");
    }

    /// Whether it is switched on: neither empty nor `0` nor `false`.
    public boolean isOn(Map<String, String> environment) {
        String value = in(environment);
        return !value.isEmpty() && !value.equals("0") && !value.equals("false");
    }
}
