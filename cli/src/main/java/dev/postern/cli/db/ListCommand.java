package dev.postern.cli.db;

import dev.postern.cli.api.Answer;
import dev.postern.cli.command.CommandContext;
import dev.postern.cli.command.Verb;
import dev.postern.cli.console.CliException;
import dev.postern.cli.console.ExitCode;
import dev.postern.cli.console.HumanDuration;
import dev.postern.cli.console.Table;
import dev.postern.cli.output.ApiFields;
import dev.postern.cli.output.ListOutput;
import dev.postern.cli.output.Seen;
import dev.postern.cli.output.Watch;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// `postern db ls`.
@Command(
        name = "ls",
        mixinStandardHelpOptions = true,
        description = "List the targets you have a way into.",
        footer = {
            "",
            "Examples:",
            "  postern db ls -o wide",
            "  postern db ls --labels env=prod,team=shop"
        })
final class ListCommand implements Verb {

    private final CommandContext context;

    @Option(
            names = "--labels",
            paramLabel = "KEY=VALUE",
            split = ",",
            description =
                    "Only targets with this label; of several, with commas between or given again,"
                            + " with all of them. -o wide shows labels.")
    private List<String> wanted = new ArrayList<>();

    @Mixin private Watch watch = new Watch();

    @Mixin private ListOutput output = new ListOutput(ApiFields.TARGET);

    ListCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public ExitCode run() throws CliException, IOException {
        for (String label : wanted) {
            if (label.indexOf('=') < 1) {
                throw CliException.usage(
                        "--labels: \"" + label + "\" is no label", "Write KEY=VALUE: env=prod.");
            }
        }
        return watch.run(context, output.isForPeople(), this::show);
    }

    private void show(CommandContext to, @Nullable Seen seen) throws CliException, IOException {
        Map<String, @Nullable Object> answer =
                labelled(context.api().get("/api/v1/targets?limit=500"));
        output.print(to, answer, this::table, item -> Answer.text(item, "name"), seen);
    }

    /// The answer with those items alone that have the labels that are wanted.
    private Map<String, @Nullable Object> labelled(Map<String, @Nullable Object> answer) {
        if (wanted.isEmpty()) {
            return answer;
        }
        List<Map<String, @Nullable Object>> items = new ArrayList<>();
        for (Map<String, @Nullable Object> item : Answer.objects(answer, "items")) {
            Map<String, @Nullable Object> has = Answer.object(item, "labels");
            if (wanted.stream().allMatch(label -> has(has, label))) {
                items.add(item);
            }
        }
        Map<String, @Nullable Object> some = new LinkedHashMap<>(answer);
        some.put("items", items);
        some.put("total", items.size());
        return some;
    }

    private static boolean has(Map<String, @Nullable Object> labels, String wanted) {
        int equals = wanted.indexOf('=');
        Object value = labels.get(wanted.substring(0, equals));
        return value != null && value.toString().equals(wanted.substring(equals + 1));
    }

    private Table table(List<Map<String, @Nullable Object>> items) {
        List<String> names =
                new ArrayList<>(List.of("TARGET", "ACCESS", "ROLES", "DATABASE", "GRANTS"));
        boolean wide = output.isWide();
        if (wide) {
            names.addAll(List.of("DATABASES", "LABELS", "DURABILITY", "ADDRESS"));
        }
        Table table = new Table(names.toArray(String[]::new));
        for (Map<String, @Nullable Object> item : items) {
            List<String> row =
                    new ArrayList<>(
                            List.of(
                                    Answer.text(item, "name"),
                                    Answer.text(item, "access"),
                                    roles(item),
                                    Answer.text(item, "defaultDatabase"),
                                    grants(item)));
            if (wide) {
                List<String> labels = new ArrayList<>();
                Answer.object(item, "labels")
                        .forEach((key, value) -> labels.add(key + "=" + value));
                row.add(String.join(", ", Answer.texts(item, "databases")));
                row.add(String.join(", ", labels));
                row.add(Answer.text(item, "durability"));
                row.add(Answer.text(item, "host") + ":" + Answer.number(item, "port"));
            }
            table.row(row.toArray(String[]::new));
        }
        return table;
    }

    /// `app_read, app_write (request)`.
    private static String roles(Map<String, @Nullable Object> target) {
        List<String> roles = new ArrayList<>();
        for (Map<String, @Nullable Object> role : Answer.objects(target, "databaseRoles")) {
            String access = Answer.text(role, "access");
            String name = Answer.text(role, "name");
            roles.add(access.equals("open") ? name : name + " (" + access + ")");
        }
        return String.join(", ", roles);
    }

    /// `app_write 58m 3s left`.
    private String grants(Map<String, @Nullable Object> target) {
        List<String> grants = new ArrayList<>();
        for (Map<String, @Nullable Object> grant : Answer.objects(target, "grants")) {
            grants.add(Answer.text(grant, "databaseRole") + left(Answer.text(grant, "endsAt")));
        }
        return String.join(", ", grants);
    }

    private String left(String end) {
        try {
            Duration left = Duration.between(context.clock().instant(), Instant.parse(end));
            return " " + HumanDuration.text(left) + " left";
        } catch (DateTimeException unknown) {
            return "";
        }
    }
}
