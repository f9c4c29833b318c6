package dev.postern.cli.db;

import dev.postern.cli.api.Answer;
import dev.postern.cli.command.CommandContext;
import dev.postern.cli.console.CliException;
import dev.postern.cli.console.ExitCode;
import dev.postern.cli.console.HumanDuration;
import dev.postern.cli.request.Waiting;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Sees to it that a role may be used: nothing for one that is open or granted, else a request and a wait.
public final class AskFirst {

    private final CommandContext context;

    public AskFirst(CommandContext context) {
        this.context = context;
    }

    /// What is asked for if it has to be.
    ///
    /// @param scope the tables that it is for, in their shortest form; may be empty
    public record Wanted(String reason, @Nullable String ticket, List<String> scope) {

        /// Keeps the list as it is.
        public Wanted {
            scope = List.copyOf(scope);
        }
    }

    /// Whether the role may be used now.
    ///
    /// @param role null for the only one of the target that has to be asked for
    public boolean granted(String target, @Nullable String role, Wanted what, String wait)
            throws CliException, IOException {
        String wanted = needed(target, role);
        if (wanted.isEmpty()) {
            if (!what.scope().isEmpty()) {
                context.console()
                        .note(
                                "Nothing has to be asked for, so --scope says nothing: the role is"
                                        + " open to you, or granted already.");
            }
            return true;
        }
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("target", target);
        body.put("databaseRole", wanted);
        body.put("reason", what.reason());
        if (what.ticket() != null) {
            body.put("ticket", what.ticket());
        }
        if (!what.scope().isEmpty()) {
            body.put("scope", what.scope());
        }
        Map<String, @Nullable Object> request = pending(target, wanted, what.scope());
        if (request.isEmpty()) {
            request = context.api().post("/api/v1/requests", body);
        }
        String id = Answer.text(request, "shortId");
        if (!Waiting.isUsable(request)) {
            context.console().note("An approver runs: postern request approve " + id);
            request = new Waiting(context).on(id, HumanDuration.parse("--wait", wait));
        }
        if (!Waiting.isUsable(request)) {
            context.console()
                    .note(
                            "Request "
                                    + id
                                    + " is "
                                    + Answer.text(request, "state")
                                    + ". See: postern request show "
                                    + id);
        }
        return Waiting.isUsable(request);
    }

    /// The role to ask for, or an empty text if none has to be.
    private String needed(String target, @Nullable String role) throws CliException, IOException {
        for (Map<String, @Nullable Object> known :
                Answer.objects(context.api().get("/api/v1/targets?limit=500"), "items")) {
            if (!Answer.text(known, "name").equals(target)) {
                continue;
            }
            String used = role == null ? Answer.text(known, "defaultRole") : role;
            List<Map<String, @Nullable Object>> roles = Answer.objects(known, "databaseRoles");
            for (Map<String, @Nullable Object> one : roles) {
                if (Answer.text(one, "name").equals(used)) {
                    return Answer.text(one, "access").equals("request") ? used : "";
                }
            }
            return used;
        }
        throw new CliException(
                ExitCode.NOT_FOUND,
                "no_such_target",
                "you have no target \"" + target + "\"",
                "Run: postern db ls");
    }

    /// A request that waits already, for the same tables if any are named.
    private Map<String, @Nullable Object> pending(String target, String role, List<String> scope)
            throws CliException, IOException {
        for (Map<String, @Nullable Object> request :
                Answer.objects(
                        context.api().get("/api/v1/requests?mine=true&state=pending"), "items")) {
            if (Answer.text(request, "target").equals(target)
                    && Answer.text(request, "databaseRole").equals(role)
                    && (scope.isEmpty() || Answer.texts(request, "scope").equals(scope))) {
                return request;
            }
        }
        return Map.of();
    }
}
