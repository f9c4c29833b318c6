package dev.postern.broker.mask;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.event.SessionEvent;
import dev.postern.event.SessionEvent.Column;
import dev.postern.event.SessionEvent.ColumnsDescribed;
import dev.postern.event.SessionEvent.CopyData;
import dev.postern.event.SessionEvent.CopyDirection;
import dev.postern.event.SessionEvent.CopyStarted;
import dev.postern.event.SessionEvent.Outcome;
import dev.postern.event.SessionEvent.Parameter;
import dev.postern.event.SessionEvent.Protocol;
import dev.postern.event.SessionEvent.RowReturned;
import dev.postern.event.SessionEvent.ServerReport;
import dev.postern.event.SessionEvent.StatementFinished;
import dev.postern.event.SessionEvent.StatementStarted;
import dev.postern.export.JsonLines;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

final class EventMasksTest {

    private static final String EMAIL = "jane.doe@example.com";

    private final StringBuilder shown = new StringBuilder();
    private final MaskCount count = new MaskCount();

    @Test
    void cells_areMaskedByColumnAndContent_inTextAndBinaryForm() throws IOException {
        EventMasks masks = masks(Allowance.NONE);
        masks.event(started("select id, ssn, born, note from people", List.of()));
        masks.event(
                new ColumnsDescribed(
                        2,
                        0,
                        1,
                        List.of(
                                column("id", 23, true),
                                column("ssn", 23, true),
                                column("date_of_birth", 1082, true),
                                column("note", 25, true))));
        masks.event(
                row(
                        ByteBuffer.allocate(4).putInt(0, 7),
                        ByteBuffer.allocate(4).putInt(0, 987654),
                        ByteBuffer.allocate(4).putInt(0, 100),
                        bytes("write to " + EMAIL)));
        masks.event(row(null, null, null, null));

        assertThat(shown.toString())
                .contains("[\"7\",\"▒▒▒\",\"▒▒▒\",\"write to j***@e***.com\"]")
                .contains("[null,null,null,null]")
                .doesNotContain("987654");
        assertThat(masks.current().columnClasses())
                .containsExactly(
                        MaskClass.PLAIN, MaskClass.PERSONAL, MaskClass.PERSONAL, MaskClass.PLAIN);
        assertThat(count.lines())
                .extracting(MaskCount.Line::column)
                .containsExactlyInAnyOrder("people.ssn", "people.date_of_birth", "people.note");
    }

    @Test
    void parametersAndErrors_areMasked_andThePositionFollows() throws IOException {
        EventMasks masks = masks(Allowance.NONE);
        String sql = "insert into people (email, ssn) values ('" + EMAIL + "', $1) nope";
        masks.event(started(sql, List.of(new Parameter(25, false, bytes("123-45")))));
        String position = Integer.toString(sql.indexOf("nope") + 1);
        masks.event(
                new StatementFinished(
                        3,
                        0,
                        1,
                        Outcome.FAILED,
                        "",
                        0,
                        0,
                        new ServerReport(
                                Map.of(
                                        'C', "23505",
                                        'M', "duplicate key",
                                        'D', "Key (ssn)=(123-45) already exists.",
                                        'P', position))));

        assertThat(shown.toString())
                .contains("values ('j***@e***.com', $1) nope")
                .contains("Key (ssn)=(▒▒▒) already exists.")
                .contains(
                        "\"position\":"
                                + ("insert into people (email, ssn) values ('j***@e***.com', $1) nope"
                                                .indexOf("nope")
                                        + 1))
                .doesNotContain("123-45");
    }

    @Test
    void copyData_isMaskedFieldByField_wherePiecesEndAnywhere() throws IOException {
        EventMasks masks = masks(Allowance.NONE);
        masks.event(started("copy people (id, ssn) to stdout", List.of()));
        masks.event(new CopyStarted(2, 0, 1, CopyDirection.OUT, false, 2));
        for (String piece : List.of("1\t12", "34\n2\t\\N\n3\t5", "6")) {
            masks.event(new CopyData(3, 0, 1, CopyDirection.OUT, bytes(piece)));
        }
        masks.event(new StatementFinished(4, 0, 1, Outcome.COMPLETED, "COPY 3", 3, 9, null));

        assertThat(shown.toString())
                .contains("1\\t▒▒▒\\n2\\t\\\\N\\n")
                .contains("3\\t▒▒▒")
                .doesNotContain("1234");
    }

    @Test
    void copyWithoutNames_isMaskedWhole() throws IOException {
        EventMasks masks = masks(Allowance.NONE);
        masks.event(started("copy people to stdout", List.of()));
        masks.event(new CopyStarted(2, 0, 1, CopyDirection.OUT, false, 2));
        masks.event(new CopyData(3, 0, 1, CopyDirection.OUT, bytes("abc\tdef\n")));

        assertThat(shown.toString()).contains("▒▒▒\\t▒▒▒\\n").doesNotContain("abc");
    }

    @Test
    void unmasking_showsItsScopeAlone_andRestrictedOnlyWithASecondPerson() throws IOException {
        Allowance column =
                new Allowance(
                        List.of(
                                new Allowance.Revealed(new Scope.Column("people.ssn"), false),
                                new Allowance.Revealed(new Scope.Column("diagnosis"), false)));
        EventMasks masks = masks(column);
        masks.event(started("select ssn, phone, diagnosis from people", List.of()));
        masks.event(
                new ColumnsDescribed(
                        2,
                        0,
                        1,
                        List.of(
                                column("ssn", 25, false),
                                column("phone", 25, false),
                                column("diagnosis", 25, false))));
        masks.event(row(bytes("123"), bytes("456"), bytes("789")));

        assertThat(shown.toString()).contains("[\"123\",\"▒▒▒\",\"▒▒▒\"]");
    }

    @Test
    void oneCell_isShown() throws IOException {
        EventMasks masks =
                masks(
                        new Allowance(
                                List.of(
                                        new Allowance.Revealed(
                                                Scope.of("cell", "1:2:1").orElseThrow(), false))));
        masks.event(started("select ssn from people", List.of()));
        masks.event(new ColumnsDescribed(2, 0, 1, List.of(column("ssn", 25, false))));
        masks.event(row(bytes("111")));
        masks.event(row(bytes("222")));

        assertThat(shown.toString()).contains("[\"▒▒▒\"]").contains("[\"222\"]");
    }

    private EventMasks masks(Allowance allowance) {
        return new EventMasks(
                new Classification(MaskRules.DEFAULT, "shop"),
                allowance,
                count,
                new JsonLines(shown)::event);
    }

    private static SessionEvent started(String sql, List<Parameter> parameters) {
        return new StatementStarted(1, 0, 1, Protocol.EXTENDED, sql, "", parameters, 1);
    }

    private static Column column(String name, int type, boolean binary) {
        return new Column(name, 16400, 1, type, -1, binary);
    }

    private static SessionEvent row(@Nullable ByteBuffer... cells) {
        return new RowReturned(3, 0, 1, Arrays.asList(cells));
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }
}
