package dev.postern.cli.api;

import dev.postern.json.Json;

import java.io.Serial;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.StringJoiner;
import java.util.TreeMap;

/// A change that the broker was not asked for, because the command runs dry. It ends the command, and is no failure.
public final class WouldAsk extends RuntimeException {

    @Serial private static final long serialVersionUID = 1L;

    private final String proxy;
    private final String method;
    private final String path;
    private final transient Map<String, ?> body;

    WouldAsk(String proxy, String method, String path, Map<String, ?> body) {
        super(method + " " + path, null, false, false);
        this.proxy = proxy;
        this.method = method;
        this.path = path;
        this.body = new TreeMap<>(body);
    }

    /// What would have been asked, in a line for people: `Would ask https://…: POST /api/v1/locks with reason "theft".
    /// Nothing was changed.`
    public String text() {
        StringJoiner fields = new StringJoiner(", ", " with ", "").setEmptyValue("");
        body.forEach((name, value) -> fields.add(name + " " + Json.write(value)));
        return "Would ask "
                + proxy
                + ": "
                + method
                + " "
                + path
                + fields
                + ". Nothing was changed.";
    }

    /// The same as an object of JSON.
    public Map<String, Object> document() {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("schemaVersion", 1);
        document.put("dryRun", true);
        document.put("method", method);
        document.put("path", path);
        document.put("body", body);
        return document;
    }
}
