package dev.postern.broker.mask;

import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/// Tells the class of the columns of one target: by the configuration's rules, else by name and type.
///
/// The same rules and the same names always give the same answer.
public final class Classification {

    private final List<Known> rules;

    private record Known(Pattern table, Pattern column, MaskClass maskClass) {}

    /// @param target a target's name
    Classification(MaskRules rules, String target) {
        this.rules =
                rules.rules().stream()
                        .filter(rule -> rule.isOfTarget(target))
                        .map(rule ->
                                new Known(
                                        MaskRules.glob(rule.table()),
                                        MaskRules.glob(rule.column()),
                                        rule.maskClass()))
                        .toList();
    }

    /// The verdict on a column.
    ///
    /// @param tables  the tables that it may be of, with or without schema; which one it is, nobody may know
    /// @param typeOid 0 if it is not known
    Verdict ofColumn(Set<String> tables, String column, int typeOid) {
        for (Known rule : rules) {
            if (rule.column.matcher(column).matches() && fits(rule, tables)) {
                return new Verdict(rule.maskClass, named(tables, column), true);
            }
        }
        MaskClass byName = ColumnNames.of(column, typeOid);
        return byName.isMasked() ? new Verdict(byName, named(tables, column), false) : Verdict.NONE;
    }

    /// Of several tables any may be meant: one that is masked is enough, all must be shown.
    private static boolean fits(Known rule, Set<String> tables) {
        if (rule.table.matcher("").matches()) {
            return true;
        }
        return rule.maskClass.isMasked()
                ? tables.stream().anyMatch(table -> isMeant(rule.table, table))
                : !tables.isEmpty()
                        && tables.stream().allMatch(table -> isMeant(rule.table, table));
    }

    private static boolean isMeant(Pattern pattern, String table) {
        return pattern.matcher(table).matches()
                || pattern.matcher(table.substring(table.lastIndexOf('.') + 1)).matches();
    }

    private static String named(Set<String> tables, String column) {
        return tables.size() == 1 ? tables.iterator().next() + "." + column : column;
    }
}
