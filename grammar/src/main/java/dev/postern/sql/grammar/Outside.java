package dev.postern.sql.grammar;

import static dev.postern.sql.grammar.Verbs.is;
import static dev.postern.sql.grammar.Verbs.text;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// What reaches out of the database: to files, programs, other servers.
final class Outside {

    /// Functions of PostgreSQL and of extensions that come with it or are widespread.
    private static final Set<String> FUNCTIONS =
            Set.of(
                    "pg_read_file",
                    "pg_read_binary_file",
                    "pg_stat_file",
                    "pg_current_logfile",
                    "pg_rotate_logfile",
                    "pg_file_write",
                    "pg_file_rename",
                    "pg_file_unlink",
                    "pg_file_sync",
                    "pg_logdir_ls",
                    "lo_import",
                    "lo_export",
                    "http",
                    "http_get",
                    "http_post",
                    "http_put",
                    "http_patch",
                    "http_delete",
                    "http_head");

    private static final Pattern FAMILIES =
            Pattern.compile("dblink(_.*)?|pg_ls_.*|postgres_fdw_.*");
    private static final Set<String> SCHEMAS = Set.of("aws_s3", "aws_lambda", "net", "cron");

    private static final Map<String, String> STATEMENTS =
            Map.of(
                    "CreateForeignServerStmt", "SERVER",
                    "AlterForeignServerStmt", "SERVER",
                    "CreateUserMappingStmt", "USER MAPPING",
                    "AlterUserMappingStmt", "USER MAPPING",
                    "ImportForeignSchemaStmt", "FOREIGN SCHEMA",
                    "CreateForeignTableStmt", "FOREIGN TABLE",
                    "CreateSubscriptionStmt", "SUBSCRIPTION",
                    "AlterSubscriptionStmt", "SUBSCRIPTION",
                    "CreateTableSpaceStmt", "TABLESPACE",
                    "LoadStmt", "LOAD");

    private Outside() {}

    /// The name of the function that is called, with its schema if one is written.
    static String name(Map<?, ?> call) {
        return call.get("funcname") instanceof List<?> names
                ? names.stream().map(Outside::part).collect(Collectors.joining("."))
                : "";
    }

    /// The function's name, with the schema where it tells more, if it reaches out.
    static Optional<String> function(Map<?, ?> call) {
        if (!(call.get("funcname") instanceof List<?> names) || names.isEmpty()) {
            return Optional.empty();
        }
        String name = part(names.getLast());
        String schema = names.size() > 1 ? part(names.get(names.size() - 2)) : "";
        if (SCHEMAS.contains(schema)) {
            return Optional.of(schema + "." + name);
        }
        return FUNCTIONS.contains(name) || FAMILIES.matcher(name).matches()
                ? Optional.of(name)
                : Optional.empty();
    }

    private static String part(@Nullable Object name) {
        return name instanceof Map<?, ?> node && node.get("String") instanceof Map<?, ?> string
                ? text(string, "sval")
                : "";
    }

    /// What of a statement other than a function call reaches out.
    static Optional<String> statement(String kind, Map<?, ?> body) {
        if (!kind.equals("CopyStmt")) {
            return Optional.ofNullable(STATEMENTS.get(kind));
        }
        if (is(body, "is_program")) {
            return Optional.of("COPY PROGRAM");
        }
        return text(body, "filename").isEmpty() ? Optional.empty() : Optional.of("COPY FILE");
    }
}
