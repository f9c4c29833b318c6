package dev.postern.broker.mask;

import dev.postern.export.ClientEncoding;

import java.nio.ByteBuffer;

/// Counts the values in the classed columns of the COPY data of one statement, as it comes. Empty fields and NULL are no
/// values. Not thread-safe.
public final class ClassedCopy {

    private final CopyMask fields;
    private long values;

    ClassedCopy(SqlReading reading, ClientEncoding encoding) {
        this.fields =
                new CopyMask(
                        reading,
                        encoding,
                        (verdict, row, column, text) -> {
                            values += isClassed(verdict) ? 1 : 0;
                            return text;
                        });
    }

    /// Whether a statement is a COPY that may have columns which are named and classed.
    static boolean isNamed(SqlReading reading) {
        return reading.isCopy()
                && (CopyMask.hasHeader(reading)
                        || reading.copyColumns().stream().anyMatch(ClassedCopy::isClassed));
    }

    private static boolean isClassed(Verdict verdict) {
        return verdict.isMasked() && !verdict.equals(Verdict.UNNAMED);
    }

    /// Takes the next bytes, which need not end at a line.
    public void add(ByteBuffer bytes) {
        fields.add(bytes);
    }

    /// How many values there were, when all has come.
    public long end() {
        fields.end();
        return values;
    }
}
