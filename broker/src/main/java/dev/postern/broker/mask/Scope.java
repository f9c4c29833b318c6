package dev.postern.broker.mask;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Which values of a session an unmasking shows.
public sealed interface Scope {

    /// The scope of everything.
    String SESSION = "session";

    /// Whether a value is in it.
    ///
    /// @param column the column, with its table where that is known; empty if there is none
    boolean holds(String column, Place place);

    /// The scope as one word, for rows and the API.
    String kind();

    /// What it names, empty for the whole session.
    String subject();

    /// Where a value is: the numbers count from 1, and are 0 where there is none.
    record Place(long ordinal, long row, int column) {}

    /// Every value of the session.
    record Whole() implements Scope {
        @Override
        public boolean holds(String column, Place place) {
            return true;
        }

        @Override
        public String kind() {
            return SESSION;
        }

        @Override
        public String subject() {
            return "";
        }
    }

    /// The values of a column.
    ///
    /// @param name `column`, `table.column` or `schema.table.column`, in lower case
    record Column(String name) implements Scope {
        public Column {
            name = name.toLowerCase(Locale.ROOT);
        }

        @Override
        public boolean holds(String column, Place place) {
            String found = column.toLowerCase(Locale.ROOT);
            return !found.isEmpty() && (found.equals(name) || found.endsWith("." + name));
        }

        @Override
        public String kind() {
            return "column";
        }

        @Override
        public String subject() {
            return name;
        }
    }

    /// One cell of a result, or field of COPY data.
    record Cell(Place place) implements Scope {
        @Override
        public boolean holds(String column, Place found) {
            return place.equals(found);
        }

        @Override
        public String kind() {
            return "cell";
        }

        @Override
        public String subject() {
            return place.ordinal() + ":" + place.row() + ":" + place.column();
        }
    }

    /// The scope that `kind` and `subject` name; empty if they name none.
    static Optional<Scope> of(String kind, String subject) {
        return switch (kind) {
            case SESSION -> Optional.of(new Whole());
            case "column" ->
                    subject.isBlank() || subject.length() > 200
                            ? Optional.empty()
                            : Optional.of(new Column(subject.strip()));
            case "cell" -> cell(subject);
            default -> Optional.empty();
        };
    }

    private static Optional<Scope> cell(String subject) {
        Matcher numbers =
                Pattern.compile("([1-9][0-9]{0,8}):([1-9][0-9]{0,17}):([1-9][0-9]{0,4})")
                        .matcher(subject);
        return numbers.matches()
                ? Optional.of(
                        new Cell(
                                new Place(
                                        Long.parseLong(numbers.group(1)),
                                        Long.parseLong(numbers.group(2)),
                                        Integer.parseInt(numbers.group(3)))))
                : Optional.empty();
    }
}
