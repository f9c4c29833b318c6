package dev.postern.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.cli.StubBroker;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;

/// One list in every form, character by character.
final class FormsTest {

    private static final String LIST =
            """
            {"items":[\
            {"name":"orders","labels":{"env":"prod","on-call":"db"},"databases":["shop","crm"],"databaseRoles":\
            [{"name":"app_read","access":"open"}],"access":"open","grants":[],"durability":"strict",\
            "defaultDatabase":"shop","host":"db, \\"main\\"","port":6432},\
            {"name":"=2+5\\u001b[2J","labels":{},"databases":[],"databaseRoles":[],"access":"no","grants":[],\
            "durability":null,"defaultDatabase":"","host":"a\\nb","port":900}],"total":1204,"totalIsExact":true}\
            """;

    @TempDir Path home;

    private StubBroker broker;

    @BeforeEach
    void startLoggedIn() throws IOException {
        broker =
                new StubBroker(home)
                        .login()
                        .on("GET /api/v1/targets?limit=500", 200, LIST)
                        .on(
                                "GET /api/v1/me",
                                200,
                                "{\"person\":{\"name\":\"Ada\",\"email\":\"a@x\"}}");
    }

    @AfterEach
    void stop() {
        broker.close();
    }

    @Test
    void table_isWhatPeopleRead_harmlessOnAPipeToo() {
        assertThat(list("-o", "table"))
                .isEqualTo(
                        """
                        TARGET       ACCESS  ROLES     DATABASE  GRANTS
                        orders       open    app_read  shop
                        =2+5\\x1b[2J  no
                        """);
        assertThat(broker.err()).isEqualTo("2 of 1,204 shown, use --limit or --all\n");
    }

    @Test
    void wide_hasMoreColumns() {
        assertThat(list("-o", "wide"))
                .startsWith("TARGET       ACCESS  ROLES     DATABASE  GRANTS  DATABASES  LABELS")
                .contains("a\\nb:900");
    }

    @Test
    void json_isOneDocumentThatBeginsWithItsVersion() {
        assertThat(list("-o", "json"))
                .isEqualTo("{\"schemaVersion\":1," + LIST.substring(1) + "\n");
        assertThat(list("--output=JSON")).as("in any case").startsWith("{\"schemaVersion\":1,");
    }

    @Test
    void jsonl_isAnItemALine() {
        assertThat(list("-o", "jsonl").lines())
                .hasSize(2)
                .allMatch(line -> line.startsWith("{\"name\":") && line.endsWith("}"));
    }

    @Test
    void yaml_isTheSameDocument() {
        assertThat(list("-o", "yaml", "--fields", "name,labels,databases,durability,port"))
                .isEqualTo(
                        """
                        schemaVersion: 1
                        items:
                        - name: orders
                          labels:
                            env: prod
                            on-call: db
                          databases:
                          - shop
                          - crm
                          durability: strict
                          port: 6432
                        - name: "=2+5\\u001b[2J"
                          labels: {}
                          databases: []
                          durability: null
                          port: 900
                        total: 1204
                        totalIsExact: true
                        """);
    }

    @Test
    void csv_isQuotedAndRunsInNoSpreadsheet() {
        assertThat(
                        list(
                                "-o",
                                "csv",
                                "--fields",
                                "name,labels,durability,defaultDatabase,host,port"))
                .isEqualTo(
                        "name,labels,durability,defaultDatabase,host,port\r\n"
                            + "orders,\"{\"\"env\"\":\"\"prod\"\",\"\"on-call\"\":\"\"db\"\"}\",strict,shop,\"db,"
                            + " \"\"main\"\"\",6432\r\n"
                            + "'=2+5\\x1b[2J,{},,\"\",\"a\n"
                            + "b\",900\r\n");
        assertThat(list("-o", "csv").lines().findFirst())
                .as("every field of a target, in the order in which they are documented")
                .contains(
                        "name,labels,databases,databaseRoles,access,grants,durability,"
                                + "defaultDatabase,defaultRole,host,port");
    }

    @Test
    void name_isWhatIdentifies_andNothingElse() {
        assertThat(list("-o", "name")).isEqualTo("orders\n=2+5\\x1b[2J\n");
    }

    @Test
    void jsonpath_andTemplate_areOfTheDocument() {
        assertThat(list("-o", "jsonpath={.items[*].name} of {.total}"))
                .isEqualTo("orders =2+5\\x1b[2J of 1204\n");
        assertThat(list("-o", "template={{range .items}}{{.name}}\\t{{.port}}\\n{{end}}"))
                .isEqualTo("orders\t6432\n=2+5\\x1b[2J\t900\n");
    }

    @Test
    void fields_areColumnsInTheirOrder_andObjectsStayObjects() {
        assertThat(list("--fields", "port, labels.env,DATABASES,databaseRoles"))
                .isEqualTo(
                        """
                        port  labels.env  databases  databaseRoles
                        6432  prod        shop, crm  [{"name":"app_read","access":"open"}]
                        900
                        """);
        assertThat(list("-o", "jsonl", "--fields", "labels.env,labels.on-call,port"))
                .isEqualTo(
                        """
                        {"labels":{"env":"prod","on-call":"db"},"port":6432}
                        {"labels":{"env":null,"on-call":null},"port":900}
                        """);
    }

    @Test
    void sortBy_comparesNumbersAsNumbers_andPutsWhatIsMissingLast() {
        assertThat(list("-o", "name", "--sort-by", "port")).startsWith("=2+5");
        assertThat(list("-o", "name", "--sort-by=-port")).startsWith("orders");
        assertThat(list("-o", "name", "--sort-by", "port desc")).startsWith("orders");
        assertThat(list("-o", "name", "--sort-by", "durability")).startsWith("orders");
        assertThat(list("-o", "name", "--sort-by", "durability desc")).startsWith("orders");
        assertThat(broker.run("db", "ls", "--sort-by", "port down")).isEqualTo(2);
        assertThat(broker.err()).contains("\"down\" is no direction").contains("asc or desc");
    }

    @Test
    void limit_cuts_andSaysSo() {
        assertThat(list("-o", "name", "--limit", "1", "--sort-by", "port")).startsWith("=2+5");
        assertThat(broker.err()).isEqualTo("1 of 1,204 shown, use --limit or --all\n");
        broker.on("GET /api/v1/targets?limit=500", 200, LIST.replace("true}", "false}"));
        list("-o", "jsonl");
        assertThat(broker.err()).isEqualTo("2 of 1,204 or more shown, use --limit or --all\n");
        assertThat(broker.run("db", "ls", "--limit", "0")).isEqualTo(2);
        assertThat(broker.run("db", "ls", "--limit", "many")).isEqualTo(2);
        assertThat(broker.err())
                .isEqualTo("postern: --limit many is out of range\nGive 1 or more, or all.\n");
    }

    @Test
    void unknownField_namesTheNearest_andListsAll_beforeAnythingIsAsked() {
        int asked = broker.calls().size();
        assertThat(broker.run("db", "ls", "--fields", "name,prot")).isEqualTo(2);
        assertThat(broker.err())
                .isEqualTo(
                        "postern: --fields: there is no field \"prot\", did you mean port?\n"
                                + "Fields: name, labels, databases, databaseRoles, access, grants,"
                                + " durability, defaultDatabase, defaultRole, host, port.\n");
        assertThat(broker.run("db", "ls", "--sort-by", "size", "-o", "json")).isEqualTo(2);
        assertThat(broker.err())
                .startsWith(
                        "{\"error\":{\"code\":\"unknown_field\",\"message\":\"--sort-by: there is"
                                + " no field");
        assertThat(broker.calls()).hasSize(asked);
    }

    @Test
    void unknownFormat_namesTheNearest() {
        assertThat(broker.run("db", "ls", "-o", "jsno")).isEqualTo(2);
        assertThat(broker.err())
                .startsWith(
                        "postern: -o: there is no format \"jsno\", did you mean json?\n"
                                + "Formats: table,");
        assertThat(broker.run("db", "ls", "-o", "jsonpath")).isEqualTo(2);
        assertThat(broker.err()).contains("did you mean jsonpath=?");
        assertThat(broker.run("db", "ls", "--help")).isZero();
    }

    @Test
    void environment_givesTheFormWhereNothingElseDoes() {
        broker.with("POSTERN_FORMAT", "name");
        assertThat(list()).isEqualTo("orders\n=2+5\\x1b[2J\n");
        assertThat(list("-o", "jsonl")).startsWith("{\"name\"");
        broker.with("POSTERN_FORMAT", "json");
        assertThat(broker.run("db", "ls", "--bogus")).isEqualTo(2);
        assertThat(broker.err())
                .isEqualTo(
                        "{\"error\":{\"code\":\"usage\",\"message\":\"Unknown option: '--bogus'\","
                                + "\"hint\":\"Try: postern db ls --help\"}}\n");
        assertThat(broker.run("db", "ls", "--bogus", "-o", "table")).isEqualTo(2);
        assertThat(broker.err()).startsWith("postern: Unknown option");
        broker.with("POSTERN_FORMAT", "xml");
        assertThat(broker.run("db", "ls")).isEqualTo(2);
        assertThat(broker.err()).startsWith("postern: POSTERN_FORMAT: there is no format \"xml\"");
    }

    @Test
    void oneThing_hasTheSameForms() {
        assertThat(status("-o", "name")).isEqualTo("a@x\n");
        assertThat(status("-o", "yaml", "--fields", "person.email"))
                .isEqualTo("schemaVersion: 1\nperson:\n  email: a@x\n");
        assertThat(status("-o", "csv", "--fields", "person.email,person.name"))
                .isEqualTo("person.email,person.name\r\na@x,Ada\r\n");
        assertThat(status("--fields", "person.email,roles"))
                .isEqualTo("FIELD         VALUE\nperson.email  a@x\nroles\n");
        assertThat(status("-o", "jsonpath={.targets[0].name}")).isEqualTo("orders\n");
        assertThat(status("-o", "template={{len .targets}}")).isEqualTo("2\n");
    }

    @Test
    void terminal_getsLinesThatFit_butTheFirstColumnWhole() {
        broker.with("COLUMNS", "40");
        assertThat(
                        broker.runTyping(
                                "", "db", "ls", "--fields", "name,databaseRoles,defaultDatabase"))
                .isZero();
        assertThat(broker.out())
                .isEqualTo(
                        """
                        name         databaseRoles  defaultDatabase
                        orders       [{"name":"ap…  shop
                        =2+5\\x1b[2J
                        """);
    }

    private String list(String... options) {
        return run("db ls", options);
    }

    private String status(String... options) {
        broker.on("GET /api/v1/targets?limit=500", 200, LIST.replace("=2+5\\u001b[2J", "crm"));
        return run("status", options);
    }

    private String run(String command, String... options) {
        String[] words = command.split(" ");
        String[] all = new String[words.length + options.length];
        System.arraycopy(words, 0, all, 0, words.length);
        System.arraycopy(options, 0, all, words.length, options.length);
        assertThat(broker.run(all)).as(broker.err()).isZero();
        return broker.out();
    }
}
