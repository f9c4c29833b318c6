package dev.postern.cli.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.json.Json;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Every form of a list as a script reads it: piped, from a real broker.
final class OutputFormsIT {

    private static final int MOST_TRIES = 60;

    @TempDir Path folder;

    @Test
    void everyForm_ofSessionsAndRequests_isWhatItPromises() throws Exception {
        try (RunningDemo demo = RunningDemo.start(folder)) {
            demo.postern("engineer", "login", "--demo", "engineer");
            demo.postern("auditor", "login", "--demo", "auditor");
            Run asked =
                    run(
                            demo,
                            "request",
                            "create",
                            "shop",
                            "--as",
                            "app_write",
                            "--reason",
                            "=1+1, \"yes\"",
                            "-o",
                            "name");
            assertThat(
                            demo.psql(
                                            "engineer",
                                            "service=postern-shop application_name=forms",
                                            "select 41;\nselect 42;")
                                    .exitCode())
                    .isZero();
            String session = session(demo);

            forms(demo, session, "id", "sessions", "ls", "app:forms");
            forms(demo, asked.out().strip(), "shortId", "request", "ls");
            assertThat(run(demo, "request", "ls", "-o", "csv", "--fields", "shortId,reason").out())
                    .isEqualTo(
                            "shortId,reason\r\n"
                                    + asked.out().strip()
                                    + ",\"'=1+1, \"\"yes\"\"\"\r\n");

            assertThat(run(demo, "sessions", "ls", "--live", "-o", "name").out()).isEmpty();
            everyFieldIsDeclared(demo, session);
            failuresAreJson(demo);
            auditIsListed(demo, session);
        }
    }

    private static void forms(RunningDemo demo, String id, String idField, String... words)
            throws Exception {
        String json = run(demo, with(words, "-o", "json")).out();
        assertThat(json.lines()).hasSize(1);
        Map<String, @Nullable Object> document = Json.readObject(json.strip());
        assertThat(document.keySet()).startsWith("schemaVersion", "items");
        assertThat(run(demo, with(words, "-o", "name")).out()).isEqualTo(id + "\n");
        assertThat(
                        Json.readObject(run(demo, with(words, "-o", "jsonl")).out().strip())
                                .get(idField))
                .isEqualTo(id);
        assertThat(run(demo, with(words, "-o", "jsonpath={.items[*]." + idField + "}")).out())
                .isEqualTo(id + "\n");
        assertThat(
                        run(
                                        demo,
                                        with(
                                                words,
                                                "-o",
                                                "template={{range .items}}<{{."
                                                        + idField
                                                        + "}}>\\n{{end}}"))
                                .out())
                .isEqualTo("<" + id + ">\n");
        assertThat(run(demo, with(words, "-o", "csv", "--fields", idField)).out())
                .isEqualTo(idField + "\r\n" + id + "\r\n");
        assertThat(run(demo, with(words, "-o", "csv")).out().lines().findFirst().orElse(""))
                .contains(idField, "target", "databaseRole");
        assertThat(run(demo, with(words, "-o", "table")).out()).contains(id).contains("TARGET");
        assertThat(run(demo, with(words, "-o", "wide")).out()).contains(id);
        assertThat(
                        run(demo, with(words, "--fields", idField + ",target", "--sort-by=-target"))
                                .out())
                .startsWith(idField)
                .contains(id + "  shop");
        Object yaml =
                new Yaml(new SafeConstructor(new LoaderOptions()))
                        .load(run(demo, with(words, "-o", "yaml")).out());
        assertThat(yaml).asString().contains(id);
        Run unknown = demo.postern("engineer", with(words, "--fields", "targte"));
        assertThat(unknown.exitCode()).isEqualTo(2);
        assertThat(unknown.out()).isEmpty();
        assertThat(unknown.err()).contains("did you mean target?");
    }

    /// What a real broker answers has no field that `--fields` does not know.
    private void everyFieldIsDeclared(RunningDemo demo, String session) throws Exception {
        String golden =
                Files.readString(
                        Path.of("src/test/resources/dev/postern/cli/output/json-fields.txt"));
        for (List<String> words :
                List.of(
                        List.of("sessions", "ls"),
                        List.of("request", "ls"),
                        List.of("db", "ls"),
                        List.of("search", "select"),
                        List.of("tail", session),
                        List.of("status"))) {
            String command =
                    words.getFirst().equals("tail") || words.getFirst().equals("search")
                            ? words.getFirst()
                            : String.join(" ", words);
            List<String> known = known(golden, command);
            List<String> arguments = new ArrayList<>(words);
            arguments.addAll(List.of("-o", "jsonl"));
            String out = run(demo, arguments.toArray(String[]::new)).out();
            assertThat(out).as(command).isNotBlank();
            for (String line : out.lines().toList()) {
                List<String> fields = new ArrayList<>();
                collect("", Json.readObject(line), fields);
                fields.remove("schemaVersion");
                assertThat(fields).as(command).allMatch(field -> isKnown(known, field));
            }
        }
    }

    private static boolean isKnown(List<String> known, String field) {
        return known.contains(field)
                || known.stream().anyMatch(name -> name.startsWith(field + "."))
                || known.stream()
                        .anyMatch(name ->
                                name.endsWith(".*")
                                        && field.startsWith(name.substring(0, name.length() - 1)));
    }

    private static List<String> known(String golden, String command) {
        List<String> known = new ArrayList<>();
        boolean inside = false;
        for (String line : golden.lines().toList()) {
            if (!line.startsWith(" ")) {
                inside = line.equals(command);
            } else if (inside) {
                known.add(line.strip());
            }
        }
        assertThat(known).as(command).isNotEmpty();
        return known;
    }

    private static void collect(String prefix, Map<?, ?> object, List<String> fields) {
        object.forEach((name, value) -> {
            fields.add(prefix + name);
            if (value instanceof Map<?, ?> inner) {
                collect(prefix + name + ".", inner, fields);
            }
        });
    }

    private void failuresAreJson(RunningDemo demo) throws Exception {
        Run denied = demo.postern("engineer", "audit", "ls", "-o", "json");
        assertThat(denied.exitCode()).as(denied.all()).isEqualTo(5);
        assertThat(denied.out()).isEmpty();
        assertThat(Json.readObject(denied.err().strip())).containsKey("error");
        Run preset =
                Run.of(
                        demo.home("engineer"),
                        Map.of(
                                "POSTERN_HOME",
                                demo.home("engineer").toString(),
                                "POSTERN_FORMAT",
                                "name"),
                        RunningDemo.POSTERN,
                        "db",
                        "ls");
        assertThat(preset.out()).isEqualTo("shop\n");
    }

    private static void auditIsListed(RunningDemo demo, String session) throws Exception {
        Run all =
                demo.postern(
                        "auditor",
                        "audit",
                        "ls",
                        "--code",
                        "session.*",
                        "--all",
                        "-o",
                        "csv",
                        "--fields",
                        "code,session");
        assertThat(all.exitCode()).as(all.all()).isZero();
        assertThat(all.out()).startsWith("code,session\r\n").contains("session.start," + session);
        Run one = demo.postern("auditor", "audit", "ls", "--limit", "1");
        assertThat(one.err()).matches("1 of [0-9,]+ shown, use --limit or --all\\R");
    }

    /// The one session, once the index knows it.
    private static String session(RunningDemo demo) throws Exception {
        for (int i = 0; i < MOST_TRIES; i++) {
            Run list =
                    run(
                            demo,
                            "sessions",
                            "ls",
                            "app:forms",
                            "-o",
                            "jsonpath={range .items[*]}{.state} {.statements} {.id}{end}");
            if (list.out().startsWith("ended 2 ")) {
                return list.out().strip().substring("ended 2 ".length());
            }
        }
        throw new AssertionError("the session is not listed");
    }

    private static String[] with(String[] words, String... more) {
        List<String> all = new ArrayList<>(List.of(words));
        all.addAll(List.of(more));
        return all.toArray(String[]::new);
    }

    private static Run run(RunningDemo demo, String... words) throws IOException {
        Run run = demo.postern("engineer", words);
        assertThat(run.exitCode()).as(run.all()).isZero();
        return run;
    }
}
