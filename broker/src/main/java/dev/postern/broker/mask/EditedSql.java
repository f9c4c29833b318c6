package dev.postern.broker.mask;

import dev.postern.broker.mask.SqlReading.Edit;

import java.util.List;

/// The text of a statement with masks in it.
///
/// @param edits in the order of the text; they do not overlap
record EditedSql(String sql, List<Edit> edits) {

    /// The text with masks.
    String text() {
        StringBuilder masked = new StringBuilder();
        int at = 0;
        for (Edit edit : edits) {
            masked.append(sql, at, edit.start()).append(edit.mask());
            at = edit.end();
        }
        return masked.append(sql, at, sql.length()).toString();
    }

    /// Where a character of the SQL is in [#text]; what is masked has the place of its mask.
    ///
    /// @param position counted from 1, in characters as the server counts them
    int position(int position) {
        int shift = 0;
        int at = 0;
        int counted = 0;
        for (Edit edit : edits) {
            int start = counted + sql.codePointCount(at, edit.start());
            int end = start + sql.codePointCount(edit.start(), edit.end());
            at = edit.end();
            counted = end;
            if (position <= start) {
                break;
            }
            if (position <= end) {
                return start + 1 + shift;
            }
            shift += edit.mask().codePointCount(0, edit.mask().length()) - (end - start);
        }
        return position + shift;
    }
}
