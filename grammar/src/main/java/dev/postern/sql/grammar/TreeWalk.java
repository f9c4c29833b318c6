package dev.postern.sql.grammar;

import static dev.postern.sql.grammar.Verbs.is;
import static dev.postern.sql.grammar.Verbs.text;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Collects the names of one statement from the parser's tree.
final class TreeWalk {

    /// Where a relation stands that is changed: the kind of the node, or the key of an inner one, and the key in it.
    private static final Set<String> CHANGED =
            Set.of(
                    "InsertStmt.relation",
                    "UpdateStmt.relation",
                    "DeleteStmt.relation",
                    "MergeStmt.relation",
                    "TruncateStmt.relations",
                    "CreateStmt.relation",
                    "base.relation",
                    "into.rel",
                    "intoClause.rel",
                    "ViewStmt.view",
                    "IndexStmt.relation",
                    "AlterTableStmt.relation",
                    "PartitionCmd.name",
                    "RenameStmt.relation",
                    "AlterObjectSchemaStmt.relation",
                    "CreateTrigStmt.relation",
                    "RuleStmt.relation",
                    "CreatePolicyStmt.table",
                    "AlterPolicyStmt.table",
                    "RefreshMatViewStmt.relation",
                    "ClusterStmt.relation",
                    "ReindexStmt.relation",
                    "GrantStmt.objects");

    /// Where names of columns stand as plain strings.
    private static final Set<String> COLUMN_LISTS =
            Set.of(
                    "JoinExpr.usingClause",
                    "CopyStmt.attlist",
                    "Constraint.keys",
                    "Constraint.fk_attrs",
                    "Constraint.pk_attrs",
                    "ViewStmt.aliases",
                    "AccessPriv.cols",
                    "VacuumRelation.va_cols",
                    "CreateTrigStmt.columns");

    /// Where a target's name is a column and not a name for a result.
    private static final Set<String> ASSIGNMENTS =
            Set.of(
                    "InsertStmt.cols",
                    "UpdateStmt.targetList",
                    "onConflictClause.targetList",
                    "MergeWhenClause.targetList");

    /// Where a relation's name is not that of a table.
    private static final Set<String> NO_TABLES =
            Set.of(
                    "LockingClause.lockedRels",
                    "ConstraintsSetStmt.constraints",
                    "CompositeTypeStmt.typevar",
                    "CreateSeqStmt.sequence",
                    "AlterSeqStmt.sequence");

    private static final Set<String> TABLE_LIKE =
            Set.of("OBJECT_TABLE", "OBJECT_VIEW", "OBJECT_MATVIEW", "OBJECT_FOREIGN_TABLE");
    private static final Set<String> PART_OF_TABLE =
            Set.of(
                    "OBJECT_COLUMN",
                    "OBJECT_TRIGGER",
                    "OBJECT_RULE",
                    "OBJECT_POLICY",
                    "OBJECT_TABCONSTRAINT");
    private static final Set<String> NO_TABLE_OBJECTS =
            Set.of("OBJECT_INDEX", "OBJECT_SEQUENCE", "OBJECT_TYPE", "OBJECT_ATTRIBUTE");

    private final Set<String> reads = new LinkedHashSet<>();
    private final Set<String> writes = new LinkedHashSet<>();
    private final Set<String> columns = new LinkedHashSet<>();
    private final Set<String> functions = new LinkedHashSet<>();
    private final Set<String> outside = new LinkedHashSet<>();
    private final List<String> withNames = new ArrayList<>();
    private boolean copyIn;

    private TreeWalk() {}

    /// The statements of the parser's tree.
    static List<Statement> statements(@Nullable Object tree) {
        List<Statement> statements = new ArrayList<>();
        if (tree instanceof Map<?, ?> map && map.get("stmts") instanceof List<?> list) {
            for (Object raw : list) {
                if (raw instanceof Map<?, ?> entry && entry.get("stmt") instanceof Map<?, ?> stmt) {
                    statements.add(statement(stmt));
                }
            }
        }
        return statements;
    }

    private static Statement statement(Map<?, ?> node) {
        TreeWalk walk = new TreeWalk();
        Map.Entry<?, ?> only = node.entrySet().iterator().next();
        String kind = String.valueOf(only.getKey());
        Map<?, ?> body = only.getValue() instanceof Map<?, ?> map ? map : Map.of();
        walk.node(kind, body);
        return new Statement(
                Verbs.of(kind, body),
                walk.reads,
                walk.writes,
                walk.columns,
                walk.functions,
                walk.outside);
    }

    private void value(String place, @Nullable Object value) {
        if (value instanceof List<?> list) {
            boolean names = COLUMN_LISTS.contains(place);
            for (Object element : list) {
                if (names && element instanceof Map<?, ?> map) {
                    addColumn(map);
                }
                value(place, element);
            }
        } else if (value instanceof Map<?, ?> map) {
            if (map.containsKey("relname")) {
                relation(place, map);
            } else if (map.size() == 1
                    && map.entrySet().iterator().next().getKey() instanceof String kind
                    && Character.isUpperCase(kind.charAt(0))) {
                if (map.get(kind) instanceof Map<?, ?> body) {
                    typed(place, kind, body);
                }
            } else {
                node(place.substring(place.indexOf('.') + 1), map);
            }
        }
    }

    private void typed(String place, String kind, Map<?, ?> body) {
        switch (kind) {
            case "RangeVar" -> relation(place, body);
            case "ResTarget" -> {
                if (ASSIGNMENTS.contains(place)) {
                    add(columns, text(body, "name"));
                }
                node(kind, body);
            }
            default -> node(kind, body);
        }
    }

    private void node(String kind, Map<?, ?> body) {
        int names = withNames.size();
        if (body.get("withClause") instanceof Map<?, ?> with) {
            with(with);
        }
        special(kind, body);
        if (isOfNoTable(kind, body)) {
            return;
        }
        for (Map.Entry<?, ?> entry : body.entrySet()) {
            if (entry.getValue() instanceof List<?> || entry.getValue() instanceof Map<?, ?>) {
                if (!entry.getKey().equals("withClause")) {
                    value(kind + "." + entry.getKey(), entry.getValue());
                }
            }
        }
        while (withNames.size() > names) {
            withNames.removeLast();
        }
    }

    /// Whether a statement that mostly is about tables is about something else this time.
    private static boolean isOfNoTable(String kind, Map<?, ?> body) {
        return switch (kind) {
            case "AlterTableStmt", "GrantStmt" -> NO_TABLE_OBJECTS.contains(text(body, "objtype"));
            case "RenameStmt" -> NO_TABLE_OBJECTS.contains(text(body, "renameType"));
            case "AlterObjectSchemaStmt" -> NO_TABLE_OBJECTS.contains(text(body, "objectType"));
            case "ReindexStmt" -> text(body, "kind").equals("REINDEX_OBJECT_INDEX");
            default -> false;
        };
    }

    /// The names of a WITH are no tables in what follows; in a recursive one not even before.
    private void with(Map<?, ?> with) {
        List<?> queries = with.get("ctes") instanceof List<?> list ? list : List.of();
        boolean recursive = is(with, "recursive");
        if (recursive) {
            queries.forEach(query -> withNames.add(name(query)));
        }
        for (Object query : queries) {
            value("WithClause.ctes", query);
            if (!recursive) {
                withNames.add(name(query));
            }
        }
    }

    private static String name(@Nullable Object query) {
        return query instanceof Map<?, ?> map
                        && map.get("CommonTableExpr") instanceof Map<?, ?> body
                ? text(body, "ctename")
                : "";
    }

    private void special(String kind, Map<?, ?> body) {
        switch (kind) {
            case "ColumnRef" -> columnRef(body);
            case "FuncCall", "funccall" -> {
                functions.add(Outside.name(body));
                Outside.function(body).ifPresent(outside::add);
            }
            case "ColumnDef" -> add(columns, text(body, "colname"));
            case "IndexElem", "StatsElem" -> add(columns, text(body, "name"));
            case "AlterTableCmd" -> {
                if (text(body, "subtype").matches("AT_.*(Column|NotNull|Storage|Identity).*")) {
                    add(columns, text(body, "name"));
                }
            }
            case "RenameStmt" -> {
                if (text(body, "renameType").equals("OBJECT_COLUMN")) {
                    add(columns, text(body, "subname"));
                    add(columns, text(body, "newname"));
                }
            }
            case "CopyStmt" -> {
                copyIn = is(body, "is_from");
                Outside.statement(kind, body).ifPresent(outside::add);
            }
            case "DropStmt" -> objects(text(body, "removeType"), body.get("objects"));
            case "CommentStmt", "SecLabelStmt" -> object(text(body, "objtype"), body.get("object"));
            default -> Outside.statement(kind, body).ifPresent(outside::add);
        }
    }

    private void columnRef(Map<?, ?> body) {
        if (body.get("fields") instanceof List<?> fields) {
            if (fields.isEmpty() || !(fields.getLast() instanceof Map<?, ?> last)) {
                return;
            }
            if (!addColumn(last)) {
                columns.add("*");
            }
        }
    }

    private boolean addColumn(Map<?, ?> node) {
        if (node.get("String") instanceof Map<?, ?> string) {
            add(columns, text(string, "sval"));
            return true;
        }
        return false;
    }

    private void objects(String type, @Nullable Object objects) {
        if (objects instanceof List<?> list) {
            list.forEach(object -> object(type, object));
        }
    }

    /// A list of the parts of a name, as DROP and COMMENT have them.
    private void object(String type, @Nullable Object object) {
        boolean part = PART_OF_TABLE.contains(type);
        if (!(TABLE_LIKE.contains(type) || part)
                || !(object instanceof Map<?, ?> map
                        && map.get("List") instanceof Map<?, ?> inner
                        && inner.get("items") instanceof List<?> items)) {
            return;
        }
        List<String> names = new ArrayList<>();
        for (Object item : items) {
            if (item instanceof Map<?, ?> node && node.get("String") instanceof Map<?, ?> string) {
                names.add(text(string, "sval"));
            }
        }
        if (part && !names.isEmpty()) {
            String last = names.removeLast();
            if (type.equals("OBJECT_COLUMN")) {
                columns.add(last);
            }
        }
        if (!names.isEmpty()) {
            writes.add(String.join(".", names));
        }
    }

    private void relation(String place, Map<?, ?> body) {
        if (NO_TABLES.contains(place)) {
            return;
        }
        String schema = text(body, "schemaname");
        String name = text(body, "relname");
        if (CHANGED.contains(place) || (place.equals("CopyStmt.relation") && copyIn)) {
            writes.add(qualified(schema, name));
        } else if (!schema.isEmpty() || !withNames.contains(name)) {
            reads.add(qualified(schema, name));
        }
    }

    private static String qualified(String schema, String name) {
        return schema.isEmpty() ? name : schema + "." + name;
    }

    private static void add(Set<String> names, String name) {
        if (!name.isEmpty()) {
            names.add(name);
        }
    }
}
