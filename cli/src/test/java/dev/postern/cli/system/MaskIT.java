package dev.postern.cli.system;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/// Values that are masked reach no reader by any route, export or verb until they are unmasked, and then that reader alone.
final class MaskIT {

    private static final String CANARY = "maskcanary";
    private static final String CARD = "453957876362";
    private static final List<String> FORMS =
            List.of("jsonl", "html", "cast", "pqtrace", "pcap", "raw", "od", "sql", "csv");
    private static final Set<String> FORMS_OF_BYTES = Set.of("pqtrace", "pcap", "raw", "od");

    private static final String WORK =
            """
            select 'maskcanary.reader@secret-host.example' as contact, 4539578763621486 as number,
              'ghp_maskcanaryA1b2C3d4E5f6G7h8I9j0' as note, 'plainmaskcanary' as api_key;
            select id, name, email from customers where email = 'maskcanary@example.com' or id = 7;
            prepare p (text) as select $1 as api_key;
            execute p ('plainmaskcanary');
            select convert_to('maskcanary@secret-host.example', 'UTF8') as bytes;
            select json_build_object('password', 'plainmaskcanary') as document;
            copy (select 'plainmaskcanary' as api_key, 1 as id) to stdout;
            do $$ begin raise notice 'hello maskcanary@secret-host.example'; end $$;
            select ('mask' || 'canary@secret-host.example')::integer;
            """;

    @TempDir Path folder;

    @Test
    void maskedValues_reachNoReader_untilTheyAreUnmasked() throws Exception {
        try (RunningDemo demo = RunningDemo.start(folder);
                TerminalApi api = new TerminalApi(demo)) {
            demo.psql("engineer", "service=postern-shop", WORK);
            demo.postern("auditor", "login", "--demo", "auditor");
            demo.postern("approver", "login", "--demo", "approver");
            String session = session(api);

            everyRoute_showsMasks(api, session);
            everyVerb_showsMasks(demo, session);
            ownerSeesValues(demo, session);
            aColumn_isShownToTheOneWhoAsked(demo, session);
            allOfIt_needsASecondPerson(demo, api, session);
        }
    }

    private static void everyRoute_showsMasks(TerminalApi api, String session) throws Exception {
        for (String path : routes(session)) {
            HttpResponse<String> answer = api.send("auditor", "GET", path, "");
            assertThat(answer.statusCode()).as(path).isNotEqualTo(500);
            assertNoValue(path, answer.body());
        }
        for (String form : FORMS) {
            String path = "/api/v1/sessions/" + session + "/export?format=" + form;
            HttpResponse<String> answer = api.send("auditor", "GET", path, "");
            assertNoValue(path, answer.body());
            assertThat(answer.statusCode())
                    .as(path + ": " + answer.body())
                    .isEqualTo(FORMS_OF_BYTES.contains(form) ? 403 : 200);
        }
    }

    /// Every GET route of the API document, which a test compares with the router.
    private static Set<String> routes(String session) throws Exception {
        Set<String> routes = new TreeSet<>();
        String own = "/api/v1/sessions/" + session;
        Pattern.compile("`GET (/[^`?\\s]*)")
                .matcher(Files.readString(RunningDemo.ROOT.resolve("docs/api.md")))
                .results()
                .map(found -> found.group(1).replace("SID", session).replace("{id}", session))
                .map(path -> path.replaceAll("/(?:ORDINAL|ID|NAME)(?=/|$)", "/1"))
                .forEach(routes::add);
        assertThat(routes).hasSizeGreaterThan(25).contains(own + "/messages");
        for (int ordinal = 1; ordinal <= 9; ordinal++) {
            routes.add(own + "/statements/" + ordinal + "/result");
        }
        routes.addAll(
                List.of(
                        own + "/text?messages=true",
                        own + "/text?messages=true&hex=true",
                        own + "/events?messages=true",
                        "/api/v1/search?q=select",
                        "/api/v1/search?q=has:error",
                        "/api/v1/search/groups?by=fp"));
        return routes;
    }

    private static void everyVerb_showsMasks(RunningDemo demo, String session) throws Exception {
        List<List<String>> verbs =
                List.of(
                        List.of("sessions", "ls", "-o", "json"),
                        List.of("sessions", "show", session, "-o", "json"),
                        List.of("search", "select", "-o", "json"),
                        List.of("play", session),
                        List.of("play", session, "--messages"),
                        List.of("play", session, "--messages", "--hex"),
                        List.of("play", session, "--format", "jsonl"),
                        List.of("play", session, "--format", "html"),
                        List.of("play", session, "--format", "cast"),
                        List.of("export", session, "--format", "sql"),
                        List.of("export", session, "--format", "csv"),
                        List.of("export", session, "--format", "pcap"),
                        List.of("diff", session, session),
                        List.of("who-saw", "--reason", "a test", "customer7@example.com"));
        for (List<String> verb : verbs) {
            Run run = demo.postern("auditor", verb.toArray(String[]::new));
            assertNoValue(verb.toString(), run.all());
        }
        Run play = demo.postern("auditor", "play", session);
        assertThat(play.out()).contains("m***@s***.example").contains("c***@e***.com");
        Run pcap = demo.postern("auditor", "export", session, "--format", "pcap");
        assertThat(pcap.exitCode()).isNotZero();
        assertThat(pcap.err()).contains("postern unmask " + session);
    }

    private static void ownerSeesValues(RunningDemo demo, String session) throws Exception {
        assertThat(demo.postern("engineer", "play", session).out()).contains(CANARY).contains(CARD);
        Run refused = demo.postern("engineer", "unmask", session, "--reason", "x");
        assertThat(refused.exitCode()).as(refused.all()).isNotZero();
    }

    private static void aColumn_isShownToTheOneWhoAsked(RunningDemo demo, String session)
            throws Exception {
        Run noReason = demo.postern("auditor", "unmask", session);
        assertThat(noReason.exitCode()).isEqualTo(2);
        Run asked =
                demo.postern(
                        "auditor",
                        "unmask",
                        session,
                        "--column",
                        "customers.email",
                        "--reason",
                        "OPS-41");
        assertThat(asked.exitCode()).as(asked.all()).isZero();

        Run play = demo.postern("auditor", "play", session);
        assertThat(play.out()).contains("customer7@example.com").contains("m***@s***.example");
        assertThat(demo.postern("auditor", "export", session, "--format", "raw").exitCode())
                .isNotZero();
        assertNoValue(
                "the administrator's view",
                signedIn(demo, "admin").postern("admin", "play", session).all());
    }

    private static RunningDemo signedIn(RunningDemo demo, String person) throws Exception {
        demo.postern(person, "login", "--demo", person);
        return demo;
    }

    private static void allOfIt_needsASecondPerson(
            RunningDemo demo, TerminalApi api, String session) throws Exception {
        Run asked =
                demo.postern(
                        "auditor",
                        "unmask",
                        session,
                        "--restricted",
                        "--reason",
                        "OPS-41",
                        "-o",
                        "json");
        String id = String.valueOf(TerminalApi.object(asked.out()).get("id"));
        assertThat(TerminalApi.object(asked.out()).get("state")).isEqualTo("pending");
        assertThat(demo.postern("auditor", "unmask", "approve", id).exitCode()).isNotZero();
        assertThat(demo.postern("auditor", "export", session, "--format", "raw").exitCode())
                .isNotZero();

        Run approved = demo.postern("approver", "unmask", "approve", id, "--reason", "agreed");
        assertThat(approved.exitCode()).as(approved.all()).isZero();
        assertThat(demo.postern("auditor", "play", session).out()).contains(CANARY).contains(CARD);
        assertThat(demo.postern("auditor", "export", session, "--format", "raw").exitCode())
                .isZero();
        assertThat(api.send("auditor", "GET", "/api/v1/audit?limit=50", "").body())
                .contains("unmask.started")
                .contains("unmask.asked")
                .contains("unmask.refused")
                .contains("unmask.approved");
    }

    /// The engineer's newest session with all of the statements above, once it is indexed.
    private static String session(TerminalApi api) throws Exception {
        for (int i = 0; i < 300; i++) {
            Map<String, ?> page =
                    api.get(
                            "auditor",
                            "/api/v1/sessions?limit=1&f=user:engineer@demo.postern.example");
            if (page.get("items") instanceof List<?> items
                    && !items.isEmpty()
                    && items.getFirst() instanceof Map<?, ?> session
                    && "ended".equals(session.get("state"))
                    && session.get("statements") instanceof Number statements
                    && statements.intValue() == 9) {
                return String.valueOf(session.get("id"));
            }
        }
        throw new AssertionError("the session is not in the index");
    }

    private static void assertNoValue(String what, String text) {
        String hex = HexFormat.of().formatHex(CANARY.getBytes(StandardCharsets.UTF_8));
        assertThat(text).as(what).doesNotContain(CANARY).doesNotContain(CARD).doesNotContain(hex);
    }
}
