package dev.postern.cli.rerun;

import dev.postern.cli.api.Answer;
import dev.postern.cli.api.ApiClient;
import dev.postern.cli.console.CliException;
import dev.postern.cli.console.ExitCode;
import dev.postern.json.Json;
import dev.postern.json.MalformedJsonException;

import org.jspecify.annotations.Nullable;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What a session's recording says of its statements, as the caller may see it.
///
/// @param id         26 characters
/// @param settings   what the session's client had set before its first statement, by the names of the server
/// @param statements by their numbers
record RecordedSession(
        String id, Map<String, String> settings, List<RecordedStatement> statements) {

    private static final Set<String> KEPT_SETTINGS =
            Set.of(
                    "TimeZone",
                    "DateStyle",
                    "IntervalStyle",
                    "standard_conforming_strings",
                    "search_path");
    private static final int LONGEST_LINE = Json.MAX_CHARS;
    private static final long LARGEST_PLAN = 256L << 20;
    private static final Pattern ORDINAL = Pattern.compile("\"ordinal\":([0-9]{1,9})[,}]");

    /// Reads the statements `from` to `to`, both included, of a session.
    ///
    /// @param withRows whether the rows of results are wanted
    /// @throws CliException exit code 5 if one of them is masked for the caller
    static RecordedSession read(ApiClient api, String session, int from, int to, boolean withRows)
            throws CliException, IOException {
        String path = "/api/v1/sessions/" + session;
        Map<String, @Nullable Object> facts = api.get(path);
        String id = Answer.text(facts, "id");
        boolean masked =
                Answer.flag(facts, "masked")
                        && Answer.number(api.get(path + "/masks"), "total") > 0;
        Map<String, String> settings = new LinkedHashMap<>();
        Map<Integer, StatementReader> readers = new TreeMap<>();
        long size = 0;
        boolean hasBegun = false;
        try (BufferedReader in =
                new BufferedReader(
                        new InputStreamReader(
                                api.stream(path + "/events"), StandardCharsets.UTF_8))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                if (line.startsWith("{\"event\":\"copy_data\"")
                        || (!withRows && line.startsWith("{\"event\":\"row_returned\""))) {
                    continue;
                }
                Map<String, @Nullable Object> event = event(line);
                String kind = Answer.text(event, "event");
                int ordinal = (int) Answer.number(event, "ordinal");
                if (kind.equals("statement_started")) {
                    hasBegun = true;
                    if (ordinal >= from && ordinal <= to) {
                        readers.put(ordinal, new StatementReader(event, masked));
                        size += line.length();
                    }
                } else if (kind.equals("setting_changed")) {
                    String name = Answer.text(event, "name");
                    if (!hasBegun && KEPT_SETTINGS.contains(name)) {
                        settings.put(name, Answer.text(event, "value"));
                    }
                } else {
                    StatementReader reader = readers.get(ordinal);
                    if (reader != null) {
                        reader.event(kind, event);
                    }
                }
                if (size > LARGEST_PLAN) {
                    throw CliException.failed(
                            "too_long",
                            "the statements of session " + id + " are too long for one replay",
                            "Give a part of them: --from N --to M.");
                }
            }
        }
        List<RecordedStatement> statements =
                readers.values().stream().map(StatementReader::statement).toList();
        refuseMasks(id, readers);
        return new RecordedSession(id, settings, statements);
    }

    private static void refuseMasks(String id, Map<Integer, StatementReader> readers)
            throws CliException {
        List<Integer> masked =
                readers.entrySet().stream()
                        .filter(reader -> reader.getValue().isMasked())
                        .map(Map.Entry::getKey)
                        .toList();
        if (!masked.isEmpty()) {
            throw new CliException(
                    ExitCode.PERMISSION_DENIED,
                    "masked",
                    (masked.size() == 1 ? "statement " : "statements ")
                            + String.join(
                                    ", ", masked.stream().limit(10).map(String::valueOf).toList())
                            + (masked.size() > 10 ? " and others" : "")
                            + " of session "
                            + id
                            + (masked.size() == 1 ? " holds" : " hold")
                            + " values that are masked for you, and masks are never sent to a"
                            + " database",
                    "See the values for a time: postern unmask " + id + " --reason TEXT");
        }
    }

    /// An event; of one whose line is too long to be read, that it is there.
    private static Map<String, @Nullable Object> event(String line) throws CliException {
        try {
            if (line.length() <= LONGEST_LINE) {
                return Json.readObject(line);
            }
            String head = line.substring(0, 400);
            Matcher ordinal = ORDINAL.matcher(head);
            Map<String, @Nullable Object> event = new LinkedHashMap<>();
            boolean isStart = head.startsWith("{\"event\":\"statement_started\"");
            event.put("event", isStart ? "statement_started" : "too_long");
            event.put("ordinal", ordinal.find() ? Long.valueOf(ordinal.group(1)) : Long.valueOf(0));
            event.put("tooLong", true);
            return event;
        } catch (MalformedJsonException e) {
            throw CliException.failed(
                    "not_a_broker",
                    "the broker sent a line that is no event: " + e.getMessage(),
                    "Try again.");
        }
    }
}
