package dev.postern.sql.grammar;

import org.jspecify.annotations.Nullable;

import java.util.Locale;
import java.util.Map;

/// The verb of a statement, by the words of PostgreSQL's command tags.
final class Verbs {

    /// Verbs of kinds of statements where the kind alone says it.
    private static final Map<String, String> PLAIN =
            Map.ofEntries(
                    Map.entry("SelectStmt", "SELECT"),
                    Map.entry("InsertStmt", "INSERT"),
                    Map.entry("UpdateStmt", "UPDATE"),
                    Map.entry("DeleteStmt", "DELETE"),
                    Map.entry("MergeStmt", "MERGE"),
                    Map.entry("TruncateStmt", "TRUNCATE TABLE"),
                    Map.entry("CopyStmt", "COPY"),
                    Map.entry("CreateStmt", "CREATE TABLE"),
                    Map.entry("ViewStmt", "CREATE VIEW"),
                    Map.entry("IndexStmt", "CREATE INDEX"),
                    Map.entry("RuleStmt", "CREATE RULE"),
                    Map.entry("CreateSeqStmt", "CREATE SEQUENCE"),
                    Map.entry("AlterSeqStmt", "ALTER SEQUENCE"),
                    Map.entry("CreateTrigStmt", "CREATE TRIGGER"),
                    Map.entry("CreateEventTrigStmt", "CREATE EVENT TRIGGER"),
                    Map.entry("AlterEventTrigStmt", "ALTER EVENT TRIGGER"),
                    Map.entry("CreatePLangStmt", "CREATE LANGUAGE"),
                    Map.entry("CreateTableSpaceStmt", "CREATE TABLESPACE"),
                    Map.entry("DropTableSpaceStmt", "DROP TABLESPACE"),
                    Map.entry("AlterTableSpaceOptionsStmt", "ALTER TABLESPACE"),
                    Map.entry("AlterTableMoveAllStmt", "ALTER TABLE"),
                    Map.entry("AlterExtensionContentsStmt", "ALTER EXTENSION"),
                    Map.entry("CreateFdwStmt", "CREATE FOREIGN DATA WRAPPER"),
                    Map.entry("AlterFdwStmt", "ALTER FOREIGN DATA WRAPPER"),
                    Map.entry("CreateForeignServerStmt", "CREATE SERVER"),
                    Map.entry("AlterForeignServerStmt", "ALTER SERVER"),
                    Map.entry("CompositeTypeStmt", "CREATE TYPE"),
                    Map.entry("CreateEnumStmt", "CREATE TYPE"),
                    Map.entry("CreateRangeStmt", "CREATE TYPE"),
                    Map.entry("AlterEnumStmt", "ALTER TYPE"),
                    Map.entry("CreatedbStmt", "CREATE DATABASE"),
                    Map.entry("AlterDatabaseSetStmt", "ALTER DATABASE"),
                    Map.entry("AlterDatabaseRefreshCollStmt", "ALTER DATABASE"),
                    Map.entry("DropdbStmt", "DROP DATABASE"),
                    Map.entry("AlterRoleSetStmt", "ALTER ROLE"),
                    Map.entry("ReindexStmt", "REINDEX"),
                    Map.entry("LockStmt", "LOCK TABLE"),
                    Map.entry("ConstraintsSetStmt", "SET CONSTRAINTS"),
                    Map.entry("CheckPointStmt", "CHECKPOINT"),
                    Map.entry("RefreshMatViewStmt", "REFRESH MATERIALIZED VIEW"),
                    Map.entry("DeclareCursorStmt", "DECLARE CURSOR"),
                    Map.entry("VariableShowStmt", "SHOW"),
                    Map.entry("SecLabelStmt", "SECURITY LABEL"),
                    Map.entry("CreateOpClassStmt", "CREATE OPERATOR CLASS"),
                    Map.entry("CreateOpFamilyStmt", "CREATE OPERATOR FAMILY"),
                    Map.entry("AlterOpFamilyStmt", "ALTER OPERATOR FAMILY"),
                    Map.entry("AlterTSDictionaryStmt", "ALTER TEXT SEARCH DICTIONARY"),
                    Map.entry("AlterTSConfigurationStmt", "ALTER TEXT SEARCH CONFIGURATION"),
                    Map.entry("CreateAmStmt", "CREATE ACCESS METHOD"),
                    Map.entry("CreateStatsStmt", "CREATE STATISTICS"),
                    Map.entry("AlterStatsStmt", "ALTER STATISTICS"));

    private static final Map<String, String> TRANSACTIONS =
            Map.of(
                    "TRANS_STMT_START", "START TRANSACTION",
                    "TRANS_STMT_ROLLBACK_TO", "ROLLBACK",
                    "TRANS_STMT_PREPARE", "PREPARE TRANSACTION");

    private static final Map<String, String> OBJECTS =
            Map.ofEntries(
                    Map.entry("COLUMN", "TABLE"),
                    Map.entry("TABCONSTRAINT", "TABLE"),
                    Map.entry("DOMCONSTRAINT", "DOMAIN"),
                    Map.entry("ATTRIBUTE", "TYPE"),
                    Map.entry("MATVIEW", "MATERIALIZED VIEW"),
                    Map.entry("FDW", "FOREIGN DATA WRAPPER"),
                    Map.entry("FOREIGN_SERVER", "SERVER"),
                    Map.entry("OPCLASS", "OPERATOR CLASS"),
                    Map.entry("OPFAMILY", "OPERATOR FAMILY"),
                    Map.entry("STATISTIC_EXT", "STATISTICS"),
                    Map.entry("TSCONFIGURATION", "TEXT SEARCH CONFIGURATION"),
                    Map.entry("TSDICTIONARY", "TEXT SEARCH DICTIONARY"),
                    Map.entry("TSPARSER", "TEXT SEARCH PARSER"),
                    Map.entry("TSTEMPLATE", "TEXT SEARCH TEMPLATE"),
                    Map.entry("LARGEOBJECT", "LARGE OBJECT"));

    private Verbs() {}

    /// @param kind the kind of statement by its name in the parser
    /// @param body what the parser says of it
    static String of(String kind, Map<?, ?> body) {
        String plain = PLAIN.get(kind);
        return plain == null ? byBody(kind, body) : plain;
    }

    private static String byBody(String kind, Map<?, ?> body) {
        return switch (kind) {
            case "TransactionStmt" -> transaction(text(body, "kind"));
            case "CreateTableAsStmt" -> createAs(body);
            case "DropStmt" -> "DROP " + object(text(body, "removeType"));
            case "DefineStmt" -> "CREATE " + object(text(body, "kind"));
            case "AlterTableStmt", "AlterFunctionStmt" -> "ALTER " + object(text(body, "objtype"));
            case "AlterObjectSchemaStmt", "AlterObjectDependsStmt", "AlterOwnerStmt" ->
                    "ALTER " + object(text(body, "objectType"));
            case "RenameStmt" -> {
                boolean column = text(body, "renameType").equals("OBJECT_COLUMN");
                yield "ALTER " + object(text(body, column ? "relationType" : "renameType"));
            }
            case "CreateFunctionStmt" ->
                    is(body, "is_procedure") ? "CREATE PROCEDURE" : "CREATE FUNCTION";
            case "GrantStmt" -> is(body, "is_grant") ? "GRANT" : "REVOKE";
            case "GrantRoleStmt" -> is(body, "is_grant") ? "GRANT ROLE" : "REVOKE ROLE";
            case "VacuumStmt" -> is(body, "is_vacuumcmd") ? "VACUUM" : "ANALYZE";
            case "FetchStmt" -> is(body, "ismove") ? "MOVE" : "FETCH";
            case "VariableSetStmt" -> text(body, "kind").startsWith("VAR_RESET") ? "RESET" : "SET";
            case "DiscardStmt" -> words("DISCARD_", text(body, "target"), "DISCARD ");
            case "ClosePortalStmt" ->
                    text(body, "portalname").isEmpty() ? "CLOSE CURSOR ALL" : "CLOSE CURSOR";
            case "DeallocateStmt" -> text(body, "name").isEmpty() ? "DEALLOCATE ALL" : "DEALLOCATE";
            default -> split(kind);
        };
    }

    private static String transaction(String kind) {
        String known = TRANSACTIONS.get(kind);
        return known == null ? words("TRANS_STMT_", kind, "") : known;
    }

    private static String createAs(Map<?, ?> body) {
        if (text(body, "objtype").equals("OBJECT_MATVIEW")) {
            return "CREATE MATERIALIZED VIEW";
        }
        return is(body, "is_select_into") ? "SELECT INTO" : "CREATE TABLE AS";
    }

    private static String object(String type) {
        String name = type.startsWith("OBJECT_") ? type.substring("OBJECT_".length()) : type;
        return OBJECTS.getOrDefault(name, name.replace('_', ' '));
    }

    private static String words(String prefix, String constant, String before) {
        String name = constant.startsWith(prefix) ? constant.substring(prefix.length()) : constant;
        return before + name.replace('_', ' ');
    }

    /// `CREATE USER MAPPING` of `CreateUserMappingStmt`.
    private static String split(String kind) {
        String name = kind.endsWith("Stmt") ? kind.substring(0, kind.length() - 4) : kind;
        return name.replaceAll("(?<=[a-z])(?=[A-Z])", " ").toUpperCase(Locale.ROOT);
    }

    static boolean is(Map<?, ?> body, String key) {
        return Boolean.TRUE.equals(body.get(key));
    }

    static String text(@Nullable Map<?, ?> body, String key) {
        return body != null && body.get(key) instanceof String text ? text : "";
    }
}
