package dev.postern.filter;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/// What a term of a filter looks at.
public enum FilterKey {
    /// The person's name or e-mail holds it.
    USER("user", Form.TEXT),
    /// A group that the person was in when they signed in for it.
    GROUP("group", Form.TEXT),
    TARGET("target", Form.TEXT),
    DB("db", Form.TEXT),
    ROLE("role", Form.TEXT),
    APP("app", Form.TEXT),
    STATE("state", Form.WORD, "live", "ended", "recovered"),
    /// Why a session ended: its client ended it, a person had it ended, a limit was reached, its access or certificate
    /// reached its end, the target ended it, or the broker could not go on.
    END("end", Form.WORD, "client", "person", "limit", "expiry", "target", "broker"),
    /// How long a session took, of one that runs: so far.
    LENGTH("length", Form.DURATION),
    /// Rows that all statements of a session returned.
    RETURNED("returned", Form.NUMBER),
    /// Bytes that the target sent in a session.
    BYTES("bytes", Form.SIZE),
    /// The access request that a session lives by: its id, or the last 8 characters of that.
    REQUEST("request", Form.PHRASE),
    /// The ticket that this request names.
    TICKET("ticket", Form.TEXT),
    /// Whether somebody reviewed a session, and with what outcome.
    REVIEW("review", Form.WORD, "open", "done", "ok", "follow-up", "incident"),
    /// What a session did that is worth a look, in three steps.
    RISK("risk", Form.WORD, "high", "some", "none"),
    /// The SQL or the error of a statement holds it.
    TEXT("text", Form.PHRASE),
    /// What a statement does: its command tag, or the first word of it.
    VERB("verb", Form.TEXT),
    /// A table that the SQL of a statement seems to name, with or without its schema.
    TABLE("table", Form.PHRASE),
    /// A column that the SQL of a statement names, without its table.
    COLUMN("column", Form.PHRASE),
    /// What somebody wrote to mark a statement holds it.
    MARK("mark", Form.PHRASE),
    /// The fingerprint of a statement: 16 hexadecimal digits.
    FP("fp", Form.PHRASE),
    /// Rows that a statement returned or changed.
    ROWS("rows", Form.NUMBER),
    /// How long a statement took.
    DUR("dur", Form.DURATION),
    /// The SQLSTATE of a statement's error.
    ERROR("error", Form.TEXT),
    /// What became of a statement's transaction.
    TX("tx", Form.WORD, "committed", "rolledback", "open", "running"),
    /// What a session has statements of.
    HAS(
            "has",
            Form.WORD,
            "error",
            "write",
            "ddl",
            "grant",
            "identity",
            "copy",
            "bulk",
            "outside",
            "mark",
            "hold",
            "cancel",
            "sensitive",
            "unscoped",
            "breakglass"),
    /// Which tool asked a statement on its own, or whether any did.
    NOISE(
            "noise",
            Form.WORD,
            "yes",
            "no",
            "psql",
            "dbeaver",
            "pgadmin",
            "datagrip",
            "pgdump",
            "driver",
            "catalog"),
    /// To whom the shape of a statement was new.
    NEW("new", Form.WORD, "person", "role", "target", "approval"),
    /// When it began at the earliest: of a day of UTC its first moment.
    SINCE("since", Form.TIME, "today", "yesterday"),
    /// When it began at the latest: of a day of UTC its last moment.
    UNTIL("until", Form.TIME, "today", "yesterday");

    private final String word;
    private final Form form;

    @SuppressWarnings("ImmutableEnumChecker") // List.of
    private final List<String> values;

    FilterKey(String word, Form form, String... values) {
        this.word = word;
        this.form = form;
        this.values = List.of(values);
    }

    /// How the value of a key is written.
    enum Form {
        /// A text, with `*` at its end for "begins with", or `~` in front for a regular expression.
        TEXT,
        /// A text, as it is.
        PHRASE,
        /// One of the key's words.
        WORD,
        /// A number, perhaps with `>`, `>=`, `<` or `<=` in front.
        NUMBER,
        /// A time such as `2s` or `150ms`, perhaps with `>`, `>=`, `<` or `<=` in front.
        DURATION,
        /// A number of bytes such as `512` or `10mb`, perhaps with `>`, `>=`, `<` or `<=` in front.
        SIZE,
        /// A time as [TimeStretch] reads it.
        TIME
    }

    /// As it is written in a filter, without the colon.
    public String word() {
        return word;
    }

    /// Whether its values are compared by size.
    boolean isMeasured() {
        return form == Form.NUMBER || form == Form.DURATION || form == Form.SIZE;
    }

    Form form() {
        return form;
    }

    /// The words that may be its value, of a time besides others; none if it is free.
    List<String> words() {
        return values;
    }

    /// All keys as a hint shows them.
    static String all() {
        return Arrays.stream(FilterKey.values())
                .map(key -> key.word + ":")
                .collect(Collectors.joining(" "));
    }
}
