package dev.postern.cli.output;

import dev.postern.cli.console.CliException;
import dev.postern.cli.console.ExitCode;
import dev.postern.cli.console.Nearest;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// The JSON fields of an item, as `--fields`, `--sort-by` and the columns of CSV name them: `id`, `person.email`.
///
/// They are an interface: names are added, never removed or changed. A name that ends with `.*` is an object whose members
/// are not known before, such as the labels of a target.
public final class Fields {

    private static final String ANY = ".*";

    private final List<String> names;

    private Fields(List<String> names) {
        this.names = List.copyOf(names);
    }

    /// Fields in the order in which CSV has them.
    public static Fields of(String... names) {
        return new Fields(List.of(names));
    }

    /// These and others behind them.
    public Fields and(String... more) {
        List<String> all = new ArrayList<>(names);
        all.addAll(List.of(more));
        return new Fields(all);
    }

    /// These and, behind them, those of the object `member`.
    public Fields and(String member, Fields inner) {
        List<String> all = new ArrayList<>(names);
        inner.names.forEach(name -> all.add(member + "." + name));
        return new Fields(all);
    }

    /// Their names, as they were declared.
    public List<String> names() {
        return names;
    }

    /// The columns of CSV.
    List<String> columns() {
        return names.stream().map(Fields::withoutAny).toList();
    }

    /// The fields that a comma-separated list names, in its order.
    ///
    /// @param option which option names them, for the refusal
    /// @throws CliException exit code 2 if one is not known
    List<String> chosen(String option, String list) throws CliException {
        Set<String> chosen = new LinkedHashSet<>();
        for (String part : list.split(",", -1)) {
            chosen.add(checked(option, part.strip()));
        }
        return List.copyOf(chosen);
    }

    /// The field that `name` names: as it is written, or in another case.
    ///
    /// @throws CliException exit code 2 if it is not known
    String checked(String option, String name) throws CliException {
        for (String known : all()) {
            if (known.equalsIgnoreCase(name)) {
                return known;
            }
        }
        for (String known : names) {
            if (known.endsWith(ANY) && name.startsWith(withoutAny(known) + ".")) {
                return name;
            }
        }
        List<String> near = Nearest.of(name.toLowerCase(Locale.ROOT), all());
        throw new CliException(
                ExitCode.USAGE,
                "unknown_field",
                option
                        + ": there is no field \""
                        + name
                        + "\""
                        + (near.isEmpty() ? "" : ", did you mean " + near.getFirst() + "?"),
                "Fields: " + String.join(", ", columns()) + ".");
    }

    /// Every name, and those of the objects that they are in.
    private Set<String> all() {
        Set<String> all = new LinkedHashSet<>();
        for (String name : columns()) {
            for (int dot = name.indexOf('.'); dot >= 0; dot = name.indexOf('.', dot + 1)) {
                all.add(name.substring(0, dot));
            }
            all.add(name);
        }
        return all;
    }

    private static String withoutAny(String name) {
        return name.endsWith(ANY) ? name.substring(0, name.length() - ANY.length()) : name;
    }
}
