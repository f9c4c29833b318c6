package dev.postern.broker.mask;

import dev.postern.broker.mask.SqlReading.Edit;
import dev.postern.event.SessionEvent.Column;
import dev.postern.event.SessionEvent.CopyDirection;
import dev.postern.event.SessionEvent.Parameter;
import dev.postern.export.ClientEncoding;
import dev.postern.export.ValueText;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntFunction;

/// Masks what belongs to one statement. Not thread-safe.
final class StatementMask {

    /// Columns in which servers show statements.
    private static final Set<String> SQL_COLUMNS = Set.of("query plan", "query");

    private final SqlReading reading;
    private final Classification classification;
    private final long ordinal;
    private final Judge judge;
    private final EditedSql sql;
    private List<Column> described = List.of();
    private List<Verdict> verdicts = List.of();
    private List<MaskClass> rowClasses = List.of();
    private @Nullable CopyMask copy;
    private boolean isCopyWhole;
    private CopyDirection copyDirection = CopyDirection.OUT;
    private boolean isMasked;
    private long rows;

    /// Decides whether what would be masked is, and counts it.
    @FunctionalInterface
    interface Judge {
        boolean isMasked(Verdict verdict, Scope.Place place);
    }

    StatementMask(long ordinal, String sql, Classification classification, Judge judge) {
        this.ordinal = ordinal;
        this.classification = classification;
        this.judge = judge;
        this.reading = SqlReading.of(sql, classification);
        List<Edit> kept = new ArrayList<>();
        for (Edit edit : reading.edits()) {
            if (isMasked(edit.verdict(), 0, 0)) {
                kept.add(edit);
            }
        }
        this.sql = new EditedSql(sql, kept);
    }

    SqlReading reading() {
        return reading;
    }

    /// The statement's text as it is shown.
    EditedSql sql() {
        return sql;
    }

    /// Whether its text or a parameter was masked.
    boolean isSentMasked() {
        return !sql.edits().isEmpty() || isMasked;
    }

    long ordinal() {
        return ordinal;
    }

    /// The values of its parameters, masked.
    List<Parameter> parameters(List<Parameter> parameters, ClientEncoding encoding) {
        return values(parameters, encoding, reading::parameter);
    }

    /// The arguments of a call whose columns nobody names.
    List<Parameter> arguments(List<Parameter> arguments, ClientEncoding encoding) {
        return values(arguments, encoding, ignored -> Verdict.UNNAMED);
    }

    private List<Parameter> values(
            List<Parameter> parameters, ClientEncoding encoding, IntFunction<Verdict> verdictOn) {
        List<Parameter> shown = new ArrayList<>(parameters.size());
        for (Parameter parameter : parameters) {
            ByteBuffer value = parameter.value();
            int number = shown.size() + 1;
            Optional<ValueMask> mask =
                    value == null
                            ? Optional.empty()
                            : ValueMask.of(
                                    verdictOn.apply(number),
                                    parameter.typeOid(),
                                    parameter.binary(),
                                    value,
                                    encoding);
            if (mask.isPresent() && isMasked(mask.get().verdict(), 0, 0)) {
                isMasked = true;
                ByteBuffer bytes = TextForms.bytes(mask.get().text(), encoding);
                shown.add(new Parameter(parameter.typeOid(), false, bytes));
            } else {
                shown.add(parameter);
            }
        }
        return shown;
    }

    /// The mask of a parameter that is known as text; empty if it is shown.
    ///
    /// @param type the type's OID, 0 if it is not known
    Optional<ValueMask> parameter(int number, String text, int type) {
        Verdict verdict = reading.parameter(number);
        if (!verdict.isMasked() && TextForms.isBare(type)) {
            return Optional.empty();
        }
        return shownMask(
                TextForms.isRecord(type, text) ? verdict.or(Verdict.UNNAMED) : verdict, text);
    }

    /// The mask of an argument of a call, whose column nobody names.
    Optional<ValueMask> argument(String text) {
        return shownMask(Verdict.UNNAMED, text);
    }

    private Optional<ValueMask> shownMask(Verdict verdict, String text) {
        boolean isHidden = !verdict.isMasked() && TextForms.isHidden(text);
        return ValueMask.of(isHidden ? Verdict.UNNAMED : verdict, text)
                .filter(mask -> isMasked(mask.verdict(), 0, 0));
    }

    /// The columns of the rows to come: those whose cells may become masks are shown as text.
    List<Column> columns(List<Column> columns) {
        described = List.copyOf(columns);
        List<Verdict> found = new ArrayList<>(columns.size());
        List<Column> shown = new ArrayList<>(columns.size());
        for (Column column : columns) {
            Verdict verdict =
                    reading.column(
                            column.name(),
                            column.typeOid(),
                            found.size(),
                            columns.size(),
                            column.tableOid() == 0);
            found.add(
                    verdict.name().isEmpty()
                            ? new Verdict(
                                    verdict.maskClass(),
                                    reading.named(column.name()),
                                    verdict.isGiven())
                            : verdict);
            boolean isText = !column.binary() || isShownAsText(column, verdict);
            shown.add(
                    new Column(
                            column.name(),
                            column.tableOid(),
                            column.attribute(),
                            column.typeOid(),
                            column.typeModifier(),
                            !isText));
        }
        verdicts = found;
        return shown;
    }

    private static boolean isShownAsText(Column column, Verdict verdict) {
        return !TextForms.isText(column.typeOid())
                && (verdict.isMasked() || !TextForms.isBare(column.typeOid()));
    }

    /// The classes of the columns that were described.
    List<MaskClass> columnClasses() {
        return verdicts.stream().map(Verdict::maskClass).toList();
    }

    /// The cells of the next row, masked.
    List<@Nullable ByteBuffer> row(List<@Nullable ByteBuffer> cells, ClientEncoding encoding) {
        rows++;
        List<@Nullable ByteBuffer> shown = new ArrayList<>(cells.size());
        List<MaskClass> classes = new ArrayList<>(cells.size());
        for (ByteBuffer cell : cells) {
            int index = shown.size();
            MaskClass maskClass = MaskClass.PLAIN;
            ByteBuffer visible = cell;
            if (cell != null) {
                Optional<ValueMask> mask =
                        cellMask(index, cell, encoding)
                                .filter(found -> isMasked(found.verdict(), rows, index + 1));
                maskClass = mask.map(found -> found.verdict().maskClass()).orElse(maskClass);
                visible =
                        mask.isPresent()
                                ? TextForms.bytes(mask.get().text(), encoding)
                                : visible(index, cell, encoding);
            }
            shown.add(visible);
            classes.add(maskClass);
        }
        rowClasses = classes;
        return shown;
    }

    private Optional<ValueMask> cellMask(int index, ByteBuffer cell, ClientEncoding encoding) {
        if (index >= described.size()) {
            return ValueMask.of(Verdict.UNNAMED, 0, false, cell, encoding);
        }
        Column column = described.get(index);
        Verdict verdict = verdicts.get(index);
        String name = column.name().toLowerCase(Locale.ROOT);
        if (SQL_COLUMNS.contains(name) && !verdict.isGiven()) {
            String text = ValueText.of(column.typeOid(), column.binary(), cell, encoding).text();
            List<Edit> edits = SqlReading.of(text, classification).edits();
            return edits.isEmpty()
                    ? Optional.empty()
                    : Optional.of(
                            new ValueMask(
                                    edits.getFirst().verdict(), new EditedSql(text, edits).text()));
        }
        return ValueMask.of(verdict, column.typeOid(), column.binary(), cell, encoding);
    }

    private ByteBuffer visible(int index, ByteBuffer cell, ClientEncoding encoding) {
        if (index >= described.size()) {
            return cell;
        }
        Column column = described.get(index);
        return column.binary() && isShownAsText(column, verdicts.get(index))
                ? TextForms.bytes(
                        ValueText.of(column.typeOid(), true, cell, encoding).text(), encoding)
                : cell;
    }

    /// The classes of the cells of the row that came last; `PLAIN` for what is not masked.
    List<MaskClass> rowClasses() {
        return rowClasses;
    }

    /// COPY begins. What is no COPY of rows as text is masked whole.
    void copyStarted(boolean isBinary, ClientEncoding encoding) {
        isCopyWhole = isBinary || !reading.isCopy();
        copy =
                new CopyMask(
                        reading,
                        encoding,
                        (verdict, row, column, text) ->
                                ValueMask.of(verdict, text)
                                        .filter(mask -> isMasked(mask.verdict(), row, column))
                                        .map(ValueMask::text)
                                        .orElse(text));
    }

    /// The next bytes of COPY data, masked; those of a record that is not whole come later.
    ByteBuffer copyData(ByteBuffer bytes, ClientEncoding encoding) {
        CopyMask mask = copy;
        if (mask == null || isCopyWhole) {
            rows++;
            return isMasked(Verdict.UNNAMED, rows, 0)
                    ? TextForms.bytes(Masks.FIXED + "\n", encoding)
                    : bytes;
        }
        return mask.add(bytes);
    }

    /// Whether COPY data is masked whole.
    boolean isCopyMasked() {
        return isCopyWhole;
    }

    /// Which way the COPY data goes that was heard of last.
    CopyDirection copyDirection() {
        return copyDirection;
    }

    void copyWent(CopyDirection direction) {
        copyDirection = direction;
    }

    /// What is left of COPY data.
    ByteBuffer copyEnd() {
        CopyMask mask = copy;
        copy = null;
        return mask == null || isCopyWhole ? ByteBuffer.allocate(0) : mask.end();
    }

    private boolean isMasked(Verdict verdict, long row, int column) {
        return judge.isMasked(verdict, new Scope.Place(ordinal, row, column));
    }
}
