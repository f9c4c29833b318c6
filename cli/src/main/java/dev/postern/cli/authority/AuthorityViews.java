package dev.postern.cli.authority;

import dev.postern.cli.api.Answer;
import dev.postern.cli.command.CommandContext;
import dev.postern.cli.console.CliException;
import dev.postern.cli.console.Times;
import dev.postern.cli.output.ObjectOutput;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/// Authorities of the API in words.
final class AuthorityViews {

    private static final int SHOWN = 16;

    private AuthorityViews() {}

    /// Does a step, and says what comes next.
    static void rotate(
            CommandContext context,
            String name,
            String step,
            boolean now,
            @Nullable String reason,
            ObjectOutput output)
            throws CliException, IOException {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("step", step);
        body.put("now", now);
        body.put("reason", reason == null ? "" : reason);
        Map<String, @Nullable Object> answer =
                context.api()
                        .post(
                                "/api/v1/authorities/"
                                        + URLEncoder.encode(name, StandardCharsets.UTF_8)
                                        + "/rotation",
                                body);
        output.print(
                context,
                answer,
                Answer.text(answer, "name"),
                Answer.text(answer, "name")
                        + ": "
                        + Answer.text(answer, "phase")
                        + ", signed by "
                        + fingerprint(Answer.object(answer, "signing")));
        if (output.isForPeople()) {
            context.console().note(next(answer, context.times()));
        }
    }

    /// The beginning of a fingerprint, which people compare.
    static String fingerprint(Map<String, @Nullable Object> certificate) {
        String whole = Answer.text(certificate, "fingerprint");
        return whole.length() > SHOWN ? whole.substring(0, SHOWN) : whole;
    }

    /// What to do after this phase.
    static String next(Map<String, @Nullable Object> authority, Times times) {
        String name = Answer.text(authority, "name");
        String from = times.saidExact(Answer.text(authority, "nextFrom"));
        String then = "postern authority rotate next " + name;
        String back = "; back: postern authority rotate rollback " + name;
        return switch (Answer.text(authority, "phase")) {
            case "announced" ->
                    switch (name) {
                        case "servers" ->
                                "Clients learn of the new one with their next certificate. From "
                                        + from
                                        + ": "
                                        + then
                                        + back;
                        case "targets" ->
                                "Give the server of every target the roots of postern authority ls"
                                        + " -o json as ssl_ca_file and reload it; then: "
                                        + then
                                        + back;
                        default -> "Next: " + then + back;
                    };
            case "switched" ->
                    switch (name) {
                        case "targets" ->
                                "Make new server files with postern broker target-certificate for"
                                        + " every target with tls-own-authority; then: "
                                        + then
                                        + back;
                        default ->
                                "Certificates of the old one work until the next step. From "
                                        + from
                                        + ": "
                                        + then
                                        + back;
                    };
            case "withdrawn" ->
                    "The old one signs again, and the new one is given up with the next step. From "
                            + from
                            + ": "
                            + then;
            default ->
                    "Nothing more is to do. To replace it: postern authority rotate start " + name;
        };
    }
}
