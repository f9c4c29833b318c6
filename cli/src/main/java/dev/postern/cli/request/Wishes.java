package dev.postern.cli.request;

import dev.postern.cli.command.CommandContext;
import dev.postern.cli.console.CliException;
import dev.postern.cli.console.HumanDuration;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.Map;

/// Options of what a request asks for.
final class Wishes {

    @Option(
            names = "--database",
            paramLabel = "DATABASE",
            description = "Only this database. Default: all that the role may use.")
    private @Nullable String database;

    @Option(
            names = "--ticket",
            paramLabel = "TICKET",
            description = "Number of the ticket that it is for.")
    private @Nullable String ticket;

    @Mixin private ScopeOption scope = new ScopeOption();

    @Option(
            names = "--not-before",
            paramLabel = "TIME",
            description = "Begin then: 2026-11-21T18:00:00Z, or +2h.")
    private @Nullable String notBefore;

    @Option(
            names = "--decide-within",
            paramLabel = "DURATION",
            description = "Take it back if nobody decides so long. Default: as the role says.")
    private @Nullable String decideWithin;

    @Option(names = "--single-use", description = "For one session only.")
    private boolean singleUse;

    /// Finds mistakes before anything is asked.
    void check() throws CliException {
        scope.texts();
    }

    void addTo(Map<String, Object> body, CommandContext context) throws CliException {
        if (database != null) {
            body.put("database", database);
        }
        if (ticket != null) {
            body.put("ticket", ticket);
        }
        scope.addTo(body);
        if (notBefore != null) {
            body.put("notBefore", time(notBefore, context).toString());
        }
        if (decideWithin != null) {
            body.put(
                    "decideWithin",
                    HumanDuration.parse("--decide-within", decideWithin).toString());
        }
        if (singleUse) {
            body.put("singleUse", true);
        }
    }

    private static Instant time(String text, CommandContext context) throws CliException {
        if (text.startsWith("+")) {
            return context.clock()
                    .instant()
                    .plus(HumanDuration.parse("--not-before", text.substring(1)));
        }
        try {
            return Instant.parse(text);
        } catch (DateTimeException e) {
            throw CliException.usage(
                    "--not-before \"" + text + "\" is no time",
                    "Write it as 2026-11-21T18:00:00Z, or as +2h.");
        }
    }
}
