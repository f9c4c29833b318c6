package dev.postern.broker.mask;

import dev.postern.broker.mask.Contents.Span;
import dev.postern.export.ClientEncoding;
import dev.postern.export.ValueText;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/// Decides on one value: by the verdict on its column, else by its content.
///
/// @param verdict why it is masked
/// @param text    what is shown in its place
record ValueMask(Verdict verdict, String text) {

    /// The mask of a value on the wire; empty if it is shown as it is.
    static Optional<ValueMask> of(
            Verdict column,
            int typeOid,
            boolean isBinary,
            ByteBuffer value,
            ClientEncoding encoding) {
        if (column.isGivenPlain() || (!column.isMasked() && TextForms.isBare(typeOid))) {
            return Optional.empty();
        }
        ValueText shown = ValueText.of(typeOid, isBinary, value, encoding);
        if (!column.isMasked()
                && (TextForms.isRecord(typeOid, shown.text())
                        || TextForms.isHidden(typeOid, isBinary, value, shown))) {
            return Optional.of(
                    new ValueMask(
                            new Verdict(MaskClass.PERSONAL, column.name(), false), Masks.FIXED));
        }
        return of(column, shown.text());
    }

    /// The mask of a text; empty if it is shown as it is.
    static Optional<ValueMask> of(Verdict column, String text) {
        if (column.isMasked()) {
            return Optional.of(new ValueMask(column, Masks.of(column.maskClass(), text)));
        }
        if (column.isGivenPlain()) {
            return Optional.empty();
        }
        List<Span> spans = Contents.find(text);
        if (spans.isEmpty()) {
            return Optional.empty();
        }
        MaskClass strongest = MaskClass.PLAIN;
        for (Span span : spans) {
            strongest = strongest.or(span.maskClass());
        }
        return Optional.of(
                new ValueMask(
                        new Verdict(strongest, column.name(), false), Masks.within(text, spans)));
    }
}
