package dev.postern.sql;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;

/// What a request says that it is for: the tables to be read and those to be changed. A statement of intent that marks
/// what goes beyond it; it allows nothing and forbids nothing.
///
/// @param entries in the order in which they were written, none twice; without any nothing was said
public record AccessScope(List<Entry> entries) {

    /// So many entries a scope has at most.
    public static final int MAX_ENTRIES = 20;

    /// So many characters an entry has at most.
    public static final int MAX_CHARS = 200;

    /// Nothing was said.
    public static final AccessScope NONE = new AccessScope(List.of());

    private static final String USUAL_SCHEMA = "public";

    /// Keeps each entry once.
    public AccessScope {
        entries = List.copyOf(new LinkedHashSet<>(entries));
    }

    /// Tables to be read, or to be changed and read.
    ///
    /// @param changes whether they may be changed
    /// @param schema  null for any
    /// @param table   null for all
    public record Entry(boolean changes, @Nullable String schema, @Nullable String table) {

        /// As it is written, in its shortest form: `read:public.orders`.
        public String text() {
            return (changes ? "write:" : "read:")
                    + (schema == null ? "" : ScopeReader.quoted(schema) + ".")
                    + (table == null ? "*" : ScopeReader.quoted(table));
        }

        private boolean isAll() {
            return schema == null && table == null;
        }

        private boolean names(String name, boolean isUsualPath) {
            if (isAll()) {
                return true;
            }
            if (table == null) {
                return schemaOf(name).equals(schema)
                        || (isUsualPath && USUAL_SCHEMA.equals(schema) && name.indexOf('.') < 0);
            }
            return TableNames.isNamed(name, schema == null ? table : schema + "." + table)
                    || (isUsualPath && USUAL_SCHEMA.equals(schema) && name.equals(table));
        }

        /// What stands before the table, without the database if that is named too.
        private static String schemaOf(String name) {
            int last = name.lastIndexOf('.');
            String before = last < 0 ? "" : name.substring(0, last);
            return before.substring(before.lastIndexOf('.') + 1);
        }
    }

    /// Reads entries such as `read:public.orders`, `write:refunds`, `read:sales.*` and `write:*`: names as SQL writes
    /// them, unquoted ones folded as PostgreSQL folds them.
    ///
    /// @throws ScopeException if one is wrong: says which, where, and what would be right
    public static AccessScope parse(List<String> texts) throws ScopeException {
        if (texts.size() > MAX_ENTRIES) {
            throw new ScopeException(
                    "The scope has " + texts.size() + " entries; at most " + MAX_ENTRIES + " fit.",
                    "Name a whole schema, as in read:public.*, or everything with read:*.");
        }
        List<Entry> entries = new ArrayList<>();
        for (String text : texts) {
            entries.add(new ScopeReader(text).read());
        }
        return new AccessScope(entries);
    }

    /// The scope that a recording or a database holds. What cannot be understood of it covers nothing.
    ///
    /// @return null if it says nothing of a scope
    public static @Nullable AccessScope recorded(@Nullable Object texts) {
        if (!(texts instanceof List<?> list) || list.isEmpty()) {
            return null;
        }
        List<Entry> entries = new ArrayList<>();
        list.forEach(text -> addKnown(entries, String.valueOf(text)));
        return new AccessScope(entries);
    }

    private static void addKnown(List<Entry> entries, String text) {
        try {
            entries.add(new ScopeReader(text).read());
        } catch (ScopeException e) {
            // It covers nothing.
        }
    }

    /// The entries as they are written.
    public List<String> texts() {
        return entries.stream().map(Entry::text).toList();
    }

    /// Whether nothing was said.
    public boolean isEmpty() {
        return entries.isEmpty();
    }

    /// Whether everything may be changed.
    public boolean coversAll() {
        return entries.stream().anyMatch(entry -> entry.changes() && entry.isAll());
    }

    /// Whether every table may be read.
    public boolean coversAllReads() {
        return entries.stream().anyMatch(Entry::isAll);
    }

    /// Whether reading `table` is within it.
    ///
    /// @param table       as the grammar names it
    /// @param isUsualPath whether a name without a schema may be one of the schema `public`
    public boolean coversReading(String table, boolean isUsualPath) {
        return entries.stream().anyMatch(entry -> entry.names(table, isUsualPath));
    }

    /// Whether changing `table` is within it; see [#coversReading].
    public boolean coversChanging(String table, boolean isUsualPath) {
        return entries.stream()
                .anyMatch(entry -> entry.changes() && entry.names(table, isUsualPath));
    }
}
