package dev.postern.broker.index;

import dev.postern.broker.store.chunk.StatementTexts;
import dev.postern.broker.store.sql.StatementRow;
import dev.postern.broker.store.sql.StatementTrait;
import dev.postern.sql.SqlIdentity;
import dev.postern.sql.grammar.Noise;
import dev.postern.sql.grammar.Reading;
import dev.postern.sql.grammar.Reading.Parsed;
import dev.postern.sql.grammar.Statement;

import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// What stands out about a statement by itself: what is new about it is known where all statements are.
final class TraitReader {

    /// A statement that returned so many rows is a mass read.
    static final long BULK_ROWS = 1_000;

    private static final Set<String> DEFINITIONS =
            Set.of(
                    "CREATE",
                    "ALTER",
                    "DROP",
                    "COMMENT",
                    "REINDEX",
                    "REFRESH",
                    "SECURITY",
                    "IMPORT");

    private TraitReader() {}

    /// All that stands out about a statement.
    ///
    /// @param verb       as [Verbs#of] says it
    /// @param parameters the bound values, a JSON array
    static StatementRow.Traits of(
            String sql,
            String verb,
            Reading reading,
            String parameters,
            StatementRow.Result result) {
        Set<StatementTrait> traits = ofSql(sql, verb, reading, parameters);
        if (result.rows() >= BULK_ROWS && isRead(result)) {
            traits.add(StatementTrait.BULK);
        }
        if (result.sensitive() > 0) {
            traits.add(StatementTrait.SENSITIVE);
        }
        // What failed is looked at, whoever asked it.
        String noise = result.isError() ? Noise.NONE : Noise.of(sql, reading);
        if (!noise.isEmpty()) {
            traits.add(StatementTrait.NOISE);
        }
        return new StatementRow.Traits(noise, traits);
    }

    private static Set<StatementTrait> ofSql(
            String sql, String verb, Reading reading, String parameters) {
        Set<StatementTrait> traits = EnumSet.noneOf(StatementTrait.class);
        if (StatementTexts.mark(sql, parameters) != null) {
            traits.add(StatementTrait.MARK);
        }
        if (reading instanceof Parsed parsed) {
            for (Statement statement : parsed.statements()) {
                byVerb(statement.verb(), traits);
                if (!statement.outside().isEmpty()) {
                    traits.add(StatementTrait.OUTSIDE);
                }
                if (mayChangeIdentity(statement)
                        && SqlIdentity.changes(
                                sql, number -> StatementTexts.parameter(parameters, number))) {
                    traits.add(StatementTrait.IDENTITY);
                }
            }
        } else {
            byVerb(verb, traits);
        }
        return traits;
    }

    private static void byVerb(String verb, Set<StatementTrait> traits) {
        int space = verb.indexOf(' ');
        String first = space < 0 ? verb : verb.substring(0, space);
        if (DEFINITIONS.contains(first) || verb.equals("SELECT INTO")) {
            traits.add(StatementTrait.DDL);
        }
        if (first.equals("GRANT")
                || first.equals("REVOKE")
                || verb.equals("ALTER DEFAULT PRIVILEGES")) {
            traits.add(StatementTrait.GRANT);
        }
        if (first.equals("COPY")) {
            traits.add(StatementTrait.COPY);
        }
    }

    private static boolean mayChangeIdentity(Statement statement) {
        return statement.verb().equals("SET")
                || statement.verb().equals("RESET")
                || statement.functions().stream()
                        .anyMatch(name -> name.toLowerCase(Locale.ROOT).endsWith("set_config"));
    }

    private static boolean isRead(StatementRow.Result result) {
        String tag = result.tag();
        return tag != null
                && !result.wrote()
                && List.of("SELECT", "FETCH", "COPY").contains(tag.split(" ", 2)[0]);
    }
}
