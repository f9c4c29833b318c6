package dev.postern.broker.http;

import dev.postern.broker.mask.MaskClass;
import dev.postern.broker.mask.MaskedRecording;
import dev.postern.broker.mask.MaskedReplay;
import dev.postern.event.SessionEvent;
import dev.postern.event.SessionEvent.Column;
import dev.postern.export.ClientEncoding;
import dev.postern.export.ResultJson;
import dev.postern.export.ValueText;

import org.jspecify.annotations.Nullable;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Some rows of one statement's result, read from the recording.
///
/// The session is followed from the nearest snapshot before the statement to the statement's end: the time grows with the
/// result, the memory does not.
final class ResultPage {

    private static final int MAX_CELL_BYTES = 64 * 1024;
    private static final int MAX_PAGE_BYTES = 8 << 20;
    private static final int MAX_COPY_BYTES = 64 * 1024;

    private final int ordinal;
    private final long offset;
    private final int limit;
    private final List<Object> rows = new ArrayList<>();
    private final ByteArrayOutputStream copy = new ByteArrayOutputStream();
    private final List<Object> masks = new ArrayList<>();
    private List<MaskClass> columnClasses = List.of();
    private List<Column> columns = List.of();
    private @Nullable MaskedReplay masked;
    private ClientEncoding encoding = ClientEncoding.UTF8;
    private SessionEvent.@Nullable CopyStarted copyStarted;
    private long copyBytes;
    private long pageBytes;
    private long total;
    private boolean cut;
    private boolean finished;

    private ResultPage(int ordinal, long offset, int limit) {
        this.ordinal = ordinal;
        this.offset = offset;
        this.limit = limit;
    }

    /// The API's answer for rows `offset` to `offset + limit` of statement `ordinal` in `recording`.
    static Map<String, @Nullable Object> read(
            MaskedRecording recording, int ordinal, long offset, int limit) throws IOException {
        ResultPage page = new ResultPage(ordinal, offset, limit);
        try (MaskedReplay replay = recording.openBefore(ordinal, page::event)) {
            page.masked = replay;
            boolean more = true;
            while (more && !page.finished) {
                more = replay.step();
            }
        }
        return page.answer();
    }

    private void event(SessionEvent event) {
        if (finished) {
            return;
        }
        if (event instanceof SessionEvent.SettingChanged e && e.name().equals("client_encoding")) {
            encoding = ClientEncoding.of(e.value());
        } else if (event instanceof SessionEvent.ColumnsDescribed e && e.ordinal() == ordinal) {
            columns = List.copyOf(e.columns());
            MaskedReplay replay = masked;
            columnClasses = replay == null ? List.of() : replay.columnClasses();
        } else if (event instanceof SessionEvent.RowReturned e && e.ordinal() == ordinal) {
            row(e.cells());
        } else if (event instanceof SessionEvent.CopyStarted e && e.ordinal() == ordinal) {
            copyStarted = e;
        } else if (event instanceof SessionEvent.CopyData e && e.ordinal() == ordinal) {
            copyData(e.bytes());
        } else if (event instanceof SessionEvent.StatementFinished e && e.ordinal() == ordinal) {
            finished = true;
        }
    }

    private void row(List<@Nullable ByteBuffer> cells) {
        long index = total++;
        if (index < offset || rows.size() >= limit || cut) {
            return;
        }
        for (ByteBuffer cell : cells) {
            pageBytes += cell == null ? 0 : Math.min(cell.remaining(), MAX_CELL_BYTES);
        }
        cut = pageBytes > MAX_PAGE_BYTES && !rows.isEmpty();
        if (!cut) {
            masks();
            rows.add(ResultJson.row(cells, columns, encoding, MAX_CELL_BYTES));
        }
    }

    /// Notes which cells of the row that is to be added are masked.
    private void masks() {
        MaskedReplay replay = masked;
        List<MaskClass> classes = replay == null ? List.of() : replay.rowClasses();
        for (int i = 0; i < classes.size(); i++) {
            if (classes.get(i).isMasked()) {
                masks.add(Map.of("row", rows.size(), "column", i, "class", classes.get(i).word()));
            }
        }
    }

    private void copyData(ByteBuffer bytes) {
        copyBytes += bytes.remaining();
        int kept = Math.min(bytes.remaining(), MAX_COPY_BYTES - copy.size());
        for (int i = 0; i < kept; i++) {
            copy.write(bytes.get(bytes.position() + i));
        }
    }

    private Map<String, @Nullable Object> answer() {
        Map<String, @Nullable Object> answer = new LinkedHashMap<>();
        answer.put("columns", ResultJson.columns(columns));
        answer.put("rows", rows);
        answer.put("columnClasses", columnClasses.stream().map(MaskClass::word).toList());
        answer.put("masks", masks);
        answer.put("offset", offset);
        answer.put("total", total);
        answer.put("truncated", cut ? "this page ends early: its rows hold more than 8 MiB" : null);
        answer.put("copy", copyAnswer());
        return answer;
    }

    private @Nullable Map<String, Object> copyAnswer() {
        SessionEvent.CopyStarted started = copyStarted;
        if (started == null) {
            return null;
        }
        ByteBuffer kept = ByteBuffer.wrap(copy.toByteArray());
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("direction", started.direction().name().toLowerCase(Locale.ROOT));
        answer.put("binary", started.binary());
        answer.put("text", started.binary() ? ValueText.hex(kept) : encoding.decode(kept).text());
        answer.put("bytes", copyBytes);
        return answer;
    }
}
