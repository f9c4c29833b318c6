package dev.postern.cli.login;

import dev.postern.cli.api.Answer;
import dev.postern.cli.api.ApiClient;
import dev.postern.cli.command.CommandContext;
import dev.postern.cli.command.Verb;
import dev.postern.cli.console.CliException;
import dev.postern.cli.console.ExitCode;
import dev.postern.cli.console.SafeText;
import dev.postern.cli.console.Table;
import dev.postern.cli.output.ApiFields;
import dev.postern.cli.output.ObjectOutput;
import dev.postern.cli.output.Seen;
import dev.postern.cli.output.Watch;
import dev.postern.cli.profile.SavedLogin;
import dev.postern.cli.profile.TargetFiles;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// `postern status`.
@Command(
        name = "status",
        mixinStandardHelpOptions = true,
        description =
                "Who you are, what you may do, and how long your certificates and grants last.")
public final class StatusCommand implements Verb {

    private final CommandContext context;

    @Mixin private Watch watch = new Watch();

    @Mixin private ObjectOutput output = new ObjectOutput(ApiFields.STATUS);

    public StatusCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public ExitCode run() throws CliException, IOException {
        return watch.run(context, output.isForPeople(), this::show);
    }

    private void show(CommandContext to, @Nullable Seen seen) throws CliException, IOException {
        SavedLogin login = context.profile().liveLogin(context.clock().instant());
        ApiClient api = context.api();
        Map<String, @Nullable Object> me = api.get("/api/v1/me");
        List<Map<String, @Nullable Object>> targets =
                Answer.objects(api.get("/api/v1/targets?limit=500"), "items");
        Table table = table(targets);
        Map<String, @Nullable Object> document = document(login, me, targets);
        if (seen == null || seen.isNews("", document)) {
            output.print(
                    to,
                    document,
                    Answer.text(Answer.object(me, "person"), "email"),
                    () -> text(login, me) + (table.isEmpty() ? "" : "\n" + table));
        }
    }

    private String text(SavedLogin login, Map<String, ?> me) {
        Map<String, @Nullable Object> person = Answer.object(me, "person");
        StringBuilder text = new StringBuilder();
        line(
                text,
                "Person",
                Answer.text(person, "name") + " <" + Answer.text(person, "email") + ">");
        line(text, "Roles", String.join(", ", Answer.texts(me, "roles")));
        line(text, "Broker", login.proxy());
        line(
                text,
                "Login",
                "ends "
                        + context.times().said(login.expiresAt())
                        + " (in "
                        + left(login.expiresAt())
                        + ")");
        return text.toString();
    }

    private Table table(List<Map<String, @Nullable Object>> targets)
            throws IOException, CliException {
        Table table = new Table("TARGET", "ACCESS", "CERTIFICATE", "GRANTS");
        for (Map<String, @Nullable Object> target : targets) {
            Instant end = certificateEnd(Answer.text(target, "name"));
            List<String> grants = new ArrayList<>();
            for (Map<String, @Nullable Object> grant : Answer.objects(target, "grants")) {
                Instant ends = Instant.parse(Answer.text(grant, "endsAt"));
                grants.add(Answer.text(grant, "databaseRole") + " for " + left(ends));
            }
            table.row(
                    Answer.text(target, "name"),
                    Answer.text(target, "access"),
                    end == null
                            ? "none"
                            : end.isAfter(context.clock().instant()) ? left(end) : "expired",
                    String.join(", ", grants));
        }
        return table;
    }

    private Map<String, @Nullable Object> document(
            SavedLogin login, Map<String, ?> me, List<Map<String, @Nullable Object>> targets)
            throws IOException, CliException {
        List<Map<String, @Nullable Object>> list = new ArrayList<>();
        for (Map<String, @Nullable Object> target : targets) {
            Map<String, @Nullable Object> entry = new LinkedHashMap<>();
            Instant end = certificateEnd(Answer.text(target, "name"));
            entry.put("name", Answer.text(target, "name"));
            entry.put("access", Answer.text(target, "access"));
            entry.put("certificateExpiresAt", end == null ? null : end.toString());
            entry.put("grants", target.get("grants"));
            list.add(entry);
        }
        Map<String, @Nullable Object> document = new LinkedHashMap<>();
        document.put("proxy", login.proxy());
        document.put("person", me.get("person"));
        document.put("roles", me.get("roles"));
        document.put("expiresAt", login.expiresAt().toString());
        document.put("targets", list);
        return document;
    }

    private @Nullable Instant certificateEnd(String target) throws IOException, CliException {
        TargetFiles files = context.profile().target(target);
        return Files.exists(files.certificate()) ? TargetKeys.end(files) : null;
    }

    private String left(Instant end) {
        Duration left = Duration.between(context.clock().instant(), end);
        return left.toHours() > 0
                ? left.toHours() + "h " + left.toMinutesPart() + "m"
                : left.toMinutes() + "m " + left.toSecondsPart() + "s";
    }

    private static void line(StringBuilder text, String name, String value) {
        text.append(name).repeat(' ', 8 - name.length()).append(SafeText.line(value)).append('\n');
    }
}
