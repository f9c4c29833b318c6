package dev.postern.broker.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.broker.store.sql.ActRow;
import dev.postern.broker.store.sql.StatementRow;
import dev.postern.broker.store.sql.StatementShape;
import dev.postern.broker.store.sql.StatementTrait;

import org.assertj.core.api.InstanceOfAssertFactories;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;
import java.util.Set;

class SessionOutlineTest {

    @Test
    void shortSession_hasAPointForEachStatement() {
        Map<String, Object> answer = outline(shape(1, "SELECT", 10), shape(2, "SELECT", 0));

        assertThat(answer).containsEntry("total", 2L).containsEntry("stride", 1L);
        assertThat(points(answer)).containsEntry("ordinal", List.of(1L, 2L));
        assertThat(points(answer)).containsEntry("rows", List.of(10L, 0L));
        assertThat(points(answer)).containsEntry("atSeconds", List.of(1.0, 2.0));
        assertThat(points(answer)).containsEntry("endSeconds", List.of(1.5, 2.5));
    }

    @Test
    void longSession_hasPointsThatStandForSeveralStatements() {
        SessionOutline outline = new SessionOutline(100_000);
        for (long ordinal = 1; ordinal <= 100_000; ordinal++) {
            outline.add(shape(ordinal, "SELECT", 2));
        }

        Map<String, Object> answer = outline.answer();

        assertThat(answer).containsEntry("stride", 25L).containsEntry("total", 100_000L);
        assertThat(points(answer).get("ordinal"))
                .asInstanceOf(InstanceOfAssertFactories.list(Long.class))
                .hasSize(4_000)
                .contains(1L, 26L, 51L);
        assertThat((List<?>) points(answer).get("rows")).allMatch(Long.valueOf(50)::equals);
    }

    @Test
    void statementThatWasWithdrawn_isMarkedAsThat_notAsAWrite() {
        assertThat(
                        SessionOutline.kind(
                                new StatementShape(
                                        1, 0, 5L, "DELETE", false, "withdrawn", 0, null)))
                .isEqualTo("withdrawn");
    }

    @Test
    void marks_areErrorsWritesAndDefinitions() {
        StatementShape failed = new StatementShape(1, 0, 5L, "SELECT", false, "failed", 0, null);
        StatementShape copyIn = new StatementShape(2, 0, 5L, "COPY", true, "completed", 3, null);
        StatementShape copyOut = new StatementShape(3, 0, 5L, "COPY", false, "completed", 3, null);

        Map<String, Object> answer =
                outline(
                        failed,
                        copyIn,
                        copyOut,
                        with(4, null, StatementTrait.DDL),
                        shape(5, "UPDATE", 1),
                        shape(6, "SHOW", 1));

        assertThat((List<?>) answer.get("marks"))
                .extracting(mark ->
                        ((Map<?, ?>) mark).get("ordinal") + " " + ((Map<?, ?>) mark).get("kind"))
                .containsExactly("1 error", "2 write", "4 ddl", "5 write");
        assertThat(answer).containsEntry("partial", false);
    }

    @Test
    void marks_areWhatSomebodyWroteAndWhatStandsOutByItself() {
        Map<String, Object> answer =
                outline(
                        with(1, "before the fix", StatementTrait.MARK),
                        with(2, null, StatementTrait.IDENTITY),
                        with(3, null, StatementTrait.GRANT),
                        with(4, null, StatementTrait.COPY),
                        with(5, null, StatementTrait.BULK, StatementTrait.NEW_TO_TARGET),
                        with(6, null, StatementTrait.NEW_TO_TARGET),
                        with(7, null, StatementTrait.NEW_TO_TARGET, StatementTrait.NOISE),
                        with(8, "and a table", StatementTrait.MARK, StatementTrait.DDL));

        assertThat((List<?>) answer.get("marks"))
                .extracting(mark ->
                        ((Map<?, ?>) mark).get("ordinal") + " " + ((Map<?, ?>) mark).get("kind"))
                .containsExactly(
                        "1 mark",
                        "2 identity",
                        "3 grant",
                        "4 copy",
                        "5 bulk",
                        "6 new",
                        "8 mark",
                        "8 ddl");
        assertThat((List<?>) answer.get("marks"))
                .first()
                .asInstanceOf(InstanceOfAssertFactories.MAP)
                .containsEntry("text", "before the fix");
    }

    @Test
    void whatGoesBeyondTheScope_hasAMarkOfItsOwn_besideWhatItIs() {
        Map<String, Object> answer =
                outline(
                        with(1, null, StatementTrait.UNSCOPED, StatementTrait.NEW_TO_TARGET),
                        with(2, null, StatementTrait.UNSCOPED, StatementTrait.DDL),
                        shape(3, "SELECT", 1));

        assertThat((List<?>) answer.get("marks"))
                .extracting(mark ->
                        ((Map<?, ?>) mark).get("ordinal") + " " + ((Map<?, ?>) mark).get("kind"))
                .containsExactly("1 unscoped", "2 unscoped", "2 ddl");
    }

    @Test
    void acts_areToldWithWhoAndWhy_upToAThousand() {
        SessionOutline outline = new SessionOutline(0);
        outline.add(
                new ActRow(
                        1,
                        "held",
                        1_500_000,
                        4,
                        new ActRow.By("i|7", "Ada Admin", "ada@x"),
                        "look first",
                        ""));
        outline.add(new ActRow(2, "ends-soon", 2_000_000, 4, null, "", "ends in 2 min"));

        assertThat((List<?>) outline.answer().get("acts"))
                .isEqualTo(
                        List.of(
                                Map.of(
                                        "number",
                                        1L,
                                        "kind",
                                        "held",
                                        "atSeconds",
                                        1.5,
                                        "ordinal",
                                        4L,
                                        "by",
                                        Map.of(
                                                "id", "i|7",
                                                "name", "Ada Admin",
                                                "email", "ada@x"),
                                        "reason",
                                        "look first",
                                        "text",
                                        ""),
                                Map.of(
                                        "number",
                                        2L,
                                        "kind",
                                        "ends-soon",
                                        "atSeconds",
                                        2.0,
                                        "ordinal",
                                        4L,
                                        "reason",
                                        "",
                                        "text",
                                        "ends in 2 min")));
        assertThat(outline.answer()).containsEntry("partial", false);
        for (int i = 3; i <= SessionOutline.MAX_ACTS + 1; i++) {
            outline.add(new ActRow(i, "held", i, 4, null, "", ""));
        }
        assertThat((List<?>) outline.answer().get("acts")).hasSize(SessionOutline.MAX_ACTS);
        assertThat(outline.answer()).containsEntry("partial", true);
    }

    @Test
    void newShapes_areNoMarksWhereTheyAreMany() {
        Map<String, Object> answer =
                outline(
                        with(1, null, StatementTrait.NEW_TO_TARGET),
                        shape(2, "SELECT", 1),
                        shape(3, "SELECT", 1),
                        shape(4, "SELECT", 1));

        assertThat((List<?>) answer.get("marks")).isEmpty();
    }

    private static StatementShape with(
            long ordinal, @Nullable String mark, StatementTrait... traits) {
        return new StatementShape(
                ordinal,
                ordinal * 1_000_000,
                500_000L,
                "SELECT",
                false,
                "completed",
                new StatementShape.Returned(1, 0, 0),
                null,
                new StatementShape.Signs(Set.of(traits), mark));
    }

    @Test
    void points_sumUpBytesAndSensitiveValues() {
        SessionOutline outline = new SessionOutline(8_000);
        outline.add(returned(1, 100, 2));
        outline.add(returned(2, 20, 3));
        outline.add(returned(3, 7, 0));

        assertThat(points(outline.answer())).containsEntry("bytes", List.of(120L, 7L));
        assertThat(points(outline.answer())).containsEntry("sensitive", List.of(5L, 0L));
    }

    @Test
    void sensitiveValues_areAMarkBesideOthers() {
        Map<String, Object> answer =
                outline(
                        returned(1, 10, 2),
                        returned(2, 10, 0),
                        returned(3, 10, 5, StatementTrait.BULK),
                        returned(4, 10, 1, StatementTrait.NEW_TO_TARGET),
                        shape(5, "SELECT", 1));

        assertThat(kinds(answer))
                .containsExactly("1 sensitive", "3 bulk", "3 sensitive", "4 new", "4 sensitive");
        assertThat(answer).containsEntry("partial", false);
    }

    @Test
    void marksOfSensitiveValues_leaveRoomToAllOthers() {
        SessionOutline outline = new SessionOutline(3_000);
        for (long ordinal = 1; ordinal < 3_000; ordinal++) {
            outline.add(returned(ordinal, 10, 1));
        }
        outline.add(shape(3_000, "DELETE", 1));

        Map<String, Object> answer = outline.answer();

        assertThat(kinds(answer)).hasSize(2_000).contains("1 sensitive").endsWith("3000 write");
        assertThat(answer).containsEntry("partial", true);
    }

    private static List<String> kinds(Map<String, Object> answer) {
        return ((List<?>) answer.getOrDefault("marks", List.of()))
                .stream()
                        .map(Map.class::cast)
                        .map(mark -> mark.get("ordinal") + " " + mark.get("kind"))
                        .toList();
    }

    private static StatementShape returned(
            long ordinal, long bytes, long sensitive, StatementTrait... traits) {
        return new StatementShape(
                ordinal,
                ordinal * 1_000_000,
                500_000L,
                "SELECT",
                false,
                "completed",
                new StatementShape.Returned(1, bytes, sensitive),
                null,
                new StatementShape.Signs(Set.of(traits), null));
    }

    @Test
    void transactions_areThoseOfMoreThanOneStatement() {
        Map<String, Object> answer =
                outline(
                        in(1, 1, "committed"),
                        in(2, 2, "rolled_back"),
                        in(3, 2, "rolled_back"),
                        in(4, 2, "rolled_back"),
                        shape(5, "SELECT", 1));

        assertThat((List<?>) answer.get("transactions"))
                .singleElement()
                .satisfies(each ->
                        assertThat(each.toString())
                                .isEqualTo(
                                        "{number=2, from=2, to=4, atSeconds=2.0, endSeconds=4.5,"
                                                + " outcome=rolled_back}"));
    }

    private static Map<String, Object> outline(StatementShape... shapes) {
        SessionOutline outline = new SessionOutline(shapes.length);
        for (StatementShape shape : shapes) {
            outline.add(shape);
        }
        return outline.answer();
    }

    private static StatementShape shape(long ordinal, String verb, long rows) {
        return shape(ordinal, verb, rows, null);
    }

    private static StatementShape in(long ordinal, long transaction, String outcome) {
        return shape(ordinal, "SELECT", 1, new StatementRow.Transaction(transaction, outcome));
    }

    private static StatementShape shape(
            long ordinal, String verb, long rows, StatementRow.@Nullable Transaction transaction) {
        return new StatementShape(
                ordinal,
                ordinal * 1_000_000,
                500_000L,
                verb,
                false,
                "completed",
                rows,
                transaction);
    }

    @SuppressWarnings("unchecked") // the answer's own shape
    private static Map<String, Object> points(Map<String, Object> answer) {
        return (Map<String, Object>) answer.getOrDefault("points", Map.of());
    }
}
