package dev.postern.broker.index;

/// Where in a statement a value was.
public enum ValuePlaceKind {
    /// A cell of a row that the server returned.
    RESULT("result"),
    /// A bound parameter.
    PARAMETER("parameter"),
    /// A field of a line of COPY data.
    COPY("copy"),
    /// A text of an error of the server.
    ERROR("error"),
    /// A text of a notice of the server.
    NOTICE("notice"),
    /// The payload of a notification.
    NOTIFICATION("notification"),
    /// A constant in the SQL.
    SQL("sql");

    private final String text;

    ValuePlaceKind(String text) {
        this.text = text;
    }

    /// The stable text.
    public String text() {
        return text;
    }
}
